"""A run taken back: its bills are credited in full, and the next run bills their periods again."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from ..exceptions import Guilty, Refusal, SubscriptionError
from ..feed.quarantine import reason as in_words
from ..settlement.act import Act
from ..settlement.positions import Positions
from ..settlement.reversed_bills import may_be_reversed, reverse, withdraw_notes
from ..settlement.settle import settle
from ..settlement.withdraw import withdraw
from . import given_back

_taken_back = {'invisible': ~Eval('taken_back', False)}


class Billing(metaclass=PoolMeta):
    __name__ = 'asso.billing'

    taken_back = fields.Boolean("Taken Back", readonly=True, states=_taken_back)
    taken_back_by = fields.Many2One(
        'res.user', "Taken Back By", readonly=True, ondelete='RESTRICT', states=_taken_back)
    taken_back_reason = fields.Char("Reason", readonly=True, states=_taken_back)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
            'take_back': {'invisible': Eval('taken_back', False), 'depends': ['taken_back']},
            })

    @classmethod
    @ModelView.button_action('asso_members.wizard_billing_take_back')
    def take_back(cls, billings):
        pass

    def undo(self, reason):
        """Credit the bills of the run in full and delete its drafts; a second time does nothing.

        What paid the bills is free again.  Raise SubscriptionError if a later run stands, which
        is to be taken back first, or if a bill is lettered by hand or in a closed year.
        """
        Pool().get('ir.model.access').check('asso.billing', 'create')
        user = Transaction().user
        association = Pool().get('asso.association').of(self.company)
        with association.own_context():
            act = Act(association, association.lock_books())
            billing = self.__class__(self.id)
            if not billing.taken_back:
                billing._check_last()
                try:
                    billing._undo(act)
                except (Guilty, Refusal) as error:
                    raise SubscriptionError(gettext(
                            'asso_members.msg_billing_kept', reason=_why(error))) from error
                bulk.update(
                    'asso.billing', [self.id], taken_back=True, taken_back_by=user,
                    taken_back_reason=reason[:255])

    def _check_last(self):
        if later := self.search([
                    ('company', '=', self.company.id),
                    ('taken_back', '=', False),
                    ('id', '>', self.id),
                    ], order=[('id', 'DESC')], limit=1):
            raise SubscriptionError(gettext(
                    'asso_members.msg_billing_later', billing=later[0].rec_name))

    def _undo(self, act):
        Invoice = Pool().get('account.invoice')
        bills, periods = self.bills, list(self.periods)
        drafts = [bill for bill in bills if bill.state == 'draft']
        posted = [bill for bill in bills if bill.state != 'draft']
        withdraw(act, _notes(posted), to_suspense=False)
        withdraw_notes(act, [bill.id for bill in posted])
        positions = Positions.of(act, {bill.party.id for bill in posted})
        standing = []
        for bill in posted:
            if bill.bill_kind == 'credit_note' or bill.state == 'cancelled':
                continue
            position = positions.bills.get(bill.id)
            if not position or not may_be_reversed(positions, position):
                raise SubscriptionError(gettext(
                        'asso_members.msg_billing_lettered', bill=bill.rec_name))
            standing.append(position)
        reverse(act, positions, standing)
        given_back.give_back(periods)
        Invoice.delete(drafts)
        settle(act)


def _notes(invoices):
    "The ids of the credit notes that still stand of these invoices."
    return [note.id for note in Pool().get('asso.payment').search([
                ('credit_note', 'in', [invoice.id for invoice in invoices]),
                ('state', '=', 'booked'),
                ])]


def _why(error):
    refusal = next(iter(error.refusals.values())) if isinstance(error, Guilty) else error
    return in_words(refusal)


class TakeBackStart(ModelView):
    __name__ = 'asso.billing.take_back.start'

    billing = fields.Many2One('asso.billing', "Run", readonly=True)
    count = fields.Integer("Number of Bills", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    reason = fields.Char("Reason", required=True)


class TakeBack(Wizard):
    __name__ = 'asso.billing.take_back'

    start = StateView(
        'asso.billing.take_back.start', 'asso_members.billing_take_back_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel', default=True),
            Button("Take Back", 'take_back', 'tryton-undo'),
            ])
    take_back = StateTransition()

    def default_start(self, names):
        return {
            'billing': self.record.id,
            'count': self.record.count,
            'total': self.record.total,
            'currency': self.record.currency.id,
            }

    def transition_take_back(self):
        self.record.undo(self.start.reason)
        return 'end'

    def end(self):
        return 'reload'
