"A run as Tryton has it, a group of payments: taken back before its file was sent."
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..exceptions import DebitError

_taken_back = {'invisible': ~Eval('taken_back', False)}


class Group(metaclass=PoolMeta):
    __name__ = 'account.payment.group'

    unseen = fields.Function(Monetary(
            "Not Seen at the Bank", currency='currency', digits='currency',
            help="What no row of the bank has brought of it, and has not come back."),
        'get_unseen')
    taken_back = fields.Boolean("Taken Back", readonly=True, states=_taken_back)
    taken_back_by = fields.Many2One(
        'res.user', "Taken Back By", readonly=True, ondelete='RESTRICT', states=_taken_back)
    taken_back_reason = fields.Char("Reason", readonly=True, states=_taken_back)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        hidden = Eval('taken_back', False) | (Eval('kind') != 'receivable')
        cls._buttons.update({
                'take_back': {
                    'invisible': hidden | Bool(Eval('payment_complete')),
                    'depends': ['taken_back', 'kind', 'payment_complete'],
                    },
                'choose_row': {
                    'invisible': hidden | ~Eval('unseen', 0),
                    'depends': ['taken_back', 'kind', 'unseen'],
                    },
                })

    @classmethod
    def default_taken_back(cls):
        return False

    @classmethod
    @ModelView.button_action('asso_members.wizard_debit_take_back')
    def take_back(cls, groups):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_debit_row')
    def choose_row(cls, groups):
        pass

    @classmethod
    def get_unseen(cls, groups, name):
        return {
            group.id: sum((p.amount for p in group.payments if p.unseen), Decimal(0))
            for group in groups}

    @classmethod
    @ModelView.button
    def succeed(cls, groups):
        "The money of members' bills has come, of all that is on its way: not of what came back."
        Payment = Pool().get('account.payment')
        collects = [group for group in groups if group.kind == 'receivable']
        super().succeed([group for group in groups if group not in collects])
        Payment.succeed([
                p for group in collects for p in group.payments if p.state == 'processing'])

    @classmethod
    def _refuse_taken_back(cls, groups):
        for group in groups:
            if group.taken_back:
                raise DebitError(gettext(
                        'asso_members.msg_debit_taken_back', run=group.rec_name))

    def get_sepa_template(self):
        "There is no file of a run that was taken back."
        self._refuse_taken_back([self])
        return super().get_sepa_template()

    def undo(self, reason):
        """Take the run back: its bills may be collected again; a second time does nothing.

        Raise DebitError if its file was sent, or some of its money has come or come back.
        """
        pool = Pool()
        pool.get('ir.model.access').check('account.payment', 'write')
        Message = pool.get('account.payment.sepa.message')
        Payment = pool.get('account.payment')
        user = Transaction().user
        association = pool.get('asso.association').of(self.company)
        with association.own_context():
            association.lock_books()
            group = self.__class__(self.id)
            if group.taken_back:
                return
            group._check_not_sent()
            payments = list(group.payments)
            Payment.fail(payments)
            # The bank has seen none of them: the first that it sees is still the first
            Payment.write(
                payments, {'return_reason': reason, 'sepa_mandate_sequence_type': None})
            Message.cancel(list(group.sepa_messages))
            self.__class__.write([group], {
                    'taken_back': True, 'taken_back_by': user, 'taken_back_reason': reason})

    def _check_not_sent(self):
        if any(message.state == 'done' for message in self.sepa_messages):
            raise DebitError(gettext('asso_members.msg_debit_sent', run=self.rec_name))
        if any(payment.state != 'processing' for payment in self.payments):
            raise DebitError(gettext('asso_members.msg_debit_come', run=self.rec_name))


class TakeBackStart(ModelView):
    __name__ = 'asso.debit.take_back.start'

    run = fields.Many2One('account.payment.group', "Run", readonly=True)
    count = fields.Integer("Number of Debits", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    reason = fields.Char("Reason", required=True)


class TakeBack(Wizard):
    __name__ = 'asso.debit.take_back'

    start = StateView(
        'asso.debit.take_back.start', 'asso_members.debit_take_back_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel', default=True),
            Button("Take Back", 'take_back', 'tryton-undo'),
            ])
    take_back = StateTransition()

    def default_start(self, names):
        return {
            'run': self.record.id,
            'count': self.record.payment_count,
            'total': self.record.payment_amount,
            'currency': self.record.currency.id,
            }

    def transition_take_back(self):
        self.record.undo(self.start.reason)
        return 'end'

    def end(self):
        return 'reload'
