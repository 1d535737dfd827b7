"""What persons decide in Tryton, which stands until they take it back.

A person who letters one of our payments with one bill allocates it to that bill; undoing
the lettering takes the allocation back.  Both are logged.  From then on neither the
portal nor the ledger allocates the payment, until it is given back.
"""
from collections import defaultdict
from contextlib import nullcontext
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from ..books.periods import Calendar
from ..exceptions import AllocationError
from .act import Act
from .fragments import Settlement
from .positions import Positions
from .sharing import overdrawn


class Reconciliation(metaclass=PoolMeta):
    __name__ = 'account.move.reconciliation'

    @classmethod
    def on_modification(cls, mode, reconciliations, field_names=None):
        super().on_modification(mode, reconciliations, field_names=field_names)
        if Transaction().context.get('_asso_feed'):
            return
        if mode == 'create':
            _lettered(reconciliations)
        elif mode == 'delete':
            _unlettered(reconciliations)


def _fragments(reconciliation):
    "Yield the lines of our payments in the lettering, each with its payment."
    Payment = Pool().get('asso.payment')
    for line in reconciliation.lines:
        origin = line.move.origin
        if isinstance(origin, Payment) and line.party:
            yield line, origin


def _lettered(reconciliations):
    Invoice = Pool().get('account.invoice')
    log, attached = [], []
    for reconciliation in reconciliations:
        fragments = list(_fragments(reconciliation))
        taken = _attached([line.id for line, _ in fragments])
        bills = {
            line.move.origin for line in reconciliation.lines
            if isinstance(line.move.origin, Invoice) and line.debit > 0}
        bill = bills.pop() if len(bills) == 1 else None
        for line, payment in fragments:
            if line.id in taken:
                continue
            # A delegated debt is not this party's bill
            own = bill if bill and bill.party == line.party else None
            if own and line.credit > 0:
                attached.append({'invoice': own.id, 'line': line.id})
            log.append((payment, own, line.credit - line.debit))
    reason = gettext('asso_members.msg_allocation_by_hand')
    with _own_context(log):
        bulk.insert('account.invoice-account.move.line', attached)
        _log(log, reason)


def _unlettered(reconciliations):
    log, detached = [], []
    for reconciliation in reconciliations:
        fragments = list(_fragments(reconciliation))
        taken = _attached([line.id for line, _ in fragments])
        for line, payment in fragments:
            row, bill = taken.get(line.id, (None, None))
            if row:
                detached.append(row)
            log.append((payment, bill, line.debit - line.credit))
    reason = gettext('asso_members.msg_allocation_taken_back')
    with _own_context(log):
        bulk.delete('account.invoice-account.move.line', detached)
        _log(log, reason)


def _own_context(rows):
    "A person need only be allowed to letter: what follows is written without asking for rights."
    if not rows:
        return nullcontext()
    payment, *_ = rows[0]
    return Pool().get('asso.association').of(payment.company).own_context()


def _attached(lines):
    "Return {line: (id of the payment line, invoice)}."
    Invoice = Pool().get('account.invoice')
    table = Pool().get('account.invoice-account.move.line').__table__()
    return {
        line: (id_, Invoice(invoice))
        for line, id_, invoice in bulk.select_among(
            lambda where: table.select(
                table.line, table.id, table.invoice, where=where),
            table.line, lines)}


def _log(rows, reason):
    "Log what a person did; from now on the payments are for persons to allocate."
    totals = defaultdict(Decimal)
    for payment, bill, amount in rows:
        totals[payment, bill] += amount
    bulk.insert('asso.allocation', [{
                'payment': payment.id,
                'bill': bill.id if bill else None,
                'repayment': None,
                'amount': amount,
                'decided_by': 'person',
                'reason': reason,
                'run': None,
                } for (payment, bill), amount in totals.items() if amount])
    bulk.update(
        'asso.payment', {p.id for p, _ in totals}, decided_by='person')


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
                    'invisible': Eval('decided_by') != 'person',
                    'depends': ['decided_by'],
                    },
                })

    @classmethod
    @ModelView.button_action('asso_members.wizard_payment_allocate')
    def allocate(cls, payments):
        pass

    @classmethod
    @ModelView.button
    def give_back(cls, payments):
        """Let the portal, or else the ledger, decide again.

        The portal's allocations come with the next run: the payment's digest is
        forgotten, so the bridge sends it again.
        """
        Binding = Pool().get('asso.binding')
        cls.write(payments, {'decided_by': 'ledger'})
        bindings = Binding.search([
                ('record', 'in', [str(p) for p in payments]),
                ])
        Binding.write(bindings, {'digest': None})

    def allocate_by_hand(self, wish, reason):
        """Allocate the payment to these bills, {('bill', id): amount}, and to no other.

        Raise AllocationError when an amount is negative, when they exceed what the
        payment or a bill has left, or when a lettering in a closed year would be undone.
        """
        association = Pool().get('asso.association').of(self.company)
        act = Act(association, association.lock_books())
        positions = Positions(act, [self.party.id])
        payment = positions.payments[self.id]
        wishes = {
            p.id: dict(p.given) for p in positions.payments.values()}
        kept = {
            t: a for t, a in payment.given.items() if t[0] == 'repayment'}
        wishes[self.id] = {**kept, **wish}
        if (any(amount < 0 for amount in wish.values())
                or sum(wishes[self.id].values()) > payment.amount - payment.pinned
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
            Settlement(
                act, positions, {self.id: wishes[self.id]}, reason).run()
        self.__class__.write([self], {'decided_by': 'person'})


class Allocate(Wizard):
    "Say to which bills a payment goes."
    __name__ = 'asso.payment.allocate'

    start = StateView(
        'asso.payment.allocate.start',
        'asso_members.payment_allocate_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Allocate", 'allocate', 'tryton-ok', default=True),
            ])
    allocate = StateTransition()

    def default_start(self, names):
        payment = self.record
        association = Pool().get('asso.association').of(payment.company)
        act = Act(association, Calendar(payment.company))
        positions = Positions(act, [payment.party.id])
        current = positions.payments[payment.id].given
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
            if due > 0 and bill.total > 0:
                lines.append({
                        'bill': bill.id, 'date': bill.date, 'due': due,
                        'amount': given, 'currency': payment.currency.id})
        return {
            'payment': payment.id,
            'currency': payment.currency.id,
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
    lines = fields.One2Many(
        'asso.payment.allocate.line', None, "Bills")
    reason = fields.Char("Reason", required=True)


class AllocateLine(ModelView):
    __name__ = 'asso.payment.allocate.line'

    bill = fields.Many2One('account.invoice', "Bill", readonly=True)
    date = fields.Date("Date", readonly=True)
    due = Monetary(
        "To Pay", currency='currency', digits='currency', readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency')
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
