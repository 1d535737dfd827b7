"""A portal in a few lines: what it holds, how that may change, and the changes it would send.

All that it does is sound: allocations never exceed a payment or a bill.
"""
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from asso_bridge.contract.digest import NO_DIGEST, canonical, digest

FIRST = date(2025, 1, 1)
MEMBERS = ['1', '2', '10']
ZERO = Decimal('0.00')


@dataclass(frozen=True)
class Bill:
    id: str
    member: str
    kind: str
    day: int
    total: Decimal
    draft: bool = False
    due: int = 30
    disputed: bool = False

    @property
    def booked(self):
        return not self.draft and bool(self.total)

    def content(self):
        start, end = None, None
        if self.kind == 'membership_fee':
            start, end = shown(self.day), shown(self.day + 364)
        total = str(self.total)
        return {
            'id': self.id, 'member': self.member, 'kind': self.kind,
            'number': f'N-{self.id}' if self.kind == 'invoice' else None,
            'date': shown(self.day), 'due': shown(self.day + self.due), 'draft': self.draft,
            'disputed': self.disputed, 'start': start, 'end': end, 'total': total,
            'lines': [{
                    'label': 'Service', 'quantity': '1', 'unit_price': total,
                    'tax_rate': '0.00', 'net': total, 'tax': '0.00', 'gross': total}]}


@dataclass(frozen=True)
class Credit:
    "A payment, or a credit note on the bill that it names; with `given` None the ledger shares it."
    id: str
    type: str
    member: str | None
    day: int
    amount: Decimal
    named: str | None = None
    given: dict | None = field(default=None, hash=False)
    label: str = 'VIR'
    means: str = 'transfer'

    def content(self):
        common = {
            'id': self.id, 'member': self.member, 'date': shown(self.day), 'bill': self.named,
            'label': self.label, 'allocations': None if self.given is None else [
                {'bill': bill, 'amount': str(amount)} for bill, amount in self.given.items()]}
        if self.type == 'credit_note':
            return {**common, 'total': str(self.amount), 'number': None}
        return {**common, 'amount': str(self.amount), 'means': self.means}


class Portal:

    def __init__(self):
        self.bills, self.credits = {}, {}
        self.guests = set()  # members who never have a bill nor a payment
        self.subscriptions = set()  # each with an offer of the same id
        self.unreadable = set()  # (type, id)
        self._last = 0
        self._pending = {}
        for number in MEMBERS:
            self.put_member(number)

    def put_member(self, id_, status='member'):
        self._note('member', id_, {
            'id': id_, 'number': id_, 'kind': 'natural', 'last_name': f'M{id_}',
            'status': status})

    def add_guest(self):
        guest = self._new_id('guest ')
        self.guests.add(guest)
        self.put_member(guest)

    def drop_guest(self, guest):
        self.guests.remove(guest)
        self._note('member', guest, None)

    def subscribe(self, member, day):
        id_ = self._new_id()
        self.subscriptions.add(id_)
        self._note('offer', id_, {'id': id_, 'reference': id_, 'name': f'O{id_}'})
        self._note('subscription', id_, {
            'id': id_, 'member': member, 'offer': id_, 'start': shown(day)})

    def unsubscribe(self, id_):
        self.subscriptions.remove(id_)
        self._note('subscription', id_, None)
        self._note('offer', id_, None)

    def garble(self, type_):
        "Add a record that the bridge cannot read."
        id_ = self._new_id('garbled ')
        problem = {'code': 'money_form', 'field': 'total', 'value': '12,50', 'record': id_}
        self.unreadable.add((type_, id_))
        self._pending[type_, id_] = {
            'type': type_, 'id': id_, 'op': 'unreadable', 'problem': problem,
            'digest': digest(canonical(problem))}

    def add_bill(self, **values):
        bill = Bill(self._new_id(), **values)
        self._put(bill)

    def add_credit(self, **values):
        self._put(Credit(self._new_id(), **values))

    def amend_bill(self, bill, **values):
        self._put(replace(bill, **values))

    def amend_credit(self, credit, **values):
        self._put(replace(credit, **values))

    def room(self, bill, but=None):
        "What the portal's other allocations leave of the bill."
        return bill.total - sum(
            ((c.given or {}).get(bill.id, ZERO) for c in self.credits.values() if c.id != but),
            ZERO)

    def creditable(self, bill):
        return bill.total - sum(
            c.amount for c in self.credits.values()
            if c.type == 'credit_note' and c.named == bill.id)

    def drop_credit(self, credit):
        del self.credits[credit.id]
        self._note(credit.type, credit.id, None)

    def drop_bill(self, bill):
        "The bill goes with the notes on it; payments lose what they had for it."
        del self.bills[bill.id]
        self._note('bill', bill.id, None)
        for credit in list(self.credits.values()):
            if credit.type == 'credit_note' and credit.named == bill.id:
                self.drop_credit(credit)
            elif credit.named == bill.id or bill.id in (credit.given or {}):
                given = credit.given and {
                    b: a for b, a in credit.given.items() if b != bill.id}
                self._put(replace(
                    credit, given=given,
                    named=None if credit.named == bill.id else credit.named))

    def changes(self):
        "What has changed since the last call, as the contract has it."
        pending, self._pending = self._pending, {}
        return list(pending.values())

    def _new_id(self, before=''):
        self._last += 1
        return f'{before}{self._last}'

    def _put(self, thing):
        if isinstance(thing, Bill):
            self.bills[thing.id] = thing
            self._note('bill', thing.id, thing.content())
        else:
            self.credits[thing.id] = thing
            self._note(thing.type, thing.id, thing.content())

    def _note(self, type_, id_, content):
        change = {'type': type_, 'id': id_, 'op': 'delete', 'digest': NO_DIGEST}
        if content is not None:
            change.update(op='upsert', digest=digest(canonical(content)), data=content)
        self._pending[type_, id_] = change


def shown(day):
    return str(FIRST + timedelta(days=day))
