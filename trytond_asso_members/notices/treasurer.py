"""What waits for the treasurer, or for whoever looks after Tryton: read by sets, as of a day."""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sql import Null
from sql.aggregate import Max, Min
from trytond.pool import Pool

from .. import bulk
from ..bank import open_lines
from ..exceptions import FeedError
from ..statements import whole
from ..statements.members import members
from .event import Event
from .words import TREASURER

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
# A run that is heard of no more has ended
SILENCE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Waiting:
    "Something that waits: what it is of, a reference, and since when, if that is known."
    kind: str
    record: str
    since: dt.date | None = None
    amount: Decimal | None = None
    said: str | None = None

    @property
    def occurrence(self):
        return self.since.isoformat() if self.since else ''


def found(association, day):
    """Yield the events of what is new; a week after the treasurer was told, of all that waits.

    What is noted by then is not yielded again on the same day.
    """
    company, now = association.company.id, waiting(association, day)
    known = _known({one.record for one in now})
    last = _last_day(company) if known else None
    again = last is not None and last <= day - WEEK
    for one in now:
        is_known = (one.kind, one.record, one.occurrence) in known
        if again or not is_known:
            yield Event(
                company, one.kind, one.record, None, day, amount=one.amount,
                occurrence=f'{one.occurrence} {day}'.strip() if is_known else one.occurrence)


def waiting(association, day):
    "Return [Waiting] of the association as of the day, the oldest of each kind first."
    company = association.company
    return [
        *_quarantine(company, day), *_bank(association, day), *_money(company),
        *_drift(company), *_failed(company), *_returned(company)]


def failed(ids):
    "Yield the events of the first run that failed, of each feed of these runs (ids) once."
    today = Pool().get('ir.date').today()
    runs = Pool().get('asso.feed.run').browse(ids)
    for company in {run.feed.company for run in runs}:
        for one in _failed(company):
            yield Event(
                company.id, one.kind, one.record, None, today, occurrence=one.occurrence)


def _known(records):
    "{(kind, record, occurrence)} of what was noted of the records."
    notice = Pool().get('asso.notice').__table__()
    return set(bulk.select_among(
            lambda where: notice.select(
                notice.kind, notice.record, notice.occurrence,
                where=where & notice.kind.in_(TREASURER)),
            notice.record, records))


def _last_day(company):
    "The last day on which something was noted for the treasurer, or told."
    days = []
    for name in ['asso.notice', 'asso.notice.message']:
        table = Pool().get(name).__table__()
        (day,), = bulk.select(table.select(
                Max(table.day), where=(table.company == company) & (table.party == Null)))
        days.append(bulk.date(day))
    return max(filter(None, days), default=None)


def _quarantine(company, day):
    before = dt.datetime.combine(day, dt.datetime.now().time()) - DAY
    for entry in Pool().get('asso.quarantine').search([
                ('feed.company', '=', company.id), ('state', '!=', 'set_aside'),
                ('since', '<', before)], order=[('since', 'ASC'), ('id', 'ASC')]):
        yield Waiting('quarantine.waiting', str(entry), entry.since.date())


def _bank(association, day):
    "Journals of the bank; none where no bank is imported, or nobody asks for it."
    Journal, weeks = Pool().get('account.statement.journal'), association.silent_weeks
    late = Journal.silent(association.company, weeks, day) if weeks else []
    for journal, last in sorted(late, key=lambda one: (one[1], one[0].id)):
        yield Waiting('bank.silent', str(journal), last, said=journal.rec_name)


def _money(company):
    "Money received from a payer who is not known: what the portal has sent, and the bank's."
    pool = Pool()
    found = [
        Waiting('payment.unmatched', str(payment), payment.date, payment.amount)
        for payment in pool.get('asso.payment').search([
                ('company', '=', company.id), ('state', '=', 'unmatched'), ('amount', '>', 0)])]
    amounts = {}
    for line in open_lines.of_company(company):
        amounts[line.origin] = amounts.get(line.origin, 0) + line.amount
    found += [
        Waiting('payment.unmatched', str(origin), origin.date, amounts[origin.id])
        for origin in pool.get('account.statement.origin').browse(sorted(amounts))
        if amounts[origin.id] > 0]
    return sorted(found, key=lambda one: one.since)


def _drift(company):
    "Feeds whose members' open entries are not the sum of their posted lines."
    for feed in Pool().get('asso.feed').search([
                ('company', '=', company.id)], order=[('id', 'ASC')]):
        balances = whole.open_balances(feed)
        total = sum((balances.get(m.party, Decimal(0)) for m in members(feed)), Decimal('0.00'))
        try:
            whole.check_total(feed, total)
        except FeedError as error:
            yield Waiting('drift.found', str(feed), said=error.message)


def _failed(company):
    """The first run of each feed that did not end well, since the last that did.

    While another is at work, one that was interrupted is not counted: it may be made good.
    """
    Run = Pool().get('asso.feed.run')
    ids = _since_done(company)
    runs = {run.id: run for run in Run.browse(sorted({id_ for *_, both in ids for id_ in both}))}
    now, bad = dt.datetime.now(), defaultdict(list)
    at_work = {
        feed for feed, state, (_, last) in ids
        if state == 'running' and abs(now - runs[last].last_seen) < SILENCE}
    for feed, state, both in ids:
        if state == 'failed' or feed not in at_work:
            bad[feed] += [runs[id_] for id_ in both]
    for theirs in bad.values():
        first, last = (choose(theirs, key=lambda run: run.id) for choose in [min, max])
        yield Waiting('run.failed', str(first), first.started.date(), said=last.message)


def _returned(company):
    "E-mail addresses of members whose mail came back, and that nobody has seen to yet."
    for mechanism in Pool().get('party.contact_mechanism').search([
                ('type', '=', 'email'), ('returned_on', '!=', None),
                ('party.members', 'where', [
                        ('company', '=', company.id), ('status', '=', 'member')])],
            order=[('returned_on', 'ASC'), ('id', 'ASC')]):
        yield Waiting(
            'address.returned', str(mechanism), mechanism.returned_on,
            said=mechanism.party.rec_name)


def _since_done(company):
    "[(feed, state, (first run, last run))] of the runs since the last that ended well."
    pool = Pool()
    run, feed = pool.get('asso.feed.run').__table__(), pool.get('asso.feed').__table__()
    done = run.select(
        run.feed, Max(run.id).as_('last'), where=run.state == 'done', group_by=[run.feed])
    return [
        (feed_, state, (first, last)) for feed_, state, first, last in sorted(bulk.select(run
            .join(feed, condition=feed.id == run.feed)
            .join(done, 'LEFT', condition=done.feed == run.feed)
            .select(
                run.feed, run.state, Min(run.id), Max(run.id), group_by=[run.feed, run.state],
                where=(feed.company == company.id)
                & ((done.last == Null) | (run.id > done.last)))))]
