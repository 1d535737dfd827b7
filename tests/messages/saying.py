"""In which words an event is told as of a day: its fields, as the books have them then."""
import datetime as dt
from decimal import Decimal

ZERO = Decimal(0)


class Saying:
    "Of the events of an oracle."

    def __init__(self, books, events, day):
        self.books, self.events, self.day = books, events, day

    def of(self, event):
        "((kind, {field: value}), whether it asks for money)."
        name = event.kind.replace('.', '_')
        kind, values, asks = getattr(self, f'_{name}')(event)
        return (kind, {
            field: value for field, value in sorted(values.items()) if value}), asks

    def _bill(self, event):
        bill = self.books.bills[event.id]
        return bill, {
            'bill': bill.number, 'date': _date(bill.day), 'amount': abs(bill.total)}

    def _bill_posted(self, event):
        bill, values = self._bill(event)
        owed = self.books.owed_of(bill)
        left = sum((one.left for one in owed), ZERO)
        if not left:
            return event.kind, values | {'covered': bill.total}, False
        if bill.disputed or bill.id in self.books.arranged:
            return event.kind, values, False
        if owed[0].due > self.day:
            return event.kind, values | {'left': left, 'due': _date(owed[0].due)}, True
        return event.kind, values | {'at_once': left}, True

    def _bill_credited(self, event):
        return event.kind, self._bill(event)[1], False

    def _bill_paid(self, event):
        return event.kind, self._bill(event)[1], False

    def _bill_due_soon(self, event):
        bill, values = self._bill(event)
        del values['amount']
        owed = self.books.owed_of(bill)
        return event.kind, values | {
            'left': sum(one.left for one in owed), 'due': _date(owed[0].due)}, True

    def _bill_overdue(self, event):
        owed = self.books.overdue(event.party, self.day)
        values = {
            'owed': sum(one.left for one in owed), 'oldest': _date(owed[0].due),
            'bills': [(one.bill.number, _date(one.due), one.left) for one in owed]}
        if event.is_last:
            email = self.books.members[event.party].email
            return 'bill.overdue.last', values | {'email': email}, False
        same = [
            other for other in self.events
            if (other.kind, other.record) == (event.kind, event.record)]
        # A message that waits goes out before
        again = any(other.said for other in same) or any(
            other.is_due and other.message not in {None, event.message}
            for other in same[:same.index(event)])
        return event.kind + ('.again' if again else ''), values, True

    def _payment_received(self, event):
        payment = self.books.payments[event.id]
        uses = [
            (self.books.bills[bill].number, None, amount)
            for bill, amount in sorted(payment.uses.items()) if amount]
        rest = payment.amount - sum(amount for *_, amount in uses)
        return event.kind, {
            'amount': payment.amount, 'date': _date(payment.day), 'paid': uses,
            'rest': max(rest, ZERO)}, False

    def _payment_returned(self, event):
        payment = self.books.payments[event.id]
        return event.kind, {
            'amount': abs(payment.amount), 'date': _date(payment.day)}, False

    def _instalment_due(self, event):
        due, left, rest = self.books.instalment(event.id)
        return event.kind, {'left': left, 'due': _date(due), 'rest': rest}, True

    _instalment_late = _instalment_due

    def _on_day(self, event):
        return event.kind, {'date': _date(event.day)}, False

    _member_joined = _member_left = _on_day

    def _subscription(self, event):
        one = self.books.register.subscriptions[event.id]
        return event.kind, {'offer': one.offer, 'date': _date(event.day)}, False

    _subscription_started = _subscription_ended = _subscription

    def _subscription_suspended(self, event):
        kind, values, asks = self._subscription(event)
        until = self.books.register.subscriptions[event.id].suspensions[event.day]
        return kind, values | {'until': until and _date(until)}, asks

    def _dues_to_renew(self, event):
        return event.kind, {'date': _date(dt.date.fromisoformat(event.occurrence))}, False

    _dues_lapsed = _dues_to_renew

    def _receipt_issued(self, event):
        receipt = self.books.register.receipts[event.id]
        return event.kind, {
            'receipt': receipt.number, 'year': str(receipt.year), 'amount': receipt.amount}, False


def _date(day):
    return day.year, day.month, day.day
