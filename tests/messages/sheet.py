"""What a portal holds, and the changes that it sends as that becomes another."""
import datetime as dt
from decimal import Decimal

from tests.module.portal import bill, gone, note, payment

MEMBERS = ['1', '2', '3']


class Sheet:
    """Bills and payments by id, as arguments of their changes; a deed returns the changes to send.

    It returns none where there is nothing to do it to.
    """

    def __init__(self, rng):
        self.rng = rng
        self.bills, self.payments, self.notes = {}, {}, {}
        self.batches = []
        self._last = 0

    def _id(self):
        self._last += 1
        return str(self._last)

    def _amount(self):
        return Decimal(self.rng.randint(500, 9999)).scaleb(-2)

    def _pick(self, things):
        things = list(things)
        return self.rng.choice(things) if things else None

    def bill(self, day):
        id_ = self._id()
        due = day + dt.timedelta(days=self.rng.choice([0, 3, 10, 20]))
        self.bills[id_] = {
            'member': self.rng.choice(MEMBERS), 'amount': self._amount(), 'date': str(day),
            'due': str(due), 'disputed': False}
        return [self._bill(id_)]

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
        member = self._pick(MEMBERS[:2]) if self.rng.random() < 0.15 else (
            self.bills[bill_]['member'])
        return self._put_payment(day, member, amount, {bill_: str(given)})

    def pay_ahead(self, day):
        return self._put_payment(
            day, self._pick(MEMBERS), self._amount(), self.rng.choice([None, None, {}]))

    def repay(self, day):
        return self._put_payment(day, self._pick(MEMBERS), -self._amount(), {})

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
        one['member'] = self._pick({*MEMBERS[:2]} - {one['member']})
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
