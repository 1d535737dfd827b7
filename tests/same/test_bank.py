"""Bank statements, and the bank accounts that bills name: the same rows both ways."""
from decimal import Decimal
from functools import partial
from itertools import product

import pytest

from tests.rows import difference

from .bank import RULES, STATEMENTS
from .batches import Batch, Bill, Item, Payment
from .play import Maker

pytestmark = pytest.mark.postgresql(
    "COPY, and types that each database reads back its own way")
BILL = Bill(
    'plain', 'customers', 'invoice', 'F', 0, 0, None, None, (Item('revenue', '1', '20'),))
MEANS = 'account.invoice.payment.mean'


@pytest.mark.stress
def test_payments_by_statement_leave_the_same_rows_both_ways(ways):
    for share, statement in product(['whole', 'half', 'more'], STATEMENTS):
        paid = Payment(share, attached=True, due=True, noise=False, statement=statement)
        batch = Batch((BILL.paid_by(paid), BILL.paid_by(paid, paid)), undone=(0,))
        assert ways.compare(batch) == [], batch


def named(ways, work):
    "The bank accounts that bills name, the same both ways"
    by_sets, tryton = (ways.run(work, own) for own in [False, True])
    assert difference(ways.tables, by_sets, tryton) == []
    return [row['instrument'][1] for row in by_sets.get(MEANS, [])]


def test_bills_name_the_bank_accounts_of_the_rules_both_ways(ways):
    bank = ways.world.bank

    def work(books, door):
        bank.rule(RULES)
        maker = Maker(ways.world, books)
        door.post_invoices([maker.document(BILL), maker.document(BILL)])
    expected = [bank.accounts[name] for name in ['own', 'own', 'closed']]
    assert named(ways, work) == expected * 2


def test_open_bills_name_the_bank_accounts_of_younger_rules_both_ways(ways):
    bank = ways.world.bank

    def work(books, door, amount):
        maker = Maker(ways.world, books)
        document = maker.document(BILL)
        door.post_invoices([document])
        bank.rule(RULES)
        vars(books).pop('instruments', None)  # as the next batch will find them
        line = maker.line(document.account, amount, document.party)
        door.post([maker.move(
                    document.date, line, maker.line(maker.account('bank'), -amount))])
        door.attach([(document.id, line.id, None)])
        if line.amount == -document.line.amount:
            door.letter([[document.line.id, line.id]])
        door.refresh({document.id})
    for amount, count in [('-10', 3), ('-20', 0)]:
        assert len(named(ways, partial(work, amount=Decimal(amount)))) == count


def give_away(bank):
    bank.give_away('own')


def delete(bank):
    Account = bank.world.get('bank.account')
    Account.delete([Account(bank.accounts['closed'])])


def test_bills_that_would_name_no_account_of_the_company_are_refused_both_ways(ways):
    from trytond_asso_members.exceptions import Guilty
    bank = ways.world.bank

    def work(books, door, spoil):
        bank.rule(RULES)
        spoil(bank)
        maker = Maker(ways.world, books)
        door.post_invoices([maker.document(BILL, change) for change in [1, 2]])
    for spoil in [give_away, delete]:
        by_sets, tryton = (
            ways.attempt(partial(work, spoil=spoil), own) for own in [False, True])
        assert isinstance(by_sets, Guilty)
        assert {c: r.code for c, r in by_sets.refusals.items()} == dict.fromkeys(
            [1, 2], 'books_payment_mean')
        assert tryton is not None


def sheets(world, validation):
    "A statement of rows that are booked in one line, in several, and of nothing"
    from trytond_asso_members.books.periods import Calendar
    from trytond_asso_members.books.sheets import Entry, Share, Sheet
    calendar = Calendar(world.get('company.company')(world.company))
    journal = world.get('account.statement.journal')(world.bank.journal)
    journal.validation = validation
    journal.save()
    accounts, party = world.accounts, world.parties['plain']
    members = accounts['customers']

    def entry(number, amount, *shares, description="VIR"):
        period = next(p for p in calendar.periods if p.state == 'open')
        return Entry(
            str(number), period.start_date, period, Decimal(amount), description,
            {'libelle': "VIR", 'montant': amount}, [
                Share(
                    Decimal(part), account, party=whose, description=label,
                    values={'waits': waits})
                for part, account, whose, label, waits in shares],
            {'outcome': 'waiting', 'payer': None, 'payer_iban': "FR76", 'row_line': number,
             'bank_reference': None, 'texts': "VIR\nA", 'evidence': '[]'})
    bank = accounts['revenue']
    entries = [
        entry(1, '30.00', ('30.00', bank, None, "VIR", True)),
        entry(2, '-2.50', ('-2.50', bank, None, None, False), description=None),
        entry(
            3, '100.00', ('60.00', members, party, "A", False), ('40.00', bank, None, "B", False)),
        entry(4, '10.00', ('15.00', bank, None, "C", True), ('-5.00', bank, None, "D", True)),
        entry(5, '0.00', ('0.00', bank, None, "E", False))]
    last = max(one.date for one in entries)
    return [Sheet(journal, "Relevé", last, Decimal('5.00'), Decimal('142.50'), entries,
            {'from_file': True})]


def in_order(rows):
    "Tryton posts the moves of a statement as a set, so that chance numbers them"
    moves = rows['account.move']
    for move, number in zip(moves, sorted(m['number'] for m in moves), strict=True):
        move['number'] = number
    return rows


@pytest.mark.parametrize('validation', [
    'balance', *(pytest.param(how, marks=pytest.mark.stress)
        for how in ['amount', 'number_of_lines'])])
def test_statements_of_the_bank_leave_the_same_rows_both_ways(ways, validation):
    def work(books, door):
        door.post_statements(sheets(ways.world, validation))
    by_sets, tryton = (in_order(ways.run(work, own)) for own in [False, True])
    assert difference(ways.tables, by_sets, tryton) == []
    assert len(by_sets['account.statement.line']) == 7
