"""What the portal owns leads to its page there, and is not changed in the client."""
import pytest
from trytond.exceptions import UserError
from trytond.pyson import PYSONDecoder

from tests.module.portal import gone, member, note, payment

PAGES = {
    'member_page': 'https://coin.example.org/admin/members/member/{id}/change/',
    'bill_page': 'https://coin.example.org/admin/billing/invoice/{id}/change/',
    'payment_page': 'https://coin.example.org/admin/billing/payment/{id}/change/'}


def set_pages(ledger, **pages):
    def write():
        Feed = ledger.get('asso.feed')
        Feed.write(Feed.search([]), pages)
    ledger.run(write)


def pages(ledger, name):
    with ledger.transaction():
        return sorted(
            (r.portal_id, r.portal_page) for r in ledger.get(name).search([]))


@pytest.mark.postgresql("members of the portal are written by sets")
def test_record_of_the_portal_leads_to_its_page(ledger, portal):
    portal.send(
        member('é/3'), payment('1', '5.00', '2026-02-01'),
        note('1', '10.00', '2026-02-02', '1', ('1', '10.00')))
    assert pages(ledger, 'asso.member') == [('1', None), ('2', None), ('é/3', None)]
    set_pages(ledger, **PAGES)
    start = 'https://coin.example.org/admin'
    assert pages(ledger, 'asso.member') == [
        ('1', f'{start}/members/member/1/change/'), ('2', f'{start}/members/member/2/change/'),
        ('é/3', f'{start}/members/member/%C3%A9%2F3/change/')]
    with ledger.transaction():
        bill, = ledger.get('account.invoice').search([('number', '=', 'F-1')])
        assert bill.portal_page == f'{start}/billing/invoice/1/change/'
        assert sorted((p.kind, p.portal_page) for p in ledger.get('asso.payment').search([])) == [
            ('credit_note', None), ('payment', f'{start}/billing/payment/1/change/')]


def test_identity_is_changed_in_the_portal_as_long_as_it_is_there(ledger, portal):
    def readonly():
        with ledger.transaction():
            Member = ledger.get('asso.member')
            shown = Member.fields_get(['last_name', 'joined'])
            return {
                m.number: [
                    PYSONDecoder({'in_portal': m.in_portal, 'id': m.id}).decode(
                        field['states']).get('readonly', False) for field in shown.values()]
                for m in Member.search([('active', 'in', [True, False])])}

    def join():
        party, = ledger.get('party.party').create([{'name': "Eve Ici"}])
        ledger.get('asso.member').create([{'party': party.id, 'last_name': "Ici"}])
    ledger.run(join)
    assert readonly() == {'1': [True, True], '2': [True, True], 'T1': [False, False]}
    portal.send(gone('member', '2'))
    assert readonly() == {'1': [True, True], '2': [False, False], 'T1': [False, False]}


@pytest.mark.parametrize('page', ['coin.example.org/{id}', 'https://coin.example.org/member/'])
def test_address_that_leads_nowhere_is_refused(ledger, page):
    with pytest.raises(UserError, match="no address of a page"):
        set_pages(ledger, member_page=page)
