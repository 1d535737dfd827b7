"""A month opened again: by whom, when, and why."""
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..exceptions import ClosingError
from ..feed.uncopied import Uncopied


class Reopening(Uncopied, ModelSQL, ModelView):
    "That a month was opened again: who created the record did it, then."
    __name__ = 'asso.closing.reopening'

    period = fields.Many2One(
        'account.period', "Month", required=True, readonly=True, ondelete='CASCADE')
    reason = fields.Text("Reason", required=True, readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]

    def get_rec_name(self, name):
        return self.period.rec_name


class Period(metaclass=PoolMeta):
    __name__ = 'account.period'

    reopenings = fields.One2Many(
        'asso.closing.reopening', 'period', "Reopened", readonly=True,
        states={'invisible': ~Bool(Eval('reopenings'))})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Tryton's own asks for no reason
        cls._buttons['reopen'] = {'invisible': True}
        cls._buttons['reopen_wizard'] = {
            'invisible': Eval('state') != 'closed', 'depends': ['state']}

    @classmethod
    def copy(cls, periods, default=None):
        return super().copy(periods, default={'reopenings': None, **(default or {})})

    @classmethod
    @ModelView.button_action('asso_members.wizard_closing_reopen')
    def reopen_wizard(cls, periods):
        pass

    @classmethod
    def open_again(cls, periods, reason):
        """Open the closed ones among the periods with all their journals, and note why.

        Raise ClosingError without a reason: those who come after must know it.
        """
        pool = Pool()
        reason = (reason or '').strip()
        if not reason:
            raise ClosingError(gettext('asso_members.msg_closing_reopen_reason'))
        closed = [period for period in periods if period.state == 'closed']
        cls.reopen(closed)
        Journal = pool.get('account.journal.period')
        Journal.reopen(Journal.search([
                    ('period', 'in', [period.id for period in closed]),
                    ('state', '=', 'closed')]))
        pool.get('asso.closing.reopening').create([{
                    'period': period.id, 'reason': reason} for period in closed])


class ReopenStart(ModelView):
    __name__ = 'asso.closing.reopen.start'

    reason = fields.Text(
        "Reason", required=True,
        help="It is kept with the month, your name and the day.")


class Reopen(Wizard):
    "Open closed months again, all their journals too."
    __name__ = 'asso.closing.reopen'

    start = StateView('asso.closing.reopen.start', 'asso_members.closing_reopen_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Reopen", 'reopen', 'tryton-ok', default=True),
            ])
    reopen = StateTransition()

    def transition_reopen(self):
        self.model.open_again(self.records, self.start.reason)
        return 'end'
