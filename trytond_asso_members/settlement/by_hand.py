"""What persons decide on the form of a payment, which stands until they give it back."""
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..books.periods import Calendar
from ..exceptions import AllocationError
from . import decisions
from .act import Act
from .fragments import Settlement
from .positions import Positions
from .sharing import overdrawn


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'allocate': {
                    'invisible': (Eval('state') != 'booked')
                    | (Eval('amount', 0) < 0),
                    'depends': ['state', 'amount'],
                    },
                'give_back': {
                    'invisible': (
                        (Eval('decided_by') != 'person') & ~Eval('member_by_person')),
                    'depends': ['decided_by', 'member_by_person'],
                    },
                })

    @classmethod
    @ModelView.button_action('asso_members.wizard_payment_allocate')
    def allocate(cls, payments):
        pass

    @classmethod
    @ModelView.button
    def give_back(cls, payments):
        "Let the portal, or else the ledger, decide again; the next run brings what they say."
        decisions.give_back(payments)

    def allocate_by_hand(self, wish, reason):
        """Allocate the payment to these bills, {('bill', id): amount}, and to no other.

        Raise AllocationError when an amount is negative, when they exceed what the
        payment or a bill has left, or when a lettering in a closed year would be undone.
        """
        association = Pool().get('asso.association').of(self.company)
        act = Act(association, association.lock_books())
        positions = Positions.of(act, [self.party.id])
        payment = positions.payments[self.id]
        wishes = {
            p.id: dict(p.given) for p in positions.payments.values()}
        kept = {
            t: a for t, a in payment.given.items() if t[0] == 'repayment'}
        wishes[self.id] = {**kept, **wish}
        if (any(amount < 0 for amount in wish.values())
                or sum(wishes[self.id].values()) > payment.available
                or overdrawn(positions, wishes)):
            raise AllocationError(gettext(
                    'asso_members.msg_allocation_amounts', amount=self.amount))
        for fragment in payment.fragments:
            target = ('bill', fragment.bill)
            if (fragment.bill and fragment.reconciliation
                    and wish.get(target, 0) < payment.given[target]
                    and positions.in_closed_year(fragment.reconciliation)):
                raise AllocationError(gettext(
                        'asso_members.msg_allocation_closed'))
        payment.decided_by = 'person'
        with association.own_context():
            decisions.decide([self.id])
            Settlement(
                act, positions, {self.id: wishes[self.id]}, reason).run()


class Allocate(Wizard):
    "Say to which bills a payment goes."
    __name__ = 'asso.payment.allocate'

    start = StateView(
        'asso.payment.allocate.start',
        'asso_members.payment_allocate_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Allocate", 'allocate', 'tryton-ok', default=True, states={
                    'readonly': Eval('left', 0) < 0}),
            ])
    allocate = StateTransition()

    def default_start(self, names):
        payment = self.record
        association = Pool().get('asso.association').of(payment.company)
        act = Act(association, Calendar(payment.company))
        positions = Positions.of(act, [payment.party.id])
        position = positions.payments[payment.id]
        current = position.given
        covered = defaultdict(Decimal)
        for other in positions.payments.values():
            for (kind, id_), amount in other.given.items():
                if kind == 'bill' and other.id != payment.id:
                    covered[id_] += amount
        lines = []
        for bill in sorted(
                positions.bills.values(), key=lambda b: (b.date, b.order)):
            due = positions.capacity(bill) - covered[bill.id]
            given = current.get(('bill', bill.id), Decimal(0))
            ours = bill.party == payment.party.id or given
            if ours and due > 0 and bill.total > 0:
                lines.append({
                        'bill': bill.id, 'date': bill.date, 'due': due,
                        'amount': given, 'currency': payment.currency.id})
        return {
            'payment': payment.id,
            'currency': payment.currency.id,
            'available': position.available - sum(
                amount for (kind, _), amount in current.items() if kind == 'repayment'),
            'lines': lines,
            }

    def transition_allocate(self):
        payment = self.record
        wish = {
            ('bill', line.bill.id): line.amount
            for line in self.start.lines if line.amount}
        payment.allocate_by_hand(wish, self.start.reason)
        return 'end'


class AllocateStart(ModelView):
    __name__ = 'asso.payment.allocate.start'

    payment = fields.Many2One('asso.payment', "Payment", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    available = Monetary(
        "To Allocate", currency='currency', digits='currency', readonly=True)
    left = Monetary(
        "Left to Allocate", currency='currency', digits='currency', readonly=True)
    lines = fields.One2Many(
        'asso.payment.allocate.line', None, "Bills")
    reason = fields.Char("Reason", required=True)

    @fields.depends('available', 'lines')
    def on_change_with_left(self):
        "Below zero, the payment does not have so much."
        given = sum((line.amount or Decimal(0) for line in self.lines or []), Decimal(0))
        return (self.available or Decimal(0)) - given


class AllocateLine(ModelView):
    __name__ = 'asso.payment.allocate.line'

    bill = fields.Many2One('account.invoice', "Bill", readonly=True)
    date = fields.Date("Date", readonly=True)
    due = Monetary(
        "To Pay", currency='currency', digits='currency', readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency')
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
