"""What each member should be told, worked out from what the books hold before and after each act.

By what the documentation says of messages, in plain Python: each event is told once, as it stands
when it is told, in one message for all that is due to a person.
"""
import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from . import changes
from .saying import Saying
from .standing import stands

TREASURER, ASSOCIATION = 'treasurer@example.org', "Les Amis du Réseau"
LANGUAGES = {'1': 'fr', '2': 'en', '3': 'fr', '4': 'fr'}
SINCE = dt.date(2026, 1, 1)
SOON, WEEKS, A_MONTH = 5, [1, 3, 6], 2
MONTH, WEEK, GRACE = (dt.timedelta(days=days) for days in [30, 7, 5])
CHOICE_OF = {
    'payment.received': 'payments', 'bill.paid': 'payments', 'dues.to_renew': 'renewal',
    'receipt.issued': 'receipts'}
ZERO = Decimal(0)


@dataclass
class Event:
    kind: str
    record: str
    party: int
    day: dt.date
    amount: Decimal | None
    occurrence: str = ''
    why: str | None = None
    said: bool = False
    # It is gathered until then
    not_before: dt.date | None = None
    message: object = field(default=None, repr=False)

    @property
    def key(self):
        return self.kind, self.record, self.occurrence

    @property
    def id(self):
        return int(self.record.partition(',')[2])

    @property
    def is_due(self):
        return not self.said and not self.why

    @property
    def is_last(self):
        return self.kind == 'bill.overdue' and int(self.occurrence) == len(WEEKS)


@dataclass(eq=False)
class Message:
    "What waits to be sent to a party, or to the treasurer about it."
    party: int
    is_last: bool
    events: list
    day: dt.date
    mail: tuple
    failed: bool = False


