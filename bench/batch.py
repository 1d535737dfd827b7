"""The same by Tryton's own classes inside the server, in batches: what a good developer writes.

Each batch is one transaction. Nothing is rendered, nothing warned about, no access checked, and
each state is worked out once.
"""
import time
from collections.abc import Iterator
from typing import Any

from tests.ledger import Ledger

from .documents import Document, member_name

SIZE = 200
WARM_UP = 5


def measure(config: str, database: str, made: list[Document], locks: bool) -> float:
    """Seconds for one document; the members are made before.

    `locks`: take the locks that posting needs before any work, else Tryton starts the
    transaction again for each that it misses.
    """
    import trytond.config
    trytond.config.update_etc(config)

    books = Books(Ledger(database), locks)
    books.make_parties({document.member for document in made})
    books.book(made[:WARM_UP])
    made = made[WARM_UP:]
    started = time.perf_counter()
    for first in range(0, len(made), SIZE):
        books.book(made[first:first + SIZE])
    return (time.perf_counter() - started) / len(made)


class Books:
    def __init__(self, ledger: Ledger, locks: bool) -> None:
        self._ledger = ledger
        self._locks = locks
        self._parties: dict[int, int] = {}

    def make_parties(self, members: set[int]) -> None:
        def create() -> list[int]:
            Party = self._ledger.get('party.party')
            return [p.id for p in Party.create([
                {'name': member_name(member), 'addresses': [('create', [{}])]}
                for member in sorted(members)])]
        self._parties = dict(zip(sorted(members), self._ledger.run(create), strict=True))

    def book(self, made: list[Document]) -> None:
        self._ledger.run(self._book, made, _skip_warnings=True)

    def _book(self, made: list[Document]) -> None:
        from trytond.transaction import Transaction

        Invoice = self._ledger.get('account.invoice')
        feed, = self._ledger.get('asso.feed').search([])
        method, = (m.method for m in feed.payment_methods if m.means == 'transfer')
        periods = Periods(self._ledger, feed.company)
        if self._locks:
            self._lock(feed, method, periods, made)
        invoices = Invoice.create([
            self._invoice(feed, document) for document in made])
        Invoice.post(invoices)
        groups = self._pay(method, periods, invoices, made)
        Invoice.add_payment_lines(
            {invoice: [paid] for invoice, (_, paid) in zip(invoices, groups, strict=True)})
        self._ledger.get('account.move.line').reconcile(*groups)
        # In place of the tasks, which render the report and do this for each invoice
        Invoice.process(invoices)
        Transaction().tasks.clear()

    def _lock(self, feed: Any, method: Any, periods: 'Periods', made: list[Document]) -> None:
        pool = self._ledger.pool
        configuration = pool.get('account.configuration')(1)
        used = [periods.of(d.day) for d in made] + [periods.of(d.paid) for d in made]
        sequences = {p.move_sequence_used for p in used}
        sequences.add(configuration.get_multivalue(
            'reconciliation_sequence', company=feed.company.id))
        pool.get('ir.sequence.strict').lock(
            sorted(s for s in sequences if s and s.__name__ == 'ir.sequence.strict'))
        JournalPeriod = pool.get('account.journal.period')
        JournalPeriod.lock()
        there = {(jp.journal, jp.period) for jp in JournalPeriod.search([])}
        needed = {
            (journal, periods.of(day)) for d in made
            for journal, day in [(feed.association.journal_bill, d.day), (method.journal, d.paid)]}
        JournalPeriod.create([
            {'journal': journal.id, 'period': period.id}
            for journal, period in needed - there])

    def _invoice(self, feed: Any, document: Document) -> dict[str, Any]:
        party = self._ledger.get('party.party')(self._parties[document.member])
        return {
            'type': 'out', 'company': feed.company.id, 'currency': feed.company.currency.id,
            'journal': feed.association.journal_bill.id, 'party': party.id,
            'invoice_address': party.addresses[0].id,
            'account': feed.association.account_receivable.id,
            'number': document.number, 'invoice_date': document.day,
            'payment_term_date': document.day,
            'lines': [('create', [{
                'type': 'line', 'description': document.label, 'quantity': 1,
                'unit_price': document.amount, 'account': feed.association.account_revenue.id}])]}

    def _pay(self, method: Any, periods: 'Periods', invoices: list[Any],
            made: list[Document]) -> list[list[Any]]:
        "Post the payments; the lines of each invoice and of its payment"
        Move = self._ledger.get('account.move')
        moves = Move.create([{
            'journal': method.journal.id, 'period': periods.of(document.paid).id,
            'date': document.paid, 'company': invoice.company.id,
            'lines': [('create', [
                {'account': invoice.account.id, 'party': invoice.party.id,
                    'debit': 0, 'credit': document.amount},
                {'account': method.debit_account.id,
                    'debit': document.amount, 'credit': 0}])],
            } for invoice, document in zip(invoices, made, strict=True)])
        Move.post(moves)
        return [
            [*invoice.lines_to_pay, *_on_account(move, invoice.account)]
            for invoice, move in zip(invoices, moves, strict=True)]


def _on_account(move: Any, account: Any) -> Iterator[Any]:
    return (line for line in move.lines if line.account == account)


class Periods:
    def __init__(self, ledger: Ledger, company: Any) -> None:
        self._periods = ledger.get('account.period').search([
            ('company', '=', company.id), ('type', '=', 'standard')])

    def of(self, day: Any) -> Any:
        return next(p for p in self._periods if p.start_date <= day <= p.end_date)
