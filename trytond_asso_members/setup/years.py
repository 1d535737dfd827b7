"""The fiscal years of an association."""
from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.modules.account.fiscalyear import month_delta
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..exceptions import SetupError
from .chart import wizard

# Prefixes of a fiscal year's sequences. Their numbers must not collide with those of
# the association's own sequences (COT-, AV-) and of the portal.
SEQUENCES = {
    'out_invoice_sequence': 'F',
    'out_credit_note_sequence': 'FA',
    'in_invoice_sequence': 'A',
    'in_credit_note_sequence': 'AA',
    }


class FiscalYear(metaclass=PoolMeta):
    __name__ = 'account.fiscalyear'

    @classmethod
    def create_missing(cls, company, first_day, last_day):
        """Create the fiscal years that are missing from first_day to last_day.

        A year has twelve months, monthly periods, a closing period and sequences of its
        own; it is cut short where an existing year follows. Existing years are left as
        they are. Return the new ones.
        """
        missing = []
        years = cls.search([
                ('company', '=', company.id),
                ('end_date', '>=', first_day),
                ], order=[('start_date', 'ASC')])
        day = first_day
        while day <= last_day:
            following = next((y for y in years if y.end_date >= day), None)
            if following and following.start_date <= day:
                day = following.end_date + relativedelta(days=1)
                continue
            end = day + relativedelta(years=1, days=-1)
            if following:
                end = min(end, following.start_date - relativedelta(days=1))
            missing.append((day, end))
            day = end + relativedelta(days=1)
        fiscalyears = []
        with Transaction().set_context(company=company.id):
            for start, end in missing:
                # One by one: Tryton checks all years that are created together in
                # one expression, which soon is too deep for SQLite.
                created = cls.create([
                        cls._missing_values(company, start, end)])
                cls.create_period(created)
                fiscalyears.extend(created)
            cls.add_closing_periods(fiscalyears)
        return fiscalyears

    @classmethod
    def add_closing_periods(cls, years):
        """Give each open year that has none an adjustment period on its last day.

        The entry that carries the result of a year to the balance sheet stands there,
        apart from the months: Tryton's wizards of the year's end and of the FEC ask for it.
        """
        Period = Pool().get('account.period')
        Period.create([{
                    'name': gettext('asso_members.msg_closing_period', year=year.name),
                    'fiscalyear': year.id,
                    'start_date': year.end_date,
                    'end_date': year.end_date,
                    'type': 'adjustment',
                    } for year in years
                if year.state == 'open' and not year.closing_period()])

    def closing_period(self):
        "The adjustment period at the end of the year, or None."
        return next((
                period for period in self.periods
                if period.type == 'adjustment' and period.end_date == self.end_date), None)

    @classmethod
    def add_next(cls, company):
        """Return the first year of the company that has not begun; add it if there is none.

        It follows the last year, has twelve months, and sequences and periods as that one.
        Raise SetupError if the company has no year at all.
        """
        # Whoever adds one at the same time waits, and then finds it
        cls.lock()
        with Transaction().set_context(company=company.id):
            years = cls.search([
                    ('company', '=', company.id)], order=[('start_date', 'ASC')])
            if not years:
                raise SetupError(gettext(
                        'asso_members.msg_fiscalyear_none', company=company.rec_name))
            today = Pool().get('ir.date').today()
            return next(
                (year for year in years if year.start_date > today), None
                ) or cls._follow(years[-1])

    @classmethod
    def _follow(cls, last):
        start = last.end_date + relativedelta(days=1)
        with wizard('account.fiscalyear.renew') as renew:
            renew.start.company = last.company
            renew.start.previous_fiscalyear = last
            renew.start.reset_sequences = True
            renew.start.start_date = start
            renew.start.end_date = start + relativedelta(years=1, days=-1)
            renew.start.name = _year(start, renew.start.end_date)
            return renew.create_fiscalyear()

    @classmethod
    def _missing_values(cls, company, start, end):
        name = _year(start, end)
        pool = Pool()
        InvoiceSequence = pool.get('account.fiscalyear.invoice_sequence')
        moves = cls._sequence(
            company, cls, 'move_sequence', f'{name}-',
            'account.sequence_type_account_move', name)
        invoices = {
            field: cls._sequence(
                company, InvoiceSequence, field, f'{prefix}{name}-',
                'account_invoice.sequence_type_account_invoice', name)
            for field, prefix in SEQUENCES.items()}
        return {
            'name': name,
            'company': company.id,
            'start_date': start,
            'end_date': end,
            'move_sequence': moves,
            'invoice_sequences': [
                ('create', [{'company': company.id, **invoices}])],
            }

    @classmethod
    def _sequence(cls, company, Model, field, prefix, type_, year):
        pool = Pool()
        ModelData = pool.get('ir.model.data')
        Sequence = pool.get('ir.sequence.strict')
        label = Model.fields_get([field])[field]['string']
        sequence, = Sequence.create([{
                    'name': f'{label} {year}',
                    'company': company.id,
                    'sequence_type': ModelData.get_id(type_),
                    'prefix': prefix,
                    'padding': 6,
                    }])
        return sequence.id

    def own_sequences(self):
        "The sequences that number what is booked in the year."
        return {self.move_sequence} | {
            getattr(sequences, field)
            for sequences in self.invoice_sequences for field in SEQUENCES}


def _year(start, end):
    "The year from start to end as the numbers of its documents name it."
    return str(start.year) if end.year == start.year else f'{start.year}-{end.year}'


def _months(year):
    return month_delta(year.end_date, year.start_date)


class RenewFiscalYear(metaclass=PoolMeta):
    __name__ = 'account.fiscalyear.renew'

    def fiscalyear_defaults(self):
        "A new year is open, even after one that is closed."
        return {**super().fiscalyear_defaults(), 'state': 'open'}

    def create_fiscalyear(self):
        """Name the new year in its numbers, where the previous one is named in its own.

        Tryton copies the prefixes as they are, and the same numbers would come again.
        The year of an association has its closing period too, and months even after a
        year of another length, whose number of periods Tryton would give it.
        """
        pool = Pool()
        Association = pool.get('asso.association')
        Period = pool.get('account.period')
        Sequence = pool.get('ir.sequence.strict')
        fiscalyear = super().create_fiscalyear()
        # As it is now: sequences were exchanged after it was read
        new = fiscalyear.__class__(fiscalyear.id)
        previous = self.start.previous_fiscalyear
        names = [_year(y.start_date, y.end_date) for y in (previous, new)]
        copies = [s for s in new.own_sequences() - previous.own_sequences() if s]
        for sequence in copies:
            for name in ['prefix', 'suffix']:
                setattr(sequence, name, (getattr(sequence, name) or '').replace(*names))
        Sequence.save(copies)
        if Association.search([('company', '=', new.company.id)]):
            if _months(new) != _months(previous):
                Period.delete(new.periods)
                new.create_period([new])
            new.add_closing_periods([new.__class__(new.id)])
        return fiscalyear
