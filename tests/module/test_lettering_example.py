"""The example of doc/explanation/lettering.md is what the module books."""
from decimal import Decimal
from pathlib import Path

from tests.module.portal import Portal, bill, gone, member, offer, payment

PAGE = Path(__file__).parents[2] / 'doc' / 'explanation' / 'lettering.md'


def example(stage):
    "The rows of a table of the example: (journal, debit, credit, bill, letter)"
    text = PAGE.read_text().partition(f'<!-- stage {stage} -->\n')[2]
    lines = text.partition('\n\n')[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip('|').split('|')] for line in lines]
    return lettered(
        (journal, Decimal(debit or 0), Decimal(credit or 0), bill, letter)
        for journal, _, debit, credit, bill, letter in cells)


def lettered(rows):
    "The same rows with their letters numbered in order, and - where they are open"
    seen = {'-': '-'}
    return [(*others, seen.setdefault(letter, len(seen))) for *others, letter in rows]


def booked(ledger):
    "The lines on the members' account, in the same form"
    with ledger.transaction():
        Line = ledger.get('account.move.line')
        lines = Line.search([('account.code', '=', '4112')], order=[('id', 'ASC')])
        rows = []
        for line in lines:
            own = line.move.origin.__name__ == 'account.invoice' and line.move.origin
            bill = own or (line.invoice_payment if line.invoice_payments else None)
            rows.append((
                line.move.journal.code, line.debit, line.credit, bill.number if bill else '-',
                line.reconciliation.id if line.reconciliation else '-'))
        return lettered(rows)


def test_example_of_lettering_is_what_is_booked(ledger):
    portal = Portal(ledger)
    portal.send(
        offer(), member(), bill('2', '15.00', '2026-08-01'), bill('3', '20.00', '2026-09-01'),
        payment('1', '40.00', '2026-09-10', allocations=None))
    assert booked(ledger) == example(1)
    portal.send(bill('4', '12.00', '2026-10-01'))
    assert portal.balances() == {'1': '-7.00'}
    portal.send(bill('1', '10.00', '2026-07-01'))
    assert booked(ledger) == example(2)
    assert portal.balances() == {'1': '-17.00'}
    portal.send(gone('bill', '1'))
    assert portal.open() == {('bill', '4'): '7.00'}
    assert [journal for journal, *_ in booked(ledger)].count('LET') == 3
