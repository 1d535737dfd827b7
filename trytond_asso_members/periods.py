"""In which period a document may be booked."""
from bisect import bisect_right

from trytond.pool import Pool

from . import bulk
from .exceptions import Refusal


class Calendar:
    "The periods of a company, read once for a batch."

    def __init__(self, company):
        Period = Pool().get('account.period')
        self.company = company
        self.periods = Period.search([
                ('company', '=', company.id),
                ('type', '=', 'standard'),
                ], order=[('start_date', 'ASC'), ('id', 'ASC')])
        self._starts = [p.start_date for p in self.periods]
        self._journal_periods = {}
        self._places = {}

    def period(self, date):
        "Return the period of the date, whatever its state, or None."
        index = bisect_right(self._starts, date) - 1
        if index >= 0 and self.periods[index].end_date >= date:
            return self.periods[index]

    def place(self, date, journal, move=False):
        """Return the (date, period) at which a document of this date is booked.

        In a closed period it is refused or, with `move`, booked on the first
        day of the first open period after it.
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
                    'closed_journal', date=date, period=period.rec_name,
                    journal=journal.rec_name)
            raise Refusal('closed_period', date=date, period=period.rec_name)
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
        "Return {period: state of its journal-period}, those that there are."
        if journal not in self._journal_periods:
            JournalPeriod = Pool().get('account.journal.period')
            self._journal_periods[journal] = {
                jp.period.id: jp.state for jp in JournalPeriod.search([
                        ('journal', '=', journal),
                        ('period.company', '=', self.company.id),
                        ])}
        return self._journal_periods[journal]

    def ensure_journal_periods(self, pairs):
        "Make the journal-periods that the (journal, period) still lack."
        rows = list(dict.fromkeys(
                (journal, period) for journal, period in pairs
                if period not in self._states(journal)))
        bulk.insert('account.journal.period', [
                {'journal': j, 'period': p, 'state': 'open'} for j, p in rows])
        for journal, period in rows:
            self._states(journal)[period] = 'open'

    def in_closed_year(self, period_id):
        if not hasattr(self, '_closed'):
            self._closed = {
                p.id for p in self.periods if p.fiscalyear.state != 'open'}
        return period_id in self._closed
