"""What the ledger holds of members, read in plain SQL: what messages are to be checked against."""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from .register import Register

ZERO = Decimal(0)

MEMBERS = '''
    select m.party, m.number, m.first_name, p.name,
        (select c.value from party_contact_mechanism c where c.party = p.id
            and c.type = 'email' and c.active order by c.id limit 1)
    from asso_member m join party_party p on p.id = m.party'''
BILLS = '''
    select id, number, party, invoice_date, total_amount_cache, bill_kind, state,
        coalesce(disputed, {false}), coalesce(portal_deleted, {false}), bill_start, bill_end, move
    from account_invoice
    where bill_kind is not null and state in ('posted', 'paid', 'cancelled')'''
PAYMENTS = '''
    select id, party, date, amount, kind, state, credit_note, named_bill from asso_payment'''
# Of members, on receivable accounts
LINES = '''
    select l.id, l.party, l.debit - l.credit, l.maturity_date, l.reconciliation, m.origin, m.date,
        m.id, (select min(a.invoice) from "account_invoice-account_move_line" a
            where a.line = l.id)
    from account_move_line l
    join account_move m on m.id = l.move
    join account_account c on c.id = l.account
    join account_account_type t on t.id = c.type
    where t.receivable and m.state = 'posted' and l.party is not null
    order by l.id'''
ARRANGEMENTS = '''
    select a.id, a.party, a.state, b.bill from asso_arrangement a
    join asso_arrangement_bill b on b.arrangement = a.id'''
INSTALMENTS = 'select id, arrangement, date, amount from asso_arrangement_instalment'


@dataclass(frozen=True)
class Member:
    party: int
    number: str
    name: str
    full_name: str
    email: str | None


@dataclass
class Bill:
    id: int
    number: str
    party: int
    day: dt.date
    total: Decimal
    kind: str
    state: str
    disputed: bool
    deleted: bool
    start: dt.date | None
    end: dt.date | None
    corrects: str = ''
    # {origin of a move that pays it: (its date, whether it is money)}
    payers: dict = field(default_factory=dict)

    @property
    def is_there(self):
        return self.state in {'posted', 'paid'} and not self.deleted

    @property
    def spared(self):
        return self.kind == 'donation' or self.disputed


@dataclass
class Payment:
    id: int
    party: int | None
    day: dt.date
    amount: Decimal
    state: str
    # {bill: how much of it}
    uses: dict = field(default_factory=lambda: defaultdict(Decimal))


@dataclass
class Owed:
    bill: Bill
    due: dt.date
    left: Decimal


@dataclass
class Arrangement:
    party: int
    state: str
    bills: set = field(default_factory=set)
    instalments: list = field(default_factory=list)


