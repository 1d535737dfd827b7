"""A file of the bank from its bytes to the books."""
import base64
import datetime as dt
import json
from decimal import Decimal

import pytest
from trytond.exceptions import UserError

from .portal import bill
from .treasurer import file


def test_file_is_booked_once(portal, treasurer):
    portal.send(bill('2', '30.00', '2026-01-20', member='2'))
    content = file(
        (3, 'VIR M MORIN 2 ADA FACTURE F-2', '30.00'), (5, 'VIR INCONNU', '7.00'),
        (5, 'VIR INCONNU', '7.00'), (25, 'PRLV EDF', '-2.50'), opening='10.00')
    found, known = treasurer.import_file(content)
    assert found['VIR INCONNU'] == 'waiting'
    assert found['PRLV EDF'] == 'waiting'
    assert known == 0
    assert portal.states()['2'] == 'paid'
    assert treasurer.import_file(content) == ({}, 4)
    assert treasurer.statements() == [('10.00', '51.50', 4)]


def call(portal, content, dry_run=False, **values):
    file = {
        'name': 'relevé.csv', 'content': base64.b64encode(content).decode(), 'journal': None,
        'answers': {}, 'dry_run': dry_run, **values}
    return json.loads(portal.call('bank', json.dumps(file)))


def test_bridge_is_told_of_each_row(portal, treasurer):
    portal.send(bill('2', '30.00', '2026-01-20', member='2'))
    content = file(
        (3, 'VIR M MORIN 2 ADA FACTURE F-2', '30.00'), (5, 'VIR INCONNU', '7.00'),
        (25, 'PRLV EDF', '-2.50'), opening='10.00')
    dry = call(portal, content, dry_run=True)
    assert portal.states()['2'] == 'posted'
    assert treasurer.statements() == []
    told = call(portal, content)
    assert portal.states()['2'] == 'paid'
    assert {**told, 'rows': None} == {**dry, 'rows': None}
    assert told['totals'] == {
        'matched': '30.00', 'proposed': '0.00', 'waiting': '4.50', 'rule': '0.00',
        'double': '0.00', 'ignored': '0.00'}
    assert (told['opening'], told['closing']) == ('10.00', '44.50')
    first = told['rows'][0]
    assert (first['decision'], first['member'], first['number'], first['bills']) == (
        'matched', '2', dry['rows'][0]['number'],
        [{'id': '2', 'number': 'F-2', 'amount': '30.00'}])
    again = call(portal, content)
    assert {row['decision'] for row in again['rows']} == {'ignored'}
    assert again['totals']['ignored'] == '34.50'


def test_file_that_overlaps_brings_what_is_new(portal, treasurer):
    rows = [(day, f'VIR INCONNU {day // 3}', '7.00') for day in range(1, 13)]
    treasurer.import_file(file(*rows[:8]))
    _, known = treasurer.import_file(file(*rows[4:], opening='28.00'))
    assert known == 4
    assert treasurer.statements() == [('0.00', '56.00', 8), ('56.00', '84.00', 4)]


def test_row_that_the_bank_has_written_anew_is_a_suspected_double(portal, treasurer):
    treasurer.import_file(file((3, 'PRLV EN COURS ORANGE', '-20.00'), (5, 'VIR A B', '1.00')))
    found, known = treasurer.import_file(file(
        (3, 'PRLV SEPA ORANGE SA EN COURS 123', '-20.00'), (5, 'VIR A B', '1.00')))
    assert (found, known) == ({'PRLV SEPA ORANGE SA EN COURS 123': 'double'}, 1)


def test_rule_books_what_is_no_member(portal, treasurer):
    def work(association, journal):
        account, = treasurer.ledger.get('account.account').search([
                ('code', 'like', '627%'), ('closed', '=', False), ('type', '!=', None),
                ('company', '=', association.company.id)], limit=1)
        treasurer.ledger.get('account.statement.rule').create([{
                    'name': "Frais", 'company': association.company.id,
                    'description': '(?i)frais', 'lines': [('create', [
                                {'amount': 'pending', 'account': account.id}])]}])
    treasurer.run(work)
    found, _ = treasurer.import_file(file((3, 'FRAIS DE TENUE', '-2.50')))
    assert found == {'FRAIS DE TENUE': 'rule'}
    assert treasurer.waits() == {}
    assert treasurer.bank_balance() == '-2.50'


