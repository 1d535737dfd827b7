"""A batch done by sets and by Tryton's own models, rolled back each time, and compared."""
from types import SimpleNamespace

from tests.rows import Tables, changed, difference, undone

from .play import Play
from .world import World


def own_way(own):
    "Whether what is done within goes Tryton's own way"
    from trytond.transaction import Transaction
    return Transaction().set_context(_asso_own_way=own)


class TrytonsOwn:
    "The door to the books without its checks: all is left to Tryton's models"

    def __init__(self, books):
        from trytond_asso_members.books import documents
        from trytond_asso_members.books.by_tryton import invoices, letterings, moves, statements
        self.books = books
        self._complete = documents.complete
        self._invoices, self._moves = invoices, moves
        self._statements, self._letterings = statements, letterings

    def post_invoices(self, documents):
        from trytond.pool import Pool
        Party = Pool().get('party.party')
        self._complete(self.books, documents)
        for document in documents:
            address = Party(document.party).address_get('invoice')
            document.address = address.id if address else None
        self._invoices.post_invoices(self.books, documents)

    def post(self, moves):
        if moves:
            self._moves.post_moves(self.books, moves)

    def post_statements(self, sheets):
        moves = [
            (sheet, move, shares) for sheet in sheets for move, shares in sheet.moves()]
        self._statements.post_statements(self.books, sheets, moves)

    def letter(self, groups):
        if groups:
            self._letterings.letter(self.books, [
                    [SimpleNamespace(id=id_) for id_ in group] for group in groups])

    def unletter(self, reconciliations):
        self._letterings.unletter(self.books, reconciliations)

    def attach(self, pairs):
        self._letterings.attach(pairs)

    def detach(self, lines):
        if lines:
            self._letterings.detach(lines)

    def refresh(self, invoices):
        self._letterings.refresh(self.books, invoices)


class Ways:
    "The two ways, on one database that stays as it is"

    def __init__(self, ledger):
        self.ledger = ledger
        self.world = World(ledger)
        self.tables = Tables(ledger.pool)
        self._extras = {True: {}, False: {}}
        self._before = self._undone(self.tables.marks, own=False)

    def _undone(self, work, own, user=0):
        return undone(
            self.ledger, work, self.world.company, self.world.users[user], self._extras[own])

    def run(self, work, own, user=0):
        "The rows that work(books, door) writes, before they are rolled back"
        def look(cursor):
            from trytond.transaction import Transaction
            books = new_books(self.world)
            with own_way(own):
                work(books, TrytonsOwn(books) if own else books)
            Transaction()._store_log_records()
            names = changed(self._before, self.tables.marks(cursor))
            return self.tables.rows(cursor, names, self._before)
        return self._undone(look, own, user)

    def attempt(self, work, own):
        "The exception with which work(books, door) is refused, or None"
        from sqlite3 import IntegrityError

        from trytond.exceptions import UserError

        from trytond_asso_members.exceptions import Guilty, Refusal
        refusals = UserError, Guilty, Refusal, AssertionError, IntegrityError

        def look(cursor):
            books = new_books(self.world)
            try:
                with own_way(own):
                    work(books, TrytonsOwn(books) if own else books)
            except refusals as refusal:
                return refusal
            return None
        return self._undone(look, own)

    def compare(self, batch):
        "The first rows that differ"
        def work(books, door):
            Play(self.world, batch, books, door).run()
        return difference(
            self.tables, *(self.run(work, own, batch.user) for own in [False, True]))[:10]


def new_books(world):
    from trytond_asso_members.books.door import Books
    from trytond_asso_members.books.periods import Calendar
    return Books(Calendar(world.get('company.company')(world.company)))