class Books:
    """As of now; `owed` has what is left to pay by each party, the oldest first."""

    def __init__(self, cursor, false):
        def rows(query):
            cursor.execute(query)
            return cursor.fetchall()
        self.members = {
            party: Member(party, number, first or name, name, email)
            for party, number, first, name, email in rows(MEMBERS)}
        self.bills = {}
        self.moves = {}  # {move of a bill: bill}
        for id_, number, party, day, total, *others, first, last, move in rows(
                BILLS.format(false=false)):
            self.bills[id_] = self.moves[move] = Bill(
                id_, number, party, _day(day), _money(total), *others,
                first and _day(first), last and _day(last))
        self._read_payments(rows)
        self._read_lines(rows)
        self._read_arrangements(rows)
        self.register = Register(rows, false, _money, _day)

    def _read_payments(self, rows):
        self.payments, self._notes = {}, set()
        for id_, party, day, amount, kind, state, note, named in rows(PAYMENTS):
            if kind == 'payment':
                self.payments[id_] = Payment(id_, party, _day(day), _money(amount), state)
            else:
                self._notes.add(f'asso.payment,{id_}')
                if note in self.bills and named in self.bills:
                    self.bills[note].corrects = self.bills[named].number

    def _read_lines(self, rows):
        lines, together = [], defaultdict(list)
        for id_, party, amount, due, lettered, origin, day, move, pays in rows(LINES):
            line = Line(
                id_, party, _money(amount), due and _day(due), origin, _day(day),
                self.moves.get(move), self.bills.get(pays), lettered)
            lines.append(line)
            together[lettered].append(line)
            if line.pays:
                self._pay(line.pays, line)
                if (origin or '').startswith('asso.payment,'):
                    payment = self.payments.get(int(origin.partition(',')[2]))
                    if payment:
                        payment.uses[line.pays.id] -= line.amount
        self.owed = defaultdict(list)
        parties = defaultdict(list)
        for line in lines:
            if not line.lettered and line.party in self.members:
                parties[line.party].append(line)
        for party, theirs in parties.items():
            self.owed[party] = sorted(_left(theirs), key=lambda one: (one.due, one.bill.id))

    def _pay(self, bill, line):
        origin = line.origin or ''
        is_money = origin not in self._notes and (
            origin == f'account.invoice,{bill.id}' or not origin.startswith('account.invoice,'))
        bill.payers[line.origin] = line.day, is_money

    def _read_arrangements(self, rows):
        self.arrangements = {}
        self.instalments = {}  # {id: arrangement}
        for id_, party, state, bill in rows(ARRANGEMENTS):
            self.arrangements.setdefault(id_, Arrangement(party, state)).bills.add(bill)
        for id_, arrangement, day, amount in rows(INSTALMENTS):
            self.instalments[id_] = self.arrangements[arrangement]
            self.arrangements[arrangement].instalments.append(
                (_day(day), id_, _money(amount)))

    @property
    def arranged(self):
        "The ids of the bills that are paid in instalments."
        return {
            bill for one in self.arrangements.values() if one.state == 'agreed'
            for bill in one.bills}

    def owed_of(self, bill):
        return [one for one in self.owed[bill.party] if one.bill.id == bill.id]

    def overdue(self, party, day):
        "What the party is to be reminded of on the day."
        return [
            one for one in self.owed[party]
            if one.due < day and not one.bill.spared and one.bill.id not in self.arranged]

    def instalment(self, id_):
        """(day, what is left of it, what is left after it): what is paid pays the first.

        What is left beyond what was agreed is due with the first.
        """
        arrangement = self.instalments[id_]
        whole = rest = sum((
                one.left for one in self.owed[arrangement.party]
                if one.bill.id in arrangement.bills), ZERO)
        *_, (_, first, _) = instalments = sorted(arrangement.instalments, reverse=True)
        for day, other, amount in instalments:
            left = rest if other == first else min(rest, amount)
            rest -= left
            if other == id_:
                return day, left, whole - left
        raise KeyError(id_)


@dataclass
class Line:
    id: int
    party: int
    amount: Decimal
    due: dt.date | None
    origin: str | None
    day: dt.date
    bill: Bill | None
    pays: Bill | None
    lettered: int | None


def _left(lines):
    "What is left of the open lines of a party, once all that it has with us is taken off."
    takes = sorted(
        (line for line in lines if line.amount > 0),
        key=lambda line: (
            line.due is not None, bool(line.bill and line.bill.spared),
            line.due or dt.date.min, line.id))
    left = {line.id: line.amount for line in takes}

    def pay(some, amount):
        for line in some:
            part = min(left[line.id], amount)
            left[line.id] -= part
            amount -= part
        return amount
    ahead = ZERO
    for line in lines:
        if line.amount < 0:
            own = line.pays and line.pays.party == line.party
            ahead += pay(
                [take for take in takes if own and take.bill is line.pays], -line.amount)
    pay(takes, ahead)
    return [
        Owed(take.bill, take.due, left[take.id]) for take in takes
        if left[take.id] and take.bill and take.due]


def _money(value):
    return Decimal(str(value)).quantize(Decimal('0.01'))


def _day(value):
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
