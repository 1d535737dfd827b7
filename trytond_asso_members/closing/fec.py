"""The file of a year's entries for the tax authority, downloaded by one click."""
from trytond.pool import Pool, PoolMeta
from trytond.report import Report
from trytond.transaction import Transaction
from trytond.wizard import Button, StateReport, StateView, Wizard


class FEC(Wizard):
    "What Tryton's own wizard makes, at once and not in a second form."
    __name__ = 'asso.closing.fec'

    start = StateView('account.fr.fec.start', 'account_fr.fec_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Generate", 'download', 'tryton-ok', default=True),
            ])
    download = StateReport('asso.fec')

    def do_download(self, action):
        period = self.start.deferral_period
        return action, {
            'year': self.start.fiscalyear.id, 'type': self.start.type,
            'period': period.id if period else None}


class FECStart(metaclass=PoolMeta):
    "The rest follows from the year: see setup/year_end.py."
    __name__ = 'account.fr.fec.start'

    @classmethod
    def default_fiscalyear(cls):
        "The last year that is over."
        pool = Pool()
        years = pool.get('account.fiscalyear').search([
                ('company', '=', Transaction().context.get('company')),
                ('end_date', '<', pool.get('ir.date').today()),
                ], order=[('end_date', 'DESC')], limit=1)
        return years[0].id if years else None

    @classmethod
    def default_deferral_period(cls):
        year = cls.default_fiscalyear()
        period = year and Pool().get('account.fiscalyear')(year).closing_period()
        return period.id if period else None


class FECFile(Report):
    __name__ = 'asso.fec'

    @classmethod
    def execute(cls, ids, data):
        "The file as Tryton's wizard makes it, named as the law says."
        pool = Pool()
        action, = pool.get('ir.action.report').search([('report_name', '=', cls.__name__)])
        cls.check_access(action, None, [])
        Maker = pool.get('account.fr.fec', type='wizard')
        session, _, _ = Maker.create()
        wizard = Maker(session)
        wizard.start.fiscalyear = data['year']
        wizard.start.type, wizard.start.deferral_period = data['type'], data['period']
        wizard.transition_generate()
        content = wizard.result.file
        Maker.delete(session)
        year = pool.get('account.fiscalyear')(data['year'])
        siren = year.company.party.siren
        name = f'{siren.code_compact if siren else ""}FEC{year.end_date:%Y%m%d}'
        return 'txt', content, False, name
