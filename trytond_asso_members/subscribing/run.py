"""What is due on a day, billed: in one transaction, each period once.

Read from the top.  Under the locks of the books, so that two runs never work at a time, what is
due is read, put together to bills, and posted through the door.  A payer whose bill cannot be
posted is left out, with the reason on the subscriptions; all others are billed.
"""
import datetime as dt
import logging

from sql import Null
from trytond.exceptions import UserError, UserWarning
from trytond.pool import Pool

from .. import bulk, savepoint
from ..books.documents import Document, give_numbers
from ..exceptions import Guilty, Refusal
from ..feed.quarantine import reason
from ..settlement.act import Act
from ..settlement.settle import settle
from . import credits, subscribed
from .bills import payers, plan
from .calendar import days
from .calendar.months import DAY
from .charges import Charges
from .lines import Lines

logger = logging.getLogger(__name__)


def due(company, day, payers=None):
    """The charges that a run on this day would bill, and the bills; nothing is written.

    Of all payers, or of these (ids of parties).
    """
    return _due(subscribed.of_company(company, payers), day)


def _due(subscriptions, day):
    charges = Charges(list(subscriptions.values()), day)
    return charges, plan(charges)


def bill(association, day, count, after=None):
    """Bill what is due on the day to some payers; return (run or None, the last payer).

    A second time there is nothing left to bill, and no run.  `count` payers are looked at in
    one go, those `after` a payer (a party's id), until there is something to bill; the last one
    is None if nobody is left.
    """
    calendar = association.lock_books()
    for last, page in subscribed.pages(association.company, after, count):
        if billing := _bill(association, calendar, day, *_due(page, day)):
            return billing, last
    return None, None


def bill_only(association, day, payers):
    "Bill what is due on the day to these payers (ids of parties); return the run, or None."
    calendar = association.lock_books()
    return _bill(association, calendar, day, *due(association.company, day, payers))


def bill_these(association, calendar, day, subscriptions):
    """Bill what is due on the day of these subscriptions; return the run, or None.

    The caller holds the locks of the books (see Association.lock_books).
    """
    return _bill(association, calendar, day, *_due(subscribed.read(subscriptions), day))


def _bill(association, calendar, day, charges, planned):
    bulk.update_each('asso.subscription', 'problem', [
            (one.id, why[:255]) for one, why in charges.refused.items()])
    if not planned:
        return None
    day = max([day, *_last_day(association.company)])
    billing, = bulk.insert('asso.billing', [
            {'company': association.company.id, 'date': day}])
    run = _Run(association, calendar, charges, billing, day)
    _attempt(run, list(payers(planned).values()))
    if not run.noted:
        bulk.delete('asso.billing', [billing])
        return None
    return Pool().get('asso.billing')(billing)


def _last_day(company):
    """The day of the last run, if there was one, as a list.

    No bill is dated before it: the numbers of bills follow their dates.
    """
    table = Pool().get('asso.billing').__table__()
    return [bulk.date(day) for day, in bulk.select(table.select(
                table.date, where=table.company == company.id,
                order_by=[table.date.desc], limit=1))]


