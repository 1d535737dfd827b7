"""A member's number is on the party: told before its name, and the code of its accounts."""
import pytest

from tests.module.portal import bill, member, payment


def parties(ledger, **context):
    "{number: (code, name shown)} of the members' parties"
    with ledger.transaction(**context):
        return {
            m.number: (m.party.code, m.party.rec_name)
            for m in ledger.get('asso.member').search([('active', 'in', [True, False])])}


@pytest.mark.postgresql("members of the portal are written by sets")
def test_members_of_one_name_are_told_apart_by_their_numbers(ledger, portal):
    portal.send(
        member('7', number='A-7', last_name="Morin"), member('8', last_name="Morin"),
        bill('7', '12.00', '2026-03-01', member='7'),
        payment('7', '5.00', '2026-03-02', member='8'))
    found = parties(ledger)
    assert {n: found[n] for n in ['A-7', '8']} == {
        'A-7': ('A-7', "[A-7] Ada Morin"), '8': ('8', "[8] Ada Morin")}
    with ledger.transaction():
        invoice, = ledger.get('account.invoice').search([('number', '=', 'F-7')])
        assert invoice.party.rec_name == "[A-7] Ada Morin"
        assert invoice.party.full_name == "Ada Morin"
        Party = ledger.get('party.party')
        for text in ['A-7', '%A-7%', '%morin%']:
            assert "[A-7] Ada Morin" in [
                p.rec_name for p in Party.search([('rec_name', 'ilike', text)])]
        eight, = ledger.get('asso.member').search([('number', '=', '8')])
        assert eight.rec_name == "[8] Ada Morin"
    portal.send(member('8', last_name="Morin", number='88'))
    assert parties(ledger)['88'] == ('8', "[88] Ada Morin")


def test_code_that_another_has_is_left_to_it(ledger, portal):
    def supplier():
        ledger.get('party.party').create([{'name': "Transitaire", 'code': '9'}])
    ledger.run(supplier)
    portal.send(member('9'))
    code, name = parties(ledger)['9']
    assert (code.startswith('P'), name) == (True, "[9] Ada Morin 9")


def test_member_made_in_tryton_gives_the_party_its_number(ledger, portal):
    def join():
        party, = ledger.get('party.party').create([{'name': "Eve Ici"}])
        ledger.get('asso.member').create([{'party': party.id}])
    ledger.run(join)
    assert parties(ledger)['T1'] == ('T1', "[T1] Eve Ici")


def test_party_of_whom_something_is_booked_keeps_its_code(ledger, portal, accountant):
    def become_again():
        party = accountant.party('Morin 1')
        party.code = 'OLD'
        party.save()
        member, = ledger.get('asso.member').search([('party', '=', party.id)])
        ledger.get('asso.member')._share_numbers([member])
    ledger.run(become_again)
    assert parties(ledger)['1'] == ('OLD', "[1] Ada Morin 1")


def test_number_shown_is_that_of_the_company_at_work(make_ledger):
    ledger = make_ledger('two')
    with ledger.transaction(company=None):
        first, second = ledger.get('company.company').search([], order=[('id', 'ASC')])
        Party, Member = ledger.get('party.party'), ledger.get('asso.member')
        party, = Party.create([{'name': "Eve Ici"}])
        Member.create([
                {'party': party.id, 'company': company.id, 'number': number}
                for company, number in [(first, '5'), (second, '17')]])
        from trytond.transaction import Transaction
        names = []
        for company in [first, second]:
            with Transaction().set_context(company=company.id):
                names.append(Party(party.id).rec_name)
        assert names == ["[5] Eve Ici", "[17] Eve Ici"]
        assert Party(party.id).code == '5'
