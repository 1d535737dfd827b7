"""A batch done by sets and by Tryton's own models, rolled back each time, and compared."""
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from tests.rows import Tables, changed, difference, undone

from .world import FIRST, World

ZERO = Decimal(0)


def own_way(own):
    "Whether what is done within goes Tryton's own way"
    from trytond.transaction import Transaction
    return Transaction().set_context(_asso_own_way=own)


class TrytonsOwn:
    "The door to the books without its checks: all is left to Tryton's models"

    def __init__(self, books):
        from trytond_asso_members.books import by_tryton, documents
        self.books = books
        self._tryton, self._complete = by_tryton, documents.complete

    def post_invoices(self, documents):
        from trytond.pool import Pool
        Party = Pool().get('party.party')
        self._complete(self.books, documents)
        for document in documents:
            address = Party(document.party).address_get('invoice')
            document.address = address.id if address else None
        self._tryton.post_invoices(self.books, documents)

    def post(self, moves):
        if moves:
            self._tryton.post_moves(self.books, moves)

    def letter(self, groups):
        if groups:
            self._tryton.letter(self.books, [
                    [SimpleNamespace(id=id_) for id_ in group] for group in groups])

    def unletter(self, reconciliations):
        self._tryton.unletter(self.books, reconciliations)

    def attach(self, pairs):
        self._tryton.attach(self.books, pairs)

    def detach(self, lines):
        if lines:
            self._tryton.detach(self.books, lines)

    def refresh(self, invoices):
        self._tryton.refresh(self.books, invoices)


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


class Maker:
    "Makes documents and moves from plain values"

    def __init__(self, world, books):
        self.world = world
        self.books = books

    def account(self, name):
        return self.world.accounts[name]

    def document(self, bill, change=None):
        from trytond_asso_members.books.documents import Document
        date = FIRST + dt.timedelta(days=bill.day)
        booked = date + dt.timedelta(days=bill.shift)
        fee = bill.kind == 'membership_fee'
        return Document(
            change, bill.kind, self.world.parties[bill.party], bill.number, date, booked,
            self.books.calendar.period(booked), self.account(bill.account),
            self.world.get('account.journal')(self.world.journals['bills']),
            None if bill.due is None else date + dt.timedelta(days=bill.due),
            [self.item(item, booked) for item in bill.items],
            start=date if fee else None, end=date + dt.timedelta(days=364) if fee else None,
            disputed=bill.disputed, description=bill.description,
            term=bill.term and self.world.get('account.invoice.payment_term')(
                self.world.terms[bill.term]))

    def item(self, item, date):
        from trytond_asso_members.books.documents import Item
        Tax = self.world.get('account.tax')
        taxes = Tax.browse([self.world.taxes[name] for name in item.taxes])
        price = Decimal(item.price)
        if item.included:
            price = Tax.reverse_compute(price, taxes, date).quantize(Decimal('0.0001'))
        quantity = Decimal(item.quantity)
        net = self.books.company.currency.round(quantity * price)
        product = self.world.get('product.product')(
            self.world.products['service']) if item.product else None
        return Item(
            item.label, self.account(item.account), quantity, price, net, Decimal(item.tax),
            Tax(self.world.taxes[item.rate]) if item.rate else None, product,
            taxes=tuple(taxes))

    def move(self, date, *lines, journal='lettering', **values):
        from trytond_asso_members.books.moves import Move
        return Move(
            self.world.journals[journal], date, self.books.calendar.period(date), None,
            list(lines), **values)

    def line(self, account, amount, party=None, **values):
        from trytond_asso_members.books.moves import Line
        return Line(account, amount, party=party, **values)


class Play(Maker):
    "A batch, from the bills to what is lettered again"

    def __init__(self, world, batch, books, door):
        super().__init__(world, books)
        self.batch = batch
        self.door = door
        self.attached = {}  # {place of a bill: [lines]}
        self.groups = {}  # {place of a bill: lines to letter}

    def run(self):
        from trytond.transaction import Transaction
        self._round()
        bills = list(self.batch.bills)
        if self.batch.credited:
            bills.append(bills[-1].credited())
        self.documents = [self.document(bill) for bill in bills]
        self.door.post_invoices(self.documents)
        # The other user does the rest: who last wrote a row is compared too
        with Transaction().set_user(self.world.users[1 - self.batch.user]):
            self._settle(bills)

    def _settle(self, bills):
        self._pay(bills)
        self._credit()
        groups = {place: [line.id for line in lines] for place, lines in self.groups.items()}
        self.door.letter(list(groups.values()))
        self.door.refresh(self._invoices())
        self._take_back(groups)

    def _round(self):
        if self.batch.rounding != 'document':
            configuration = self.world.get('account.configuration')(1)
            configuration.tax_rounding = self.batch.rounding
            configuration.save()

    def _invoices(self):
        return {document.id for document in self.documents}

    def _pay(self, bills):
        moves, pairs = [], []
        for place, (bill, document) in enumerate(zip(bills, self.documents, strict=True)):
            left = sum(line.amount for line in document.to_pay)
            paid = []
            for payment in bill.payments:
                if not left:
                    break
                move, line = self._payment(document, payment, left)
                moves.append(move)
                paid.append(line)
                left += line.amount
                if payment.attached and line.amount < 0:
                    pairs.append((document, line, payment.due))
                    self.attached.setdefault(place, []).append(line)
            if paid and not left and bill.account != 'open book':
                self.groups[place] = document.to_pay + paid
        self.door.post(moves)
        self.door.attach([
                (document.id, line.id, document.due if due else None)
                for document, line, due in pairs])

    def _payment(self, document, payment, left):
        "The move of a payment, and its line that is for the bill"
        share = left
        if payment.share == 'half':
            share = self.books.company.currency.round(left / 2) or left
        party = document.to_pay[0].party
        excess = Decimal(5) if payment.share == 'more' else ZERO
        line = self.line(document.account, -share, party, description="Virement")
        lines = [self.line(self.account('bank'), share + excess), line]
        if excess:
            lines.append(self.line(
                    document.account, -excess, party, maturity=document.due))
        if payment.noise:
            lines += [
                self.line(self.account('customers'), ZERO, document.party),
                self.line(self.account('lettered'), ZERO)]
        return self.move(document.date, *lines, description="Paiement"), line

    def _credit(self):
        if not self.batch.credited:
            return
        place = len(self.batch.bills) - 1
        bill, note = self.documents[place], self.documents[-1]
        lines = bill.to_pay + note.to_pay
        if (place not in self.groups and self.batch.bills[place].account != 'open book'
                and place not in self.attached
                and any(line.amount for line in lines)
                and not sum(line.amount for line in lines)):
            self.groups[place] = [line for line in lines if line.amount]

    def _take_back(self, groups):
        Line = self.world.get('account.move.line')
        places = [place for place in groups if place in self.batch.undone]
        if not places:
            return
        self.door.unletter({Line(groups[place][0]).reconciliation.id for place in places})
        if self.batch.detached:
            self.door.detach([
                    line.id for place in places for line in self.attached.get(place, [])])
        if self.batch.again:
            self.door.letter([groups[place] for place in places])
        self.door.refresh(self._invoices())
