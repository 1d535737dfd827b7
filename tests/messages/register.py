"""Who the members are, what they chose, their subscriptions and receipts, read in plain SQL."""
import datetime as dt
import json
from dataclasses import dataclass, field
from decimal import Decimal

MEMBERS = '''
    select id, party, status, joined, "left", messages_refused,
        coalesce(messages_weekly, {false}) from asso_member'''
SUBSCRIPTIONS = '''
    select s.id, m.party, o.name, o.kind, s.start, s."end", coalesce(s.draft, {false}), s.active
    from asso_subscription s join asso_member m on m.id = s.member
    join asso_offer o on o.id = s.offer'''
SUSPENSIONS = 'select id, subscription, first_day, last_day from asso_subscription_suspension'
RECEIPTS = 'select id, party, state, issued_on, amount, number, year from asso_receipt'
# What was lettered with a bill and is a loss: of a journal for that
LOSSES = '''
    select i.id, sum(o.credit - o.debit)
    from account_invoice i
    join account_move_line b on b.move = i.move and b.account = i.account
    join account_move_line o on o.reconciliation = b.reconciliation and o.credit > o.debit
    join account_move m on m.id = o.move
    join account_journal j on j.id = m.journal
    where j.type = 'write-off' group by i.id'''
CREDITED = '''
    select named_bill, sum(amount) from asso_payment
    where kind = 'credit_note' and state <> 'deleted' group by named_bill'''
WEEKS = dt.timedelta(weeks=4)  # before a fee runs out, it is to be renewed
CENT = Decimal('0.01')


@dataclass
class State:
    "A member's, beside name and address."
    id: int
    party: int
    status: str
    joined: dt.date | None
    left: dt.date | None
    refused: list
    weekly: bool

    @property
    def is_member(self):
        return self.status == 'member' and not self.left


@dataclass
class Subscription:
    id: int
    party: int
    offer: str
    kind: str
    start: dt.date
    end: dt.date | None
    draft: bool
    active: bool
    # {first day: last day}
    suspensions: dict = field(default_factory=dict)

    @property
    def is_told(self):
        return not self.draft and self.kind != 'membership_fee'


@dataclass
class Receipt:
    id: int
    party: int
    state: str
    day: dt.date | None
    amount: Decimal
    number: str | None
    year: int


class Register:

    def __init__(self, rows, false, money, day):
        def some(value):
            return day(value) if value else None
        self.states = {
            party: State(id_, party, status, some(joined), some(left),
                json.loads(refused) if isinstance(refused, str) else refused or [], bool(weekly))
            for id_, party, status, joined, left, refused, weekly
            in rows(MEMBERS.format(false=false))}
        self.subscriptions = {
            id_: Subscription(
                id_, party, offer, kind, day(start), some(end), bool(draft), bool(active))
            for id_, party, offer, kind, start, end, draft, active
            in rows(SUBSCRIPTIONS.format(false=false))}
        for _, id_, first, last in rows(SUSPENSIONS):
            self.subscriptions[id_].suspensions[day(first)] = some(last)
        self.receipts = {
            id_: Receipt(id_, party, state, some(issued), money(amount), number, year)
            for id_, party, state, issued, amount, number, year in rows(RECEIPTS)}
        self._losses, self._credited = (
            {bill: money(amount) for bill, amount in rows(query)} for query in [LOSSES, CREDITED])

    def fees(self, bills, paid=True, day=None):
        """{party: last day} of the fees among the bills that are paid, or else called.

        As of a day, those that begin later are not there yet.
        """
        found = {}
        for bill in bills:
            credited = self._credited.get(bill.id, 0)
            if (
                    bill.kind == 'membership_fee' and bill.is_there and bill.end
                    and credited < bill.total
                    and (not paid or bill.state == 'paid' and self._losses.get(bill.id, 0) < 1)
                    and (not day or not bill.start or bill.start <= day)):
                found[bill.party] = max(found.get(bill.party, bill.end), bill.end)
        return found

    def dues(self, bills, day, grace):
        "Yield (kind, member, last day) of the fees that run out, or have, as of the day."
        paid, called = (self.fees(bills, paid, day) for paid in [True, False])
        for party, until in sorted(paid.items()):
            member = self.states[party]
            if member.status != 'member':
                continue
            if until - WEEKS <= day <= until + grace:
                if called[party] <= until and not (member.left and member.left <= until):
                    yield 'dues.to_renew', member, until
            elif day > until + grace and not (member.left and member.left < day) and not (
                    member.joined and member.joined > day):
                yield 'dues.lapsed', member, until