def test_row_of_a_closed_period_stops_the_whole_file(portal, treasurer):
    def close(association, journal):
        Period = treasurer.ledger.get('account.period')
        Period.close(Period.search([('start_date', '=', dt.date(2026, 2, 1))]))
    treasurer.run(close)
    with pytest.raises(UserError, match='2026-02'):
        treasurer.import_file(file((3, 'VIR', '2.50')))
    assert treasurer.statements() == []


def test_file_of_before_the_cutover_brings_nothing(portal, treasurer):
    portal.settings(cutover=dt.date(2026, 2, 10))
    found, _ = treasurer.import_file(file((3, 'VIR OLD', '2.50'), (12, 'VIR NEW', '1.00')))
    assert found == {'VIR NEW': 'waiting'}


def test_returned_payment_opens_its_bill_again(portal, treasurer):
    treasurer.import_file(file((3, 'VIR M MORIN 1 ADA FACTURE F-1', '100.00')))
    assert portal.states()['1'] == 'paid'
    found, _ = treasurer.import_file(file((9, 'REJET VIR M MORIN', '-100.00'), opening='100.00'))
    assert found == {'REJET VIR M MORIN': 'proposed'}
    treasurer.accept('REJET VIR M MORIN')
    assert portal.states()['1'] == 'posted'
    assert portal.balances()['1'] == '-100.00'
    assert treasurer.bank_balance() == '0.00'
    treasurer.undo(treasurer.origin('REJET VIR M MORIN'))
    assert portal.balances()['1'] == '0.00'
    assert portal.states()['1'] == 'paid'
    assert treasurer.waits()['REJET VIR M MORIN'][1] == '-100.00'
    treasurer.accept('REJET VIR M MORIN')
    assert portal.states()['1'] == 'posted'
    assert portal.faults() == []


def test_proposal_accepted_pays_the_bills_that_it_names(portal, treasurer):
    portal.send(
        bill('2', '30.00', '2026-01-20', member='2'), bill('3', '12.00', '2026-01-21', member='2'))
    treasurer.import_file(file((3, 'VIR M MORIN 2 ADA', '42.00')))
    assert treasurer.waits()['VIR M MORIN 2 ADA'][0] == 'proposed'
    treasurer.accept('VIR M MORIN 2 ADA')
    assert portal.states() == {'1': 'posted', '2': 'paid', '3': 'paid'}
    assert treasurer.waits() == {}


@pytest.fixture
def supplier(portal, treasurer):
    "A bill of 20.00 of a supplier, posted in Tryton"
    def work(association, journal):
        get = treasurer.ledger.get
        party, = get('party.party').create([{
                    'name': "Terreau et Cie SARL", 'addresses': [('create', [{}])]}])
        account, = get('account.account').search([
                ('code', 'like', '401%'), ('type.payable', '=', True), ('closed', '=', False),
                ('company', '=', association.company.id)], limit=1)
        expense, = get('account.account').search([
                ('code', 'like', '604%'), ('closed', '=', False), ('type', '!=', None),
                ('company', '=', association.company.id)], limit=1)
        book, = get('account.journal').search([('type', '=', 'expense')], limit=1)
        Invoice = get('account.invoice')
        invoice, = Invoice.create([{
                    'type': 'in', 'party': party.id, 'company': association.company.id,
                    'invoice_address': party.addresses[0].id, 'account': account.id,
                    'journal': book.id, 'currency': association.company.currency.id,
                    'invoice_date': dt.date(2026, 2, 1), 'reference': '8812',
                    'lines': [('create', [{
                                    'quantity': 1, 'unit_price': Decimal(20),
                                    'account': expense.id, 'description': "Terreau",
                                    'currency': association.company.currency.id}])]}])
        Invoice.post([invoice])
        return invoice.id
    return treasurer.run(work)


