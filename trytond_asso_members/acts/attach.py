"""A payment given to another member, or to its member if it had none."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from ..exceptions import ActError
from ..settlement import decisions
from ..settlement.booking import OwnBooking
from ..settlement.settle import settle
from . import proposed
from .acting import acting
from .log import log
from .subject import begun_with, company_of


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'attach': {
                    'invisible': (Eval('state') == 'deleted') | (Eval('kind') != 'payment'),
                    'depends': ['state', 'kind'],
                    },
                })

    @classmethod
    @ModelView.button_action('asso_members.wizard_act_attach')
    def attach(cls, payments):
        pass


def attach(payment, party, reason):
    """Give the payment (record) to the party (id), whose oldest bills it pays.

    So it stays, whatever the portal says, until it is given back to the portal.  Raise
    ActError if it is the party's already, or is lettered in a closed year.
    """
    company = payment.company
    with acting(company) as act:
        before = payment.party
        if payment.state == 'deleted' or payment.kind != 'payment' or (
                before and before.id == party):
            raise ActError(gettext('asso_members.msg_act_attached', payment=payment.rec_name))
        act.place(Pool().get('ir.date').today(), act.association.journal_suspense, move=False)
        give(act, payment, party)
        log(
            company, 'moved' if before else 'attached', party, payment.amount, payment.date,
            reason, payment=payment.id, before=before.id if before else None)


def give(act, payment, party):
    """Give the payment to the party (id), or to none, by a person's decision.

    A fee that it called as it came is taken back, for good: it was the fee of a new member
    who has paid nothing.
    """
    fee = payment.called_fee
    # What its payer named, or called as it came, is of the member whose it was
    values = {'named_bill': None, 'called_fee': None, 'member_by_person': True}
    if payment.decided_by != 'ledger':
        values['decided_by'] = 'ledger'
        values['decided_before'] = payment.decided_before or payment.decided_by
    bulk.update('asso.payment', [payment.id], **values)
    payment = payment.__class__(payment.id)
    act.bookings.append(OwnBooking(
        None, payment.id, party, None, {'named_bill': None}, was=payment,
        amount=payment.amount, label=payment.label))
    settle(act)
    if fee:
        act.association.take_fees_back(act, [fee])


def take_back(act, done):
    """Give the payment back to the member who had it before; the portal may then say otherwise.

    Nothing happens to one that the portal has deleted, or whose member it has named again.
    Raise ActError if a person has moved it since.
    """
    payment = done.payment
    others = done.__class__.search([
            ('payment', '=', payment.id), ('kind', 'in', ['attached', 'moved', 'given_back']),
            ('undone', '=', False), ('id', '!=', done.id)], order=[('id', 'ASC')])
    if payment.state == 'deleted':
        return
    if payment.party != done.party:
        if any(o.id > done.id and o.kind != 'given_back' for o in others):
            raise ActError(gettext('asso_members.msg_act_moved_since', payment=payment.rec_name))
        return  # it was given back, and the portal has named its member
    act.place(done.create_date.date(), act.association.journal_suspense, move=False)
    give(act, payment, done.before.id if done.before else None)
    earlier = [o for o in others if o.id < done.id]
    # Whose it was before was a person's decision too, which stands, unless it was given back
    if not earlier or earlier[-1].kind == 'given_back':
        decisions.give_back([payment.__class__(payment.id)])


def _shown(payment):
    "The values of the form of a payment, and of who may have paid it."
    proposals = proposed.members(payment)
    return {
        'currency': payment.currency.id, 'amount': payment.amount, 'label': payment.label,
        'before': payment.party.id if payment.party else None,
        'party': next((p['party'] for p in proposals), None), 'proposals': proposals}


class Attach(Wizard):
    "Say whose a payment is."
    __name__ = 'asso.act.attach'
    start = StateView('asso.act.attach.start', 'asso_members.act_attach_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Attach", 'attach', 'tryton-ok', default=True),
            ])
    attach = StateTransition()

    def default_start(self, names):
        "Of the payment from which it began, or of the oldest that waits."
        records = begun_with(self)
        company = company_of(records)
        payments = records or Pool().get('asso.payment').search([
                ('company', '=', company.id), ('state', '=', 'unmatched')],
            order=[('date', 'ASC'), ('id', 'ASC')], limit=1)
        values = {'company': company.id, 'chosen': bool(records)}
        if payments:
            values |= {'payment': payments[0].id, **_shown(payments[0])}
        return values

    def transition_attach(self):
        start = self.start
        attach(start.payment, start.party.id, start.reason or None)
        return 'end'

    def end(self):
        return 'reload'


class AttachStart(ModelView):
    __name__ = 'asso.act.attach.start'

    chosen = fields.Boolean("Chosen before", readonly=True)
    payment = fields.Many2One(
        'asso.payment', "Payment", required=True, states={'readonly': Eval('chosen', False)},
        domain=[
            ('company', '=', Eval('company', -1)),
            If(Eval('chosen', False), (), ('state', '=', 'unmatched'))])
    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency', readonly=True)
    label = fields.Char("Label", readonly=True)
    before = fields.Many2One(
        'party.party', "So Far", readonly=True, states={'invisible': ~Eval('before')},
        context={'company': Eval('company', -1)}, depends={'company'})
    party = fields.Many2One(
        'party.party', "Member", required=True, domain=[('members', '!=', None)],
        context={'company': Eval('company', -1)}, depends={'company'})
    proposals = fields.One2Many(
        'asso.act.proposal', None, "Proposals", readonly=True,
        states={'invisible': ~Eval('proposals')})
    reason = fields.Char(
        "Reason", states={'required': Eval('before', -1) >= 0})

    @fields.depends('payment', 'proposals')
    def on_change_payment(self):
        if self.payment:
            Pool().get('asso.association').check_reader(self.payment.company)
        shown = {'amount': None, 'label': None, 'before': None, 'party': None, 'proposals': []}
        if self.payment:
            shown = _shown(self.payment)
        for name, value in shown.items():
            setattr(self, name, value)
