"""Tax receipts: of which money, numbered when, and void once it is taken back."""
import datetime as dt
from unittest.mock import patch

import pytest
from trytond.exceptions import UserError, UserWarning

from tests.module.giving import ADDRESS
from tests.module.portal import change, fee, gift, gone, member, note, payment
from trytond_asso_members.exceptions import ReceiptError, SetupError


def test_gifts_of_a_year_are_on_one_receipt_of_each_person(given):
    assert given.proposals() == [
        ('Ada Morin 2', '50.00', 1, None), ('Ada Morin 1', '28.00', 2, None)]
    assert given.issue() == ['2027-000001', '2027-000002']
    assert given.receipts() == {
        '2027-000001': ('issued', '50.00', 'Morin 2', None),
        '2027-000002': ('issued', '28.00', 'Morin 1', None)}


def test_second_run_issues_nothing(given):
    given.issue()
    assert (given.proposals(), given.issue()) == ([], [])


def test_drafts_have_no_number_and_give_way_to_others(given):
    first = given.prepare()
    second = given.prepare()
    assert (len(first), len(second), set(first) & set(second)) == (2, 2, set())
    assert given.states() == {None: 'draft'}


def test_what_is_not_paid_is_on_no_receipt(giving, portal):
    portal.send(
        gift('11', '20.00', '2026-03-01'), payment('1', '5.00', '2026-03-05', ('11', '5.00')))
    assert giving.proposals() == [('Ada Morin 1', '5.00', 1, None)]


def test_bill_for_a_service_is_on_no_receipt(giving, portal):
    portal.send(payment('1', '100.00', '2026-03-05', ('1', '100.00')))
    assert giving.proposals() == []


def test_credit_note_is_no_gift(giving, portal):
    portal.send(
        gift('11', '20.00', '2026-03-01'), note('9', '15.00', '2026-03-02', '11', ('11', '15.00')),
        payment('1', '5.00', '2026-03-05', ('11', '5.00')))
    assert giving.proposals() == [('Ada Morin 1', '5.00', 1, None)]


def test_gift_is_of_the_year_of_its_payment(giving, portal):
    portal.send(
        gift('11', '20.00', '2025-12-20'), payment('1', '20.00', '2026-01-02', ('11', '20.00')))
    assert (giving.proposals(2025), giving.proposals(2026)) == (
        [], [('Ada Morin 1', '20.00', 1, None)])


def test_gift_paid_over_two_years_is_on_two_receipts(giving, portal):
    portal.send(
        gift('11', '20.00', '2026-12-20'), payment('1', '5.00', '2026-12-30', ('11', '5.00')),
        payment('2', '15.00', '2027-01-02', ('11', '15.00')))
    assert (giving.proposals(2026), giving.proposals(2027)) == (
        [('Ada Morin 1', '5.00', 1, None)], [('Ada Morin 1', '15.00', 1, None)])
    assert giving.issue(2026) + giving.issue(2027) == ['2027-000001', '2027-000002']


def test_gift_of_another_is_of_the_one_who_paid(giving, portal):
    portal.send(
        gift('11', '20.00', '2026-03-01', member='2'),
        payment('1', '20.00', '2026-03-05', ('11', '20.00')))
    assert giving.proposals() == [('Ada Morin 1', '20.00', 1, None)]


@pytest.mark.parametrize('name, lack', [
        ('street', 'address'), ('city', 'address'), ('first_name', 'first_name')])
def test_donor_of_whom_something_is_missing_gets_none(giving, portal, name, lack):
    known = {'first_name': "Ada", 'last_name': "Byron", **ADDRESS}
    del known[name]
    portal.send(
        change('member', id='3', kind='natural', status='member', joined='2024-01-01', **known),
        gift('11', '20.00', '2026-03-01', member='3'),
        payment('1', '20.00', '2026-03-05', ('11', '20.00'), member='3'))
    assert [missing for *_, missing in giving.proposals()] == [lack]
    assert giving.issue() == []


def test_gifts_below_the_minimum_get_none(given):
    given.settings(receipts_minimum=28)
    assert [lack for *_, lack in given.proposals()] == [None, None]
    given.settings(receipts_minimum=29)
    assert [lack for *_, lack in given.proposals()] == [None, 'minimum']