class _Run:
    "What all the bills of a run have in common."

    def __init__(self, association, calendar, charges, billing, day):
        self.association = association
        self.calendar = calendar
        self.charges = charges
        self.billing = billing
        self.day = day
        self.noted = False  # whether anything was billed

    def book(self, planned):
        "Post the bills, and note what they have billed."
        self.calendar.forget()
        act = Act(self.association, self.calendar)
        documents = _documents(act, self.day, [b for b in planned if not b.is_empty])
        if self.association.bills_as_drafts:
            act.books.draft_invoices(documents)
        else:
            _post(act, documents)
        self._note(planned)
        settle(act)
        self.noted = True

    def _note(self, planned):
        charges = [charge for bill in planned for charge in bill.charges]
        bulk.insert('asso.subscription.period', [{
                    'subscription': charge.subscribed.id,
                    'number': charge.number,
                    'part': charge.part,
                    'first_day': charge.first,
                    'last_day': charge.last,
                    'kept_until': None if self.charges.is_credit(charge) else charge.last,
                    'price': charge.price,
                    'quantity': charge.quantity,
                    'amount': charge.amount,
                    'line': charge.item.id if charge.item else None,
                    'billing': self.billing,
                    } for charge in charges])
        self._cut([c for c in charges if self.charges.is_credit(c)])
        self.note(dict.fromkeys(s for bill in planned for s in bill.subscriptions))

    def _cut(self, credits):
        "Note which of the days that were billed before are not kept."
        since = {}
        for charge in credits:
            key = (charge.subscribed.id, charge.number)
            since[key] = min(charge.first, since.get(key, charge.first))
        table = Pool().get('asso.subscription.period').__table__()
        rows = bulk.select_among(
            lambda where: table.select(
                table.id, table.subscription, table.number, table.kept_until,
                where=where & (table.kept_until != Null)),
            table.subscription, {id_ for id_, _ in since})
        bulk.update_each('asso.subscription.period', 'kept_until', [
                (id_, since[subscription, number] - DAY)
                for id_, subscription, number, until in rows
                if bulk.date(until) >= since.get((subscription, number), dt.date.max)])

    def note(self, subscriptions):
        "Note on the subscriptions up to where they are billed."
        for name, value in [
                ('anchor', lambda s: s.terms.anchor),
                ('next_period', lambda s: self.charges.next.get(s, s.next)),
                ('covered', lambda s: days.written(self.charges.covered(s)))]:
            bulk.update_each(
                'asso.subscription', name, [(s.id, value(s)) for s in subscriptions])
        bulk.update('asso.subscription', [
                s.id for s in subscriptions if s.problem], problem=None)

    def refuse(self, planned, why):
        "Note on the subscriptions of the bills why they are not billed."
        bulk.update(
            'asso.subscription', {s.id for bill_ in planned for s in bill_.subscriptions},
            problem=why[:255])


def _documents(act, day, planned):
    association = act.association
    lines = Lines(association, planned)
    date, period = act.place(day, association.journal_bill)
    Invoice = Pool().get('account.invoice')
    documents = []
    for bill_ in planned:
        items = lines.items(bill_)
        is_fee = bill_.kind == 'membership_fee'
        documents.append(Document(
                bill_, bill_.kind if bill_.total >= 0 else 'credit_note', bill_.payer, None,
                day, date, period, association.account_receivable.id,
                association.journal_bill, None, items,
                min(c.first for c in bill_.charges) if is_fee else None,
                max(c.last for c in bill_.charges) if is_fee else None,
                description=Invoice.bill_description([item.label for item in items]),
                term=bill_.term if bill_.total > 0 else None))
    return documents


def _post(act, documents):
    association = act.association
    numbered = {}
    for document in documents:
        numbered.setdefault(association.sequence_of(document.kind), []).append(document)
    for sequence, theirs in numbered.items():
        give_numbers(act.company, sequence, theirs)
    act.books.post_invoices(documents)
    act.books.refresh([d.id for d in documents if not d.total])
    notes = [d for d in documents if d.kind == 'credit_note']
    for document in documents:
        if document not in notes:
            act.add_bill(document.id, document.party, document.number)
    act.bookings.extend(credits.of(act, notes))


def _attempt(run, payers):
    "Book the bills of the payers; halve them until those that cannot be booked are alone."
    if not payers:
        return
    bills = [bill for theirs in payers for bill in theirs]
    try:
        with savepoint.savepoint():
            run.book(bills)
        return
    except savepoint.BUSY:
        raise
    except Guilty as guilty:
        refusals = {
            bill: refusal for bill, refusal in guilty.refusals.items() if bill in bills}
        if refusals:
            for bill, refusal in refusals.items():
                run.refuse([bill], reason(refusal))
            _attempt(run, [
                    theirs for theirs in payers if refusals.keys().isdisjoint(theirs)])
            return
        error = guilty
    except Exception as exception:
        error = exception
    if len(payers) > 1:
        half = len(payers) // 2
        _attempt(run, payers[:half])
        _attempt(run, payers[half:])
    else:
        run.refuse(bills, _in_words(error))


def _in_words(error):
    if isinstance(error, Refusal):
        return reason(error)
    if isinstance(error, (UserError, UserWarning)):
        return error.message
    logger.error("Subscriptions cannot be billed", exc_info=error)
    return reason(Refusal('unforeseen', error=repr(error)[:200]))
