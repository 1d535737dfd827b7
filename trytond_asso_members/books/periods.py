"""In which period a document may be booked."""
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk
from ..exceptions import Refusal


@dataclass(frozen=True)
class Period:
    "A row of account.period; `sequence` is the id of the sequence that numbers its moves."
    id: int
    name: str
    start_date: object
    end_date: object
    state: str
    sequence: int | None
    year_state: str


class Calendar:
    "The periods of a company, read once for a batch."

    def __init__(self, company):
        self.company = company
        self.periods = _periods(company)
        self._starts = [p.start_date for p in self.periods]
        self._journal_periods = None
        self._places = {}

    def forget(self):
        "Read the journal-periods again: those just made may have been rolled back."
        self._journal_periods = None
        self._places.clear()

    def period(self, date):
        "Return the period of the date, whatever its state, or None."
        index = bisect_right(self._starts, date) - 1
        if index >= 0 and self.periods[index].end_date >= date:
            return self.periods[index]

    def place(self, date, journal, move=False):
        """Return the date on which a document of this date is booked, and the period.

        If the period is closed, or the journal in it, raise a Refusal or, with `move`,
        take the first day of the next open period.
        """
        key = (date, journal.id, move)
        if key not in self._places:
            self._places[key] = self._place(date, journal, move)
        return self._places[key]

    def _place(self, date, journal, move):
        period = self.period(date)
        if not period:
            raise Refusal('no_period', date=date)
        if self._is_open(period, journal):
            return date, period
        if not move:
            if period.state == 'open':
                raise Refusal(
                    'closed_journal', date=date, period=period.name,
                    journal=journal.rec_name)
            raise Refusal('closed_period', date=date, period=period.name)
        for later in self.periods:
            if later.start_date > date and self._is_open(later, journal):
                return later.start_date, later
        raise Refusal('no_open_period', date=date)

    def _is_open(self, period, journal):
        return period.state == 'open' and not self.is_closed(period, journal.id)

    def is_closed(self, period, journal):
        "Whether the period is closed for the journal (an id) in particular."
        return self._states(journal).get(period.id) == 'closed'

    def _states(self, journal):
        "Return {period: state}, of the journal-periods that exist."
        if self._journal_periods is None:
            self._journal_periods = _journal_period_states(p.id for p in self.periods)
        return self._journal_periods[journal]

    def ensure_journal_periods(self, pairs):
        "Make the journal-periods that are missing for the (journal, period) ids."
        missing = list(dict.fromkeys(
                (journal, period) for journal, period in pairs
                if period not in self._states(journal)))
        if not missing:
            return
        bulk.insert_missing('account.journal.period', [
                {'journal': journal, 'period': period, 'state': 'open'}
                for journal, period in missing])
        for journal, period in missing:
            self._states(journal)[period] = 'open'

    def in_closed_year(self, period_id):
        "Whether the fiscal year of the period (an id) is closed."
        return period_id in self._in_closed_years

    @cached_property
    def _in_closed_years(self):
        return {period.id for period in self.periods if period.year_state != 'open'}


def _journal_period_states(periods):
    "Return {journal: {period: state}}."
    table = Pool().get('account.journal.period').__table__()
    states = defaultdict(dict)
    for journal, period, state in bulk.select_among(
            lambda where: table.select(
                table.journal, table.period, table.state, where=where),
            table.period, periods):
        states[journal][period] = state
    return states


def _periods(company):
    pool = Pool()
    period = pool.get('account.period').__table__()
    year = pool.get('account.fiscalyear').__table__()
    rows = bulk.select(period
        .join(year, condition=period.fiscalyear == year.id)
        .select(
            period.id, period.name, period.start_date, period.end_date,
            period.state, Coalesce(period.move_sequence, year.move_sequence),
            year.state,
            where=(year.company == company.id) & (period.type == 'standard'),
            order_by=[period.start_date, period.id]))
    return [
        Period(id_, name, bulk.date(start), bulk.date(end), *others)
        for id_, name, start, end, *others in rows]