def test_company_has_a_receipt_for_each_gift(giving, portal, ledger):
    portal.send(
        change('member', id='3', kind='legal', status='member', joined='2024-01-01',
            organization_name="Phare", **ADDRESS),
        gift('11', '20.00', '2026-03-01', member='3'), gift('12', '8.00', '2026-03-01', member='3'),
        payment('1', '28.00', '2026-03-05', ('11', '20.00'), ('12', '8.00'), member='3'))
    assert [lack for *_, lack in giving.proposals()] == ['article', 'article']
    giving.settings(receipts_article_238=True)
    assert [lack for *_, lack in giving.proposals()] == ['siren', 'siren']

    def identify():
        party, = ledger.get('party.party').search([('name', '=', "Phare")])
        ledger.get('party.identifier').create([
                {'party': party.id, 'type': 'fr_siren', 'code': '732829320'}])
    ledger.run(identify)
    assert giving.proposals() == [('Phare', '20.00', 1, None), ('Phare', '8.00', 1, None)]
    assert giving.issue() == ['2027-000001', '2027-000002']


def test_dues_count_only_where_they_are_said_to(giving, portal, subscriber):
    portal.send(fee('11', '20.00', '2026-03-01', start='2026-01-01', end='2026-12-31'),
        payment('1', '20.00', '2026-03-05', ('11', '20.00')))
    assert giving.proposals() == []
    giving.settings(receipts_for_dues='all')
    assert giving.proposals() == [('Ada Morin 1', '20.00', 1, None)]
    giving.settings(receipts_for_dues='offers')
    assert giving.proposals() == []


def test_dues_of_the_chosen_offers_count(giving, portal, subscriber):
    offers = [
        subscriber.offer('15.00', months=12, reference=name, kind='membership_fee')
        for name in ['A', 'B']]
    for offer in offers:
        subscriber.subscribe(offer, '2026-03-01', member=str(1 + offers.index(offer)))
    subscriber.bill('2026-03-01')
    portal.send(
        payment('1', '15.00', '2026-03-05', member='2', allocations=None),
        payment('2', '115.00', '2026-03-05', allocations=None))
    giving.settings(receipts_for_dues='all')
    assert len(giving.proposals()) == 2
    giving.settings(receipts_for_dues='offers', receipts_offers=[('add', [offers[1]])])
    assert giving.proposals() == [('Ada Morin 2', '15.00', 1, None)]


def test_gifts_from_before_have_their_receipts_elsewhere(given):
    given.settings(receipts_from=dt.date(2026, 4, 1))
    assert [total for _, total, *_ in given.proposals()] == ['50.00', '8.00']


def test_numbers_have_no_gap_whatever_is_cancelled(given, portal):
    for _ in range(3):
        given.issue()
        for number, state in given.states().items():
            if state == 'issued':
                given.cancel(number)
    assert sorted(given.states()) == [f'2027-00000{n}' for n in range(1, 7)]


@pytest.mark.stress
def test_killed_in_the_middle_none_is_numbered(given):
    Receipt = given.ledger.get('asso.receipt')
    with patch.object(Receipt, 'write', side_effect=OSError), pytest.raises(OSError):
        given.issue()
    assert given.receipts() == {}
    assert given.issue() == ['2027-000001', '2027-000002']


def test_issued_receipt_is_neither_changed_nor_deleted(given, ledger):
    given.issue()
    Receipt, Line = ledger.get('asso.receipt'), ledger.get('asso.receipt.line')
    for act in [
            lambda: Receipt.write(Receipt.search([]), {'name': "Byron"}),
            lambda: Receipt.delete(Receipt.search([])),
            lambda: Line.delete(Line.search([])),
            lambda: Line.write(Line.search([]), {'amount': 1}),
            lambda: Receipt.copy(Receipt.search([]))]:
        with pytest.raises(UserError):
            ledger.run(act)
    assert len(given.receipts()) == 2


def test_donor_of_a_draft_can_be_completed(given, ledger):
    given.prepare()
    Receipt = ledger.get('asso.receipt')

    def complete():
        from trytond.transaction import Transaction
        with Transaction().set_context(_check_access=True):
            Receipt.write(Receipt.search([]), {'address': "1 rue Neuve\n29200 Brest"})
            with pytest.raises(UserError):
                Receipt.write(Receipt.search([]), {'amount': 5})
    ledger.run(complete)
    assert ledger.run(lambda: {r.address for r in Receipt.search([])}) == {
        "1 rue Neuve\n29200 Brest"}


