"""A batch played: the records of its plain values, from the bills to what is lettered again."""
import datetime as dt
from decimal import Decimal

from .bank import CANCELLED, RELATED
from .world import FIRST

ZERO = Decimal(0)


class Maker:
    "Makes documents and moves of plain values"

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
        self.lettered = {}  # {place of a bill: ids of lines that a statement has lettered}
        self.cancelled = []  # statements that are, in the end

    def run(self):
        from trytond.transaction import Transaction
        self._round()
        self._rule(self.batch.rules)
        bills = list(self.batch.bills)
        if self.batch.credited:
            bills.append(bills[-1].credited())
        self.documents = [self.document(bill) for bill in bills]
        self.door.post_invoices(self.documents)
        # What follows is of the other user: who last wrote a row is compared
        with Transaction().set_user(self.world.users[1 - self.batch.user]):
            self._settle(bills)

    def _settle(self, bills):
        self._rule(self.batch.later)
        self._pay(bills)
        self._credit()
        groups = {place: [line.id for line in lines] for place, lines in self.groups.items()}
        self.door.letter(list(groups.values()))
        self.door.refresh(self._invoices())
        self._take_back(self.lettered | groups)
        self._cancel()

    def _round(self):
        if self.batch.rounding != 'document':
            configuration = self.world.get('account.configuration')(1)
            configuration.tax_rounding = self.batch.rounding
            configuration.save()

    def _rule(self, names):
        if self.world.bank:
            self.world.bank.rule(names)
            vars(self.books).pop('instruments', None)  # as the next batch will find them

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
                if self.world.bank and payment.statement:
                    line, is_attached = self._by_statement(place, payment, left)
                else:
                    move, line = self._payment(document, payment, left)
                    moves.append(move)
                    is_attached = False
                paid.append(line)
                left += line.amount
                if is_attached:
                    self.attached.setdefault(place, []).append(line)
                elif payment.attached and line.amount < 0:
                    pairs.append((document, line, payment.due))
                    self.attached.setdefault(place, []).append(line)
            if (paid and not left and bill.account != 'open book'
                    and place not in self.lettered):
                self.groups[place] = document.to_pay + paid
        self.door.post(moves)
        self.door.attach([
                (document.id, line.id, document.due if due else None)
                for document, line, due in pairs])

    def _shares(self, payment, left):
        "What the payment brings for the bill, and what beyond"
        share = left
        if payment.share == 'half':
            share = self.books.company.currency.round(left / 2) or left
        return share, Decimal(5) if payment.share == 'more' else ZERO

    def _by_statement(self, place, payment, left):
        "The line of a bank statement, and whether Tryton has it pay the bill already"
        document = self.documents[place]
        share, excess = self._shares(payment, left)
        related = (
            payment.statement == RELATED and left > 0
            and self.batch.bills[place].account != 'open book')
        record, statement = self.world.bank.book(
            document, [share, excess], payment.statement, document.id if related else None)
        if payment.statement == CANCELLED:
            self.cancelled.append(statement)
        if record.reconciliation:
            self.lettered[place] = [line.id for line in record.reconciliation.lines]
        line = self.line(document.account, -share, document.to_pay[0].party)
        line.learn(record.id)
        return line, related

    def _cancel(self):
        if self.cancelled:
            self.world.bank.cancel(self.cancelled)
            self.door.refresh(self._invoices())

    def _payment(self, document, payment, left):
        "The move of a payment, and its line that is for the bill"
        share, excess = self._shares(payment, left)
        party = document.to_pay[0].party
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