class Oracle:

    def __init__(self, books):
        self.events, self.waiting = {}, []
        self.books = books
        self.held = False

    # -- what happens

    def saw(self, books, today, returned=()):
        """Somebody has done something: `books` are those after it.

        `returned` are the payments that the bank has taken back with it.
        """
        before, self.books = self.books, books
        for bill in sorted(books.bills.values(), key=lambda bill: bill.id):
            if bill.id not in before.bills:
                self._note(
                    'bill.credited' if bill.total < 0 else 'bill.posted', bill, bill.party,
                    bill.day, abs(bill.total), why=None if bill.total else 'nothing')
        for kind, model, id_, *others in changes.found(before.register, books.register, today):
            self._note_of(kind, f'{model},{id_}', *others)
        for id_ in returned:
            payment = books.payments[id_]
            self._note(
                'payment.returned', payment, payment.party, payment.day, abs(payment.amount),
                occurrence=str(payment.party))
        for payment in books.payments.values():
            was = before.payments.get(payment.id)
            if payment.party and payment.amount and (not was or was.party != payment.party):
                self._note(
                    'payment.received' if payment.amount > 0 else 'payment.returned',
                    payment, payment.party, payment.day, abs(payment.amount),
                    occurrence=str(payment.party))
        for bill in books.bills.values():
            if bill.state == 'paid' and bill.kind != 'credit_note' and not bill.deleted:
                self._note_paid(bill)

    def _note_paid(self, bill):
        money = {origin: day for origin, (day, is_money) in bill.payers.items() if is_money}
        if not money:
            return
        told = self._is_due('bill.posted', f'account.invoice,{bill.id}', bill.party) or any(
            self._is_due('payment.received', origin, bill.party) for origin in money)
        self._note(
            'bill.paid', bill, bill.party, max(money.values()), bill.total,
            why='told' if told else None)

    def _is_due(self, kind, record, party):
        return any(
            event.is_due for event in self.events.values()
            if (event.kind, event.record, event.party) == (kind, record, party))

    def _note(self, kind, thing, party, day, amount, occurrence='', why=None):
        model = {
            'bill': 'account.invoice', 'payment': 'asso.payment',
            'instalment': 'asso.arrangement.instalment'}[kind.partition('.')[0]]
        id_ = thing if isinstance(thing, int) else thing.id
        self._note_of(kind, f'{model},{id_}', party, day, amount, occurrence, why)

    def _note_of(self, kind, record, party, day, amount, occurrence='', why=None):
        event = Event(kind, record, party, day, amount, occurrence, why)
        known = self.events.get(event.key)
        if day < SINCE or known and known.why != 'over':
            return
        self.events[event.key] = event

    def chose(self, party):
        "The member has chosen what to be told: what was gathered is decided again."
        for event in self.events.values():
            if event.party == party and event.is_due:
                event.not_before = None

    # -- what comes with time

    def day_passed(self, books, day):
        self.books = books
        for party, owed in sorted(books.owed.items()):
            for one in owed:
                if not one.bill.spared and one.bill.id not in books.arranged and (
                        day <= one.due <= day + dt.timedelta(days=SOON)):
                    self._note(
                        'bill.due_soon', one.bill, party, day, one.left,
                        occurrence=one.due.isoformat())
            self._remind(party, books.overdue(party, day), day)
        for id_, arrangement in sorted(books.instalments.items()):
            due, left, _ = books.instalment(id_)
            if left and arrangement.state == 'agreed' and due <= day + dt.timedelta(days=SOON):
                self._note(
                    'instalment.late' if due < day else 'instalment.due', id_,
                    arrangement.party, day, left)

        for kind, member, until in books.register.dues(books.bills.values(), day, GRACE):
            if until + (GRACE if kind == 'dues.lapsed' else dt.timedelta()) >= SINCE:
                self._note_of(
                    kind, f'asso.member,{member.id}', member.party, day, None, str(until))

    def _remind(self, party, owed, day):
        lately = [
            event for event in self.events.values()
            if event.kind == 'bill.overdue' and event.party == party and not event.why
            and event.day > day - MONTH]
        new = []
        for one in owed:
            level = sum(one.due + dt.timedelta(weeks=weeks) <= day for weeks in WEEKS)
            known = self.events.get(
                ('bill.overdue', f'account.invoice,{one.bill.id}', str(level)))
            if level and (not known or known.why == 'over'):
                new.append((-level, one.due, one.bill.id, one.bill))
        if len(lately) >= A_MONTH:
            return
        told, amount = set(), sum((one.left for one in owed), ZERO)
        for level, _, _, bill in sorted(new, key=lambda one: one[:3]):
            is_last = -level == len(WEEKS)
            self._note(
                'bill.overdue', bill, party, day, amount, occurrence=str(-level),
                why='told' if is_last in told else None)
            told.add(is_last)

    # -- what is sent

    def sent(self, books, day, server):
        """{recipient: [mail]} of what is to come as the sender is at work on the day.

        `server` is 'up', 'down', or (party, code): whose mails are refused, for now or for good.
        """
        self.books = books
        if self.held:
            return {}
        self._compose(day)
        if server == 'down':
            return {}
        refused, code = server if isinstance(server, tuple) else (None, None)
        found, left, blocked = {}, [], set()
        for message in self.waiting:
            if message.party in blocked:
                left.append(message)
                continue
            self._sift(message.events, day)
            message.events = [event for event in message.events if not event.why]
            if not message.events:
                message.failed = True
                continue
            mail = self._mail(message, day)
            if mail != message.mail:
                message.mail, message.day = mail, day
            if refused == mail[0] and code == 450:
                blocked.add(message.party)
                left.append(message)
                continue
            message.failed = refused == mail[0]
            for event in message.events:
                if message.failed:
                    event.why = 'refused'
                else:
                    event.said = True
            if not message.failed:
                found.setdefault(mail[0], []).append(mail)
        self.waiting = left
        return found

    def _compose(self, day):
        due = [e for e in self.events.values() if e.is_due and not e.message]
        ready = {e.party for e in due if not e.not_before or e.not_before <= day}
        due = [e for e in due if e.party in ready]
        self._sift(due, day)
        messages = {}
        for event in due:
            if not event.why:
                messages.setdefault((event.party, event.is_last), []).append(event)
        for (party, is_last), events in messages.items():
            if until := self._gathers(party, events, day):
                for event in events:
                    event.not_before = until
                continue
            if not is_last and not self.books.members[party].email:
                for event in events:
                    event.why = 'address'
                continue
            message = Message(party, is_last, events, day, ())
            message.mail = self._mail(message, day)
            for event in events:
                event.message = message
            self.waiting.append(message)

    def _gathers(self, party, events, day):
        "Until when they wait, as the member is told of such once a week; or None."
        if not self.books.register.states[party].weekly or any(
                event.kind not in CHOICE_OF for event in events):
            return None
        days = [
            event.message.day for event in self.events.values()
            if event.party == party and event.kind in CHOICE_OF and event.message
            and not event.message.failed]
        return max(days) + WEEK if days and max(days) + WEEK > day else None

    def _sift(self, events, day):
        "What is not so any more, or not wanted, is not said."
        self._silence([e for e in events if not stands(e, self.books, day)])
        for event in events:
            refused = self.books.register.states[event.party].refused
            if not event.why and CHOICE_OF.get(event.kind) in refused:
                event.why, event.message = 'choice', None

    def _silence(self, over):
        for event in over:
            event.why, event.message = 'over', None
            if event.kind == 'bill.overdue':
                # What was to be told with it is not told either
                for other in self.events.values():
                    if (other.kind, other.party, other.day, other.why, other.is_last) == (
                            event.kind, event.party, event.day, 'told', event.is_last):
                        other.why = 'over'

    def _mail(self, message, day):
        member = self.books.members[message.party]
        saying = Saying(self.books, self.events.values(), day)
        words = [saying.of(event) for event in message.events]
        parts = [part for n, (part, _) in enumerate(words) if part not in [
            other for other, _ in words[:n]]]
        asks = any(asked for _, asked in words)
        if message.is_last:
            return TREASURER, ASSOCIATION, asks, parts
        return member.email, member.name, asks, parts