@pytest.mark.stress
def test_gift_on_two_live_receipts_is_refused_by_the_database(given, ledger):
    given.issue()
    Line = ledger.get('asso.receipt.line')

    def again():
        line, *_ = Line.search([])
        from trytond_asso_members import bulk
        bulk.insert('asso.receipt.line', [{
                    name: getattr(line, name).id if name in {'receipt', 'payment', 'bill'}
                    else getattr(line, name)
                    for name in ['receipt', 'payment', 'bill', 'day', 'amount', 'live']}],
            ids=bulk.reserve('asso.receipt.line', 1))
    with pytest.raises(Exception, match='(?i)unique|exclu'):
        ledger.run(again)


def test_draft_that_is_no_longer_true_is_not_issued(given, ledger):
    ids = given.prepare()
    Payment = ledger.get('asso.payment')

    def elsewhere():
        "A change that nobody told: the date"
        Payment.write(Payment.search([('label', '=', 'VIR 3')]), {'date': dt.date(2026, 6, 1)})
    ledger.run(elsewhere)
    Receipt = ledger.get('asso.receipt')
    with pytest.raises(ReceiptError, match='VIR 3'):
        given.run(lambda: Receipt.issue(Receipt.browse(ids)))
    assert {state for state, *_ in given.receipts().values()} == {'draft'}


def test_association_issues_none_unless_it_says_so(given):
    given.settings(issues_receipts=False)
    with pytest.raises(ReceiptError, match="issues no tax receipts"):
        given.issue()


def test_association_without_an_address_issues_none(given, ledger):
    Address = ledger.get('party.address')
    ledger.run(lambda: Address.write(
            Address.search([('party.name', '=', "Les Amis du Réseau")]), {'active': False}))
    with pytest.raises(ReceiptError, match="add one to its party"):
        given.issue()


def test_person_who_switches_receipts_on_is_warned(ledger, portal):
    Association = ledger.get('asso.association')
    with pytest.raises(UserWarning, match='1740 A'):
        ledger.run(lambda: Association.write(Association.search([]), {'issues_receipts': True}))


def test_association_without_an_article_is_refused(giving):
    with pytest.raises(SetupError, match='200 or 978'):
        giving.settings(receipts_article_200=False)


@pytest.mark.parametrize('content', [
        b'%PDF-1.7', b'\x89PNG\r\n\x1a\n', b'\xff\xd8\xff\xe0 torn'])
def test_signature_that_is_no_picture_is_refused(giving, content):
    with pytest.raises(SetupError, match='PNG or JPEG'):
        giving.settings(receipts_signature=content)


def test_declared_figures_are_those_of_the_ledger(given, portal):
    given.issue()
    assert given.declared() == (2, '78.00', 0, 0)
    assert given.income() == '78.00'
    portal.send(gone('payment', '2'))
    assert given.declared() == (1, '50.00', 1, 0)
    given.issue()
    assert given.declared() == (2, '70.00', 1, 0)
    assert given.income() == '70.00'
    given.cancel('2027-000001', replace=True)
    assert given.declared() == (2, '70.00', 2, 0)
    assert given.declared('2027') == (0, '0.00', 0, 2)


def test_wizard_shows_what_is_issued_and_what_is_missing(given, portal, ledger):
    portal.send(member('2', street="3 quai de la Douane"))

    def work():
        Wizard = ledger.pool.get('asso.receipt.issue', type='wizard')
        Start = ledger.get('asso.receipt.issue.start')
        wizard = Wizard(Wizard.create()[0])
        values = wizard.default_start([])
        wizard.start = Start(company=values['company'], year=values['year'])
        state = wizard.transition_issue()
        return (
            values['year'], values['count'], values['total'], values['lacking'],
            [(p['total'], p['lack']) for p in values['proposed']], state, len(wizard.receipts),
            # Those that were issued are in one list with drafts
            wizard.do_open_({'domains': ["Drafts", "Issued"]})[0]['domains'])
    from decimal import Decimal
    assert given.run(work) == (
        2026, 1, Decimal('28.00'), 1,
        [(Decimal('50.00'), 'address'), (Decimal('28.00'), None)], 'open_', 1, [])


def test_year_that_is_declared_is_the_last_one_that_is_over(given, ledger):
    def work():
        Wizard = ledger.pool.get('asso.receipt.declared', type='wizard')
        values = Wizard(Wizard.create()[0]).default_start([])
        return ledger.get('account.fiscalyear')(values['year']).name
    assert given.run(work) == '2026'
