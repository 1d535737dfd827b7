"""What a portal holds, and the changes that it sends as that becomes another."""
import datetime as dt
from decimal import Decimal

from tests.module.giving import ADDRESS
from tests.module.portal import bill, change, gone, member, note, payment

NAMES = {
    '1': ("Ada", "Morin"), '2': ("Bob", "Lovell"), '3': ("Zoé", "Petit"),
    '4': ("Eve", "Roux")}
EMAILS = {'1': 'ada@example.org', '2': 'bob@example.org', '4': 'eve@example.org'}
FIRST = ['1', '2', '3']  # who are there from the beginning; the first two pay for each other


class Sheet:
    """Bills and payments by id, as arguments of their changes; a deed returns the changes to send.

    It returns none where there is nothing to do it to.
    """

    def __init__(self, rng):
        self.rng = rng
        self.members = {id_: {'status': 'member', 'joined': '2024-01-01'} for id_ in FIRST}
        self.bills, self.payments, self.notes, self.subscriptions = {}, {}, {}, {}
        self.batches = []
        self._last = 0

    def _id(self):
        self._last += 1
        return str(self._last)

    def _amount(self):
        return Decimal(self.rng.randint(500, 9999)).scaleb(-2)

    def _pick(self, things):
        things = list(things)
        return self.rng.choice(sorted(things, key=str)) if things else None

    def bill(self, day):
        id_ = self._id()
        due = day + dt.timedelta(days=self.rng.choice([0, 3, 10, 20]))
        self.bills[id_] = {
            'member': self._member_id(), 'amount': self._amount(), 'date': str(day),
            'due': str(due), 'disputed': False}
        return [self._bill(id_)]

    def fee(self, day):
        "It has run out already, or does so within some weeks."
        changes = self.bill(day)
        start = day + dt.timedelta(days=self.rng.choice([-40, -5, 3]))
        end = start + dt.timedelta(days=self.rng.choice([30, 45, 60]))
        return self._as(changes, 'membership_fee', start=str(start), end=str(end))

    def gift(self, day):
        return self._as(self.bill(day), 'donation')

    def _as(self, changes, kind, **values):
        id_ = changes[0]['id']
        self.bills[id_] |= {'kind': kind, 'number': None, **values}
        return [self._bill(id_)]

    def _member_id(self):
        return self._pick(self.members)

    def member(self, id_):
        first, last = NAMES[id_]
        email = {'email': EMAILS[id_]} if id_ in EMAILS else {}
        return member(
            id_, first_name=first, last_name=last, **ADDRESS, **email, **self.members[id_])

    def join(self, day):
        "Somebody new, or who is no member yet or any more."
        new = [id_ for id_ in NAMES if id_ not in self.members]
        id_ = self._pick(new or [
            id_ for id_, one in self.members.items() if one['status'] != 'member'])
        if not id_:
            return []
        self.members[id_] = {
            'status': self.rng.choice(['member', 'member', 'pending']) if new else 'member',
            'joined': str(day)}
        return [self.member(id_)]

    def leave(self, day):
        id_ = self._member_id()
        self.members[id_] |= self.rng.choice([
            {'status': 'not_member', 'left': str(day)}, {'status': 'not_member'},
            {'left': str(day + dt.timedelta(days=3))}])
        return [self.member(id_)]

    def subscribe(self, day):
        id_ = self._id()
        start = day + dt.timedelta(days=self.rng.choice([-20, 0, 5]))
        self.subscriptions[id_] = {
            'member': self._member_id(), 'offer': '1', 'start': str(start), 'end': None}
        return [self._subscription(id_)]

    def end_subscription(self, day):
        "On a day, on another one, or not after all; or it was a mistake."
        if not (id_ := self._pick(self.subscriptions)):
            return []
        if self.rng.random() < 0.1:
            del self.subscriptions[id_]
            return [gone('subscription', id_)]
        ends = [str(day + dt.timedelta(days=days)) for days in [5, 20]]
        self.subscriptions[id_]['end'] = self._pick(
            {None, *ends} - {self.subscriptions[id_]['end']})
        return [self._subscription(id_)]

    def _subscription(self, id_):
        return change('subscription', id=id_, **self.subscriptions[id_])

    def _bill(self, id_):
        values = dict(self.bills[id_])
        return bill(id_, str(values.pop('amount')), values.pop('date'), **values)

    def _payment(self, id_):
        values = dict(self.payments[id_])
        given = values.pop('given')
        if given is None:
            values['allocations'] = None
        return payment(
            id_, str(values.pop('amount')), values.pop('date'), *(given or {}).items(), **values)

    def _left(self, id_):
        "What the portal has given to the bill by nothing yet."
        return self.bills[id_]['amount'] - sum((
                Decimal((one['given'] or {}).get(id_, 0))
                for one in [*self.payments.values(), *self.notes.values()]), Decimal(0))

    def _open(self, member=None):
        return [
            id_ for id_, one in self.bills.items()
            if self._left(id_) > 0 and member in {None, one['member']}]

    def _put_payment(self, day, member, amount, given):
        id_ = self._id()
        self.payments[id_] = {
            'member': member, 'amount': amount, 'date': str(day), 'given': given}
        return [self._payment(id_)]

    def pay_a_bill(self, day):
        "All of it, a part, or more than that; by another member, now and then."
        if not (bill_ := self._pick(self._open())):
            return []
        left = self._left(bill_)
        given = self.rng.choice([left, left, (left / 3).quantize(Decimal('0.01'))])
        amount = given + self.rng.choice([Decimal(0), Decimal(0), self._amount()])
        member = self._pick(FIRST[:2]) if self.rng.random() < 0.15 else (
            self.bills[bill_]['member'])
        return self._put_payment(day, member, amount, {bill_: str(given)})

    def pay_ahead(self, day):
        return self._put_payment(
            day, self._member_id(), self._amount(), self.rng.choice([None, None, {}]))

    def repay(self, day):
        return self._put_payment(day, self._member_id(), -self._amount(), {})

    def credit(self, day):
        if not (bill_ := self._pick(self._open())):
            return []
        total = self.rng.choice([self._left(bill_), Decimal('1.00')])
        if total > self._left(bill_):
            return []
        id_ = self._id()
        self.notes[id_] = {'given': {bill_: str(total)}}
        return [note(
                id_, str(total), str(day), bill_, (bill_, str(total)),
                member=self.bills[bill_]['member'])]

    def give_to_other_bills(self, day):
        id_ = self._pick(i for i, one in self.payments.items() if one['amount'] > 0)
        if not id_:
            return []
        one = self.payments[id_]
        one['given'] = {}
        if bill_ := self._pick(self._open(one['member'])):
            one['given'] = {bill_: str(min(one['amount'], self._left(bill_)))}
        return [self._payment(id_)]

    def leave_to_ledger(self, day):
        if not (id_ := self._pick(i for i, one in self.payments.items() if one['amount'] > 0)):
            return []
        self.payments[id_]['given'] = None
        return [self._payment(id_)]

    def move_payment(self, day):
        "To another member, and back as likely."
        if not (id_ := self._pick(self.payments)):
            return []
        one = self.payments[id_]
        one['member'] = self._pick({*FIRST[:2]} - {one['member']})
        one['given'] = None if one['given'] is None else {}
        return [self._payment(id_)]

    def dispute(self, day):
        if not (id_ := self._pick(self.bills)):
            return []
        self.bills[id_]['disputed'] = not self.bills[id_]['disputed']
        return [self._bill(id_)]

    def drop_payment(self, day):
        if not (id_ := self._pick(self.payments)):
            return []
        del self.payments[id_]
        return [gone('payment', id_)]

    def drop_bill(self, day):
        "Its payments lose what they had for it, and its notes go with it."
        if not (id_ := self._pick(self.bills)):
            return []
        del self.bills[id_]
        changes = [gone('bill', id_)]
        for number, one in list(self.notes.items()):
            if id_ in one['given']:
                del self.notes[number]
                changes.append(gone('credit_note', number))
        for number, one in self.payments.items():
            if one['given'] and one['given'].pop(id_, None):
                changes.append(self._payment(number))
        return changes
