"""Events that come with time: bills fall due, dues run out.  They are read by sets, each day."""
import datetime as dt
from collections import defaultdict
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..bills.to_pay import owed
from .event import Event

MONTH = dt.timedelta(days=30)


def found(association, day, since):
    "Yield the events of the association on the day, with those of `since` that none has noted yet."
    bills = [one for one in owed(association.company) if not one.spared]
    quiet = asked_otherwise(association, {one.bill for one in bills})
    bills = [one for one in bills if one.bill not in quiet]
    yield from _due_soon(association, day, bills)
    yield from _overdue(association, day, since, bills)
    yield from _instalments(association, day, since)
    yield from _dues(association, day, since)


def asked_otherwise(association, bills):
    """Return those of the bills (a set of ids) of which nobody is reminded as usual.

    Their money is collected, or their members pay in instalments.
    """
    return association.collects(bills) | association.arranged(bills)


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


def _instalments(association, day, since):
    "Instalments of what was agreed on: each is told some days before, and once it is late."
    last = day + dt.timedelta(days=association.due_soon_days or 0)
    for one in Pool().get('asso.arrangement.instalment').search([
                ('company', '=', association.company.id), ('arrangement.state', '=', 'agreed'),
                ('date', '<=', last)]):
        if not one.left:
            continue
        if one.date < day:
            if not association.weeks_of_reminders or one.date < since:
                continue
            kind = 'instalment.late'
        elif association.due_soon_days is None:
            continue
        else:
            kind = 'instalment.due'
        yield Event(
            association.company.id, kind,
            bulk.reference('asso.arrangement.instalment', one.id), one.party.id, day,
            amount=one.left)


def _reminders(company, day, parties):
    "Return {(bill, level)} that are noted, and {party: reminders within a month}."
    notice = Pool().get('asso.notice').__table__()
    known, lately = set(), defaultdict(int)
    for record, level, party, noted, state, why in bulk.select_among(
            lambda where: notice.select(
                notice.record, notice.occurrence, notice.party, notice.day, notice.state,
                notice.why,
                where=where & (notice.kind == 'bill.overdue')
                & (notice.company == company.id)),
            notice.party, parties):
        # What was over before it was said may be so again
        if why != 'over':
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
