"""The French chart and the fiscal years of an association."""
from contextlib import contextmanager

from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..exceptions import SetupError

# Prefixes of a fiscal year's sequences. Their numbers must not collide with those of
# the association's own sequences (COT-, AV-) and of the portal.
SEQUENCES = {
    'out_invoice_sequence': 'F',
    'out_credit_note_sequence': 'FA',
    'in_invoice_sequence': 'A',
    'in_credit_note_sequence': 'AA',
    }


class CreateChart(metaclass=PoolMeta):
    __name__ = 'account.create_chart'

    def default_properties(self, fields):
        pool = Pool()
        ModelData = pool.get('ir.model.data')
        defaults = super().default_properties(fields)
        if (self.account.account_template.id
                == ModelData.get_id('account_fr.root')):
            defaults.update({
                    'account_receivable': self.get_account(
                        'asso_members.account_template_4112'),
                    # An association sells and buys services first
                    'category_account_revenue': self.get_account(
                        'account_fr.706'),
                    'category_account_expense': self.get_account(
                        'account_fr.604'),
                    })
        return defaults


class Account(metaclass=PoolMeta):
    __name__ = 'account.account'

    @classmethod
    def complete_french_chart(cls, company):
        """Create the French chart, or add to it what came with the module.

        Raise SetupError if the company has another chart.
        """
        pool = Pool()
        Template = pool.get('account.account.template')
        ModelData = pool.get('ir.model.data')
        root = Template(ModelData.get_id('account_fr.root'))
        charts = cls.search([
                ('company', '=', company.id),
                ('parent', '=', None),
                ])
        if not charts:
            cls._create_chart(company, root)
            return
        charts = [c for c in charts if c.template == root]
        if not charts:
            raise SetupError(gettext(
                    'asso_members.msg_setup_chart', company=company.rec_name))
        templates = {
            d.db_id for d in ModelData.search([
                    ('module', '=', 'asso_members'),
                    ('model', '=', Template.__name__),
                    ])}
        accounts = cls.search([
                ('company', '=', company.id),
                ('template', 'in', list(templates)),
                ])
        if templates - {a.template.id for a in accounts}:
            cls._update_chart(charts[0])

    @classmethod
    def _update_mptt(cls, field_names, list_ids, values=None):
        if not Transaction().context.get('_asso_tree_later'):
            super()._update_mptt(field_names, list_ids, values=values)

    @classmethod
    def _create_chart(cls, company, root):
        with _wizard('account.create_chart') as wizard:
            wizard.account.company = company
            wizard.account.account_template = root
            # To find their places in the tree one by one takes PostgreSQL a minute
            with Transaction().set_context(_asso_tree_later=True):
                wizard.transition_create_account()
            cls._rebuild_tree('parent', None, 0)
            for name, value in wizard.default_properties([]).items():
                setattr(wizard.properties, name, value)
            wizard.transition_create_properties()

    @classmethod
    def _update_chart(cls, chart):
        with _wizard('account.update_chart') as wizard:
            wizard.start.account = chart
            wizard.transition_update()


@contextmanager
def _wizard(name):
    "An instance of a standard wizard, whose transitions do the work"
    pool = Pool()
    Session = pool.get('ir.session.wizard')
    Wizard = pool.get(name, type='wizard')
    session, = Session.create([{}])
    yield Wizard(session.id)
    Session.delete([session])


class FiscalYear(metaclass=PoolMeta):
    __name__ = 'account.fiscalyear'

    @classmethod
    def create_missing(cls, company, first_day, last_day):
        """Create the fiscal years that are missing from first_day to last_day.

        A year has twelve months, monthly periods and sequences of its own; it is cut
        short where an existing year follows. Existing years are left as they are.
        Return the new ones.
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
        return fiscalyears

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


class RenewFiscalYear(metaclass=PoolMeta):
    __name__ = 'account.fiscalyear.renew'

    def create_fiscalyear(self):
        """Name the new year in its numbers, where the previous one is named in its own.

        Tryton copies the prefixes as they are, and the same numbers would come again.
        """
        Sequence = Pool().get('ir.sequence.strict')
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
        return fiscalyear