def test_bill_of_a_supplier_is_proposed_paid_and_undone(portal, treasurer, supplier):
    def state(association, journal):
        return treasurer.ledger.get('account.invoice')(supplier).state
    label = 'PRLV SEPA TERREAU ET CIE FACTURE 8812'
    found, _ = treasurer.import_file(file((9, label, '-20.00')))
    assert found == {label: 'proposed'}
    for _ in range(2):
        treasurer.accept(label)
        assert treasurer.run(state) == 'paid'
        assert treasurer.waits() == {}
        treasurer.undo(treasurer.origin(label))
        assert treasurer.run(state) == 'posted'
        assert treasurer.waits()[label][1] == '-20.00'


@pytest.mark.stress
def test_bill_of_a_supplier_is_paid_by_one_row(portal, treasurer, supplier):
    labels = ['PRLV SEPA TERREAU ET CIE 1', 'PRLV SEPA TERREAU ET CIE 2']
    treasurer.import_file(file(*((day, label, '-20.00') for day, label in enumerate(labels, 9))))
    treasurer.accept(labels[0])
    with pytest.raises(UserError, match='8812'):
        treasurer.accept(labels[1])
    assert treasurer.waits()[labels[1]][1] == '-20.00'


def test_row_booked_by_a_rule_is_undone_and_taken_back(portal, treasurer):
    def rule(association, journal):
        treasurer.ledger.get('account.statement.rule').create([{
                    'name': "Dons", 'company': association.company.id,
                    'description': '(?i)don', 'lines': [('create', [{
                                    'amount': 'pending',
                                    'account': association.account_donation.id}])]}])
    treasurer.run(rule)
    content = file((3, 'VIR DON', '5.00'), (25, 'PRLV EDF', '-1.00'))
    treasurer.import_file(content)
    treasurer.undo(treasurer.origin('VIR DON'))
    assert treasurer.waits()['VIR DON'] == ('rule', '5.00', 0)
    treasurer.divide(treasurer.origin('VIR DON'), ('5.00', '2', None))
    assert portal.balances()['2'] == '5.00'
    treasurer.take_back(treasurer.origin('VIR DON'))
    assert (treasurer.bank_balance(), portal.balances()['2']) == ('0.00', '0.00')
    found, _ = treasurer.import_file(content)
    assert found == {'VIR DON': 'rule', 'PRLV EDF': 'waiting'}
    assert treasurer.bank_balance() == '4.00'


def test_row_kept_and_decided_is_not_kept_any_more(portal, treasurer):
    treasurer.import_file(file((3, 'VIR A', '5.00'), (25, 'PRLV EDF', '-1.00')))
    origin = treasurer.origin('VIR A')

    def kept(association, journal):
        return treasurer.ledger.get('account.statement.origin')(origin).kept

    def keep(association, journal):
        from trytond_asso_members.bank import by_hand
        by_hand.keep(treasurer.ledger.get('account.statement.origin')(origin), "à voir")
    treasurer.run(keep)
    assert treasurer.run(kept) is True
    treasurer.divide(origin, ('5.00', '2', None))
    treasurer.undo(origin)
    assert treasurer.run(kept) is False


@pytest.mark.stress
def test_rule_that_names_the_bill_of_a_supplier_pays_it(portal, treasurer, supplier):
    def work(association, journal):
        number = treasurer.ledger.get('account.invoice')(supplier).number
        treasurer.ledger.get('account.statement.rule').create([{
                    'name': "Terreau", 'company': association.company.id,
                    'description': r'FACTURE (?P<invoice>\S+)',
                    'lines': [('create', [{'amount': 'pending'}])]}])
        return treasurer.ledger.get('account.invoice')(supplier).rec_name, number

    def state(association, journal):
        return treasurer.ledger.get('account.invoice')(supplier).state
    name, _ = treasurer.run(work)
    label = f'PRLV X FACTURE {name.split()[0]}'
    found, _ = treasurer.import_file(file((9, label, '-20.00'), (25, 'VIR', '1.00')))
    print(name)
    assert found[label] == 'rule'
    assert treasurer.run(state) == 'paid'
    treasurer.undo(treasurer.origin(label))
    assert treasurer.run(state) == 'posted'
    assert treasurer.waits()[label][1] == '-20.00'
