"""Events that come with time: bills fall due, dues run out.  They are read by sets, each day."""
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from sql import Null
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..bills.left import left_to_pay
from ..bills.owing import join_bill
from .event import Event

MONTH = dt.timedelta(days=30)


class Owed(NamedTuple):
    """What is left to pay of a bill, or of one of its terms, by its member.

    Nobody is reminded of what is `spared`: of a gift, or of what is disputed.
    """
    party: int
    bill: int
    due: dt.date
    left: Decimal
    spared: bool
    disputed: bool


def found(association, day, since):
    "Yield the events of the association on the day, with those of `since` that none has noted yet."
    bills = [one for one in owed(association.company) if not one.spared]
    collected = association.collects({one.bill for one in bills})
    bills = [one for one in bills if one.bill not in collected]
    yield from _due_soon(association, day, bills)
    yield from _overdue(association, day, since, bills)
    yield from _dues(association, day, since)


def owed(company, parties=None):
    """Return [Owed] of the members of the company, or of these parties; the oldest first.

    What is on account is deducted.
    """
    pool = Pool()
    Invoice = pool.get('account.invoice')
    line, invoice = pool.get('account.move.line').__table__(), Invoice.__table__()
    left = {id_: amount for id_, amount in left_to_pay(company, parties).items() if amount}
    source, bill = join_bill(line, line)
    source = source.join(invoice, condition=invoice.id == bill)
    rows = bulk.select_among(
        lambda where: source.select(
            line.id, line.party, invoice.id, line.maturity_date,
            Invoice.never_dunned(invoice), invoice.disputed,
            where=where & (invoice.bill_kind != Null) & (line.maturity_date != Null)),
        line.id, left)
    return sorted((
            Owed(party, bill, bulk.date(due), left[id_], bool(spared), bool(disputed))
            for id_, party, bill, due, spared, disputed in rows),
        key=lambda one: (one.due, one.bill))


def _due_soon(association, day, bills):
    if association.due_soon_days is None:
        return
    last = day + dt.timedelta(days=association.due_soon_days)
    amounts = defaultdict(Decimal)
    for one in bills:
        if day <= one.due <= last:
            amounts[one.party, one.bill, one.due] += one.left
    for (party, bill, due), amount in amounts.items():
        yield Event(
            association.company.id, 'bill.due_soon', bulk.reference('account.invoice', bill),
            party, day, occurrence=due.isoformat(), amount=amount)


def _overdue(association, day, since, bills):
    """One reminder a member, of the bill that is furthest, and one to the treasurer.

    The others are told with these.
    """
    parties = defaultdict(list)
    for one in bills:
        if one.due < day:
            parties[one.party].append(one)
    known, lately = _reminders(association.company, day, parties)
    for party, theirs in parties.items():
        reached = {}
        for one in theirs:
            level, reached_on = association.reminder_level(one.due, day)
            if level and reached_on >= since:
                reached.setdefault((one.bill, level), one)
        new = sorted(
            (-level, one.due, bill) for (bill, level), one in reached.items()
            if (bulk.reference('account.invoice', bill), str(level)) not in known)
        if not new or lately[party] >= association.reminders_a_month:
            continue
        told = set()
        for level, _, bill in new:
            is_last = association.is_last_reminder(-level)
            yield Event(
                association.company.id, 'bill.overdue', bulk.reference('account.invoice', bill),
                party, day, occurrence=str(-level), amount=sum(one.left for one in theirs),
                why='told' if is_last in told else None)
            told.add(is_last)


def _reminders(company, day, parties):
    "Return {(bill, level)} that were noted, and {party: reminders within a month}."
    notice = Pool().get('asso.notice').__table__()
    known, lately = set(), defaultdict(int)
    for record, level, party, noted, state in bulk.select_among(
            lambda where: notice.select(
                notice.record, notice.occurrence, notice.party, notice.day, notice.state,
                where=where & (notice.kind == 'bill.overdue')
                & (notice.company == company.id)),
            notice.party, parties):
        known.add((record, level))
        lately[party] += state != 'never' and bulk.date(noted) > day - MONTH
    return known, lately


def _dues(association, day, since):
    """Fees that run out are said once each; those that run out before `since` are not.

    Nor is that a fee is to be renewed once the next one was called: its bill says so.
    """
    Member = Pool().get('asso.member')
    company = association.company
    with Transaction().set_context(membership_date=day):
        paid, called = Member.dues(company), Member.dues(company, called=True)
        own = [('company', '=', company.id)]
        renewing = Member.search([*own, ('to_renew', '=', True)])
        lapsed = Member.search([*own, ('membership_state', '=', 'late')])
    grace = dt.timedelta(days=association.grace_days or 0)
    for kind, members, shift in [
            ('dues.to_renew', renewing, dt.timedelta()), ('dues.lapsed', lapsed, grace)]:
        for member in members:
            until = paid.get(member.party.id)
            if not until or until + shift < since:
                continue
            if kind == 'dues.to_renew' and called.get(member.party.id, until) > until:
                continue
            yield Event(
                company.id, kind, bulk.reference('asso.member', member.id), member.party.id,
                day, occurrence=until.isoformat())
