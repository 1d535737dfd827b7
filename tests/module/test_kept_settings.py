"""What a person may no longer change, or may not enter, in Tryton."""
import datetime as dt

import pytest
from trytond.model.exceptions import AccessError, DomainValidationError

from tests.module.portal import Portal, bill, change, member, offer
from trytond_asso_members.exceptions import MemberDatesError


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(member(), bill('1', '100.00', '2026-01-05'))
    return portal


def as_a_person(ledger, function):
    "Call it in a transaction that is rolled back, checked as a call of the client's is"
    with ledger.transaction() as transaction, transaction.set_context(_check_access=True):
        return function()


@pytest.mark.postgresql("the least date in SQL")
@pytest.mark.parametrize('cutover, refused', [
        ('2026-01-05', False), ('2024-01-01', False), ('2026-01-06', True)])
def test_cutover_moves_no_further_than_what_is_booked(portal, cutover, refused):
    def write():
        Association = portal.ledger.get('asso.association')
        Association.write(
            Association.search([]), {'cutover': dt.date.fromisoformat(cutover)})
    if refused:
        with pytest.raises(AccessError, match="05/01/2026|01/05/2026"):
            as_a_person(portal.ledger, write)
    else:
        as_a_person(portal.ledger, write)


def test_cutover_stays_once_it_was_used(portal):
    portal.settings(cutover=dt.date(2024, 1, 1))
    portal.send(bill('2', '10.00', '2021-06-01'))
    Association = portal.ledger.get('asso.association')
    for cutover in [None, dt.date(2021, 6, 2), dt.date(2025, 1, 1)]:
        with pytest.raises(AccessError):
            as_a_person(portal.ledger, lambda cutover=cutover: Association.write(
                Association.search([]), {'cutover': cutover}))
    as_a_person(portal.ledger, lambda: Association.write(
        Association.search([]), {'cutover': dt.date(2024, 1, 1), 'fees_first': True}))


@pytest.mark.parametrize('values', [{'code': 'another'}, {'company': None}])
def test_feed_that_brought_records_keeps_its_code_and_company(portal, values):
    def write():
        portal.feed.write(portal.feed.search([]), values)
    with pytest.raises(AccessError, match='"portal"|« portal »|Portail'):
        as_a_person(portal.ledger, write)


def test_feed_that_brought_nothing_may_change_its_code(ledger):
    Feed = ledger.get('asso.feed')

    def write():
        Feed.write(Feed.search([]), {'code': 'another'})
        return [feed.code for feed in Feed.search([])]
    assert as_a_person(ledger, write) == ['another']


@pytest.mark.parametrize('field, type_', [
        ('journal_bill', 'cash'), ('journal_lettering', 'revenue'), ('journal_income', 'cash'),
        ('journal_opening', 'general'), ('journal_suspense', 'situation')])
def test_journal_of_another_type_is_refused(ledger, field, type_):
    with ledger.transaction(), pytest.raises(DomainValidationError):
        Association = ledger.get('asso.association')
        journal, = ledger.get('account.journal').create([
                {'name': "Other", 'code': 'OTH', 'type': type_}])
        Association.write(Association.search([]), {field: journal.id})


@pytest.mark.parametrize('field', ['sequence_bill', 'sequence_credit_note'])
def test_sequence_of_another_type_is_refused(ledger, field):
    with ledger.transaction(), pytest.raises(DomainValidationError):
        Association = ledger.get('asso.association')
        year = ledger.get('account.fiscalyear').search([], limit=1)[0]
        Association.write(Association.search([]), {field: year.move_sequence.id})


def test_subscription_that_ends_before_it_starts_is_refused(portal):
    portal.send(offer(), change(
            'subscription', id='1', member='1', offer='1', start='2026-01-02'))
    Subscription = portal.ledger.get('asso.subscription')
    for end, accepted in [('2026-01-01', False), ('2026-01-02', True), (None, True)]:
        def write(end=end):
            Subscription.write(
                Subscription.search([]), {'end': end and dt.date.fromisoformat(end)})
        if accepted:
            as_a_person(portal.ledger, write)
        else:
            with pytest.raises(DomainValidationError):
                as_a_person(portal.ledger, write)


def test_member_who_leaves_before_joining_is_refused_to_a_person_alone(portal):
    Member = portal.ledger.get('asso.member')

    def write(**values):
        as_a_person(portal.ledger, lambda: Member.write(Member.search([]), values))
    with pytest.raises(MemberDatesError):
        write(left=dt.date(2023, 12, 31))
    write(left=dt.date(2024, 1, 1))
    assert portal.send(member('2', joined='2024-01-01', left='2023-12-31')) == {'2': 'applied'}
    write(nickname="Ada")


@pytest.mark.parametrize('values', [
        {'payment_term_date': dt.date(2026, 6, 1)}, {'disputed': True},
        {'bill_end': dt.date(2026, 6, 1)}, {'portal_deleted': True}])
def test_posted_bill_is_changed_by_the_portal_alone(portal, values):
    Invoice = portal.ledger.get('account.invoice')
    with pytest.raises(AccessError):
        as_a_person(portal.ledger, lambda: Invoice.write(Invoice.search([]), values))
    assert portal.send(bill('1', '100.00', '2026-01-05', due='2026-03-01')) == {'1': 'applied'}


def test_posted_invoice_that_is_no_bill_is_changed_by_nobody(portal):
    Invoice = portal.ledger.get('account.invoice')

    def post():
        invoice, = Invoice.copy(Invoice.search([]))
        invoice.invoice_date = dt.date(2026, 1, 6)
        invoice.save()
        Invoice.post([invoice])
        return invoice.id
    id_ = portal.ledger.run(post, _skip_warnings=True)
    with portal.ledger.transaction(), pytest.raises(AccessError):
        Invoice.write([Invoice(id_)], {'payment_term_date': dt.date(2026, 6, 1)})


@pytest.mark.parametrize('key', ['asso_tree_later', 'company'])
def test_account_made_under_any_key_of_a_client_has_its_place_in_the_tree(ledger, key):
    "A client may put any key into the context, but for those that begin with an underscore."
    Account = ledger.get('account.account')

    def make():
        parent, = Account.search([('code', '=', '706')])
        account, = Account.create([{
                    'name': "Ateliers", 'code': '7061', 'parent': parent.id,
                    'type': parent.type.id}])
        return parent.id, account.id
    with ledger.transaction(**{key: ledger.company()}):
        parent, account = make()
        below = Account.search([('parent', 'child_of', [parent])])
        assert {a.id for a in below} == {parent, account}
