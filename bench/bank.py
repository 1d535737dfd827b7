"""A file of the bank read, matched and booked, beside Tryton's own statement with its rules."""
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.ledger import Ledger
from tests.module.portal import Portal, bill, member

from .ground import Ground, alone

FIRST = date(2026, 1, 5)
BATCH = 500


@dataclass(frozen=True)
class Sizes:
    "Members, their open bills, rows of the larger and of the smaller file, and rows for Tryton"
    members: int
    bills: int
    rows: int
    fewer: int
    tryton: int


FULL = Sizes(10_000, 50_000, 10_000, 1_000, 300)
QUICK = Sizes(20, 60, 40, 10, 10)


@dataclass
class Steps:
    "Seconds for one row in each step."
    read: float
    match: float
    book: float

    @property
    def whole(self) -> float:
        return self.match + self.book


@dataclass
class Booked:
    rows: Steps
    fewer: Steps
    tryton: float  # matching and booking
    matched: int  # of the rows

    def figures(self) -> dict[str, Any]:
        return {
            'unit': 'rows a second',
            'read': 1 / self.rows.read, 'match': 1 / self.rows.match,
            'book': 1 / self.rows.book, 'tryton': 1 / self.tryton,
            'growth': {
                name: getattr(self.rows, name) / getattr(self.fewer, name)
                for name in ['read', 'match', 'book']},
            'times_tryton': self.tryton / self.rows.whole, 'matched': self.matched}

    def table(self) -> Table:
        table = Table(title='a file of the bank')
        for name in ['step', 'rows a second', 'ms each', 'beside that of fewer rows']:
            table.add_column(name, justify='left' if name == 'step' else 'right')
        for name in ['read', 'match', 'book']:
            each, before = getattr(self.rows, name), getattr(self.fewer, name)
            table.add_row(
                name, f'{1 / each:.0f}', f'{each * 1000:.2f}', f'{each / before:.2f}')
        table.add_row('Tryton', f'{1 / self.tryton:.1f}', f'{self.tryton * 1000:.1f}', '')
        return table


def measure(place: Ground, sizes: Sizes, console: Console) -> Booked:
    console.print(f'[dim]{sizes.rows} rows of the bank, {sizes.members} members[/]')
    with place.database('bank') as database:
        booked: Booked = alone(_measure, str(database.config), database.name, sizes)
        return booked


def _measure(config: str, database: str, sizes: Sizes) -> Booked:
    import trytond.config
    trytond.config.update_etc(config)

    ledger = Ledger(database)
    _send(Portal(ledger), sizes)
    tryton = ledger.run(_by_tryton, ledger, _rows(sizes.tryton, 0, sizes.members))
    first = sizes.tryton
    fewer, _ = ledger.run(_by_sets, ledger, _file(_rows(sizes.fewer, first, sizes.members)))
    first += sizes.fewer
    steps, matched = ledger.run(_by_sets, ledger, _file(_rows(sizes.rows, first, sizes.members)))
    return Booked(steps, fewer, tryton / sizes.tryton, matched)


def _send(portal: Portal, sizes: Sizes) -> None:
    changes = [
        member(str(n), first_name='Ada', last_name=_name(n)) for n in range(1, sizes.members + 1)]
    changes += [
        bill(str(n), f'{20 + n % 40}.00', str(FIRST), str(n % sizes.members + 1))
        for n in range(1, sizes.bills + 1)]
    for start in range(0, len(changes), BATCH):
        portal.send_unchecked(*changes[start:start + BATCH])


def _name(number: int) -> str:
    "A surname of its own, of five syllables"
    syllables = []
    for _ in range(5):
        number, rest = divmod(number, 20)
        syllables.append('bcdfglmnprstvz'[rest % 14] + 'aeiou'[(rest + number) % 5])
    return 'Ker' + ''.join(syllables)


def _rows(count: int, first: int, members: int) -> list[tuple[date, str, Decimal]]:
    "Half of them name a bill and its member, a quarter a member alone, the rest nobody"
    made = []
    for n in range(first + 1, first + count + 1):
        amount, name = Decimal(20 + n % 40), _name(n % members + 1).upper()
        label = [
            f'VIR SEPA MME {name} ADA FACTURE F-{n}', f'VIR INST ADA {name}',
            f'VIREMENT DE MME ADA {name} FACT F-{n} MERCI',
            f'VIR RECU INCONNU {n * 104_729}'][n % 4]
        made.append((FIRST + timedelta(days=30 + n % 200), label, amount))
    return sorted(made)


def _file(rows: list[tuple[date, str, Decimal]]) -> bytes:
    lines = ['Date;Libellé;Montant']
    lines += [f'{day:%d/%m/%Y};{label};{amount},00' for day, label, amount in rows]
    return '\n'.join(lines).encode()


def _by_sets(ledger: Ledger, content: bytes) -> tuple[Steps, int]:
    from trytond_asso_members.bank import importing
    from trytond_asso_members.settlement.act import Act
    association, = ledger.get('asso.association').search([])
    with association.own_context():
        started = time.perf_counter()
        file = importing.read(content, 'releve.csv', answers={'date_order': 'dmy'})
        read = time.perf_counter()
        act = Act(association, association.lock_books())
        done, = importing.imports(association, file)
        matched = time.perf_counter()
        importing.book(act, done, 'releve.csv', content)
        booked = time.perf_counter()
    count = len(done.decided)
    return Steps(
        (read - started) / count, (matched - read) / count, (booked - matched) / count), sum(
            one.outcome == 'matched' for one in done.decided)


def _by_tryton(ledger: Ledger, rows: list[tuple[date, str, Decimal]]) -> float:
    "Seconds: a rule finds the bill in the label, the statement is validated and posted"
    from trytond.transaction import Transaction
    association, = ledger.get('asso.association').search([])
    journal, = ledger.get('account.statement.journal').search([])
    Rule = ledger.get('account.statement.rule')
    Statement = ledger.get('account.statement')
    rules = Rule.create([{
                'name': "Factures", 'company': association.company.id,
                'description': r'(?P<invoice>F-\d+)',
                'lines': [('create', [{'amount': 'pending'}])],
                }, {
                'name': "Attente", 'company': association.company.id,
                'lines': [('create', [{
                                'amount': 'pending',
                                'account': association.account_suspense.id}])]}])
    started = time.perf_counter()
    with Transaction().set_context(_skip_warnings=True, company=association.company.id):
        statement, = Statement.create([{
                    'name': "Relevé", 'company': association.company.id,
                    'journal': journal.id, 'date': rows[-1][0],
                    'start_balance': Decimal(0),
                    'end_balance': sum(amount for *_, amount in rows),
                    'origins': [('create', [
                                {'date': day, 'description': label, 'amount': amount}
                                for day, label, amount in rows])]}])
        Statement.apply_rules([statement])
        Statement.validate_statement([statement])
        Statement.post([statement])
    seconds = time.perf_counter() - started
    Rule.delete(rules)
    return seconds
