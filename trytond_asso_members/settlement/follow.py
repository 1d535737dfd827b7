"""What persons do with Tryton's own tools is followed: the log says what the lines say.

A person who letters one of our payments with one bill allocates it to that bill; undoing
the lettering takes the allocation back.  A payment whose lines a person has lettered,
attached or taken off is for persons to allocate, until it is given back, or until they
undo what they did and it gives again what it gave before.  A line that a payment has left
behind, as it was deleted, cut or is another member's by now, pays no bill.  A payment line that
Tryton itself takes off, as its bill is paid or cancelled otherwise, is logged, and nobody has
decided about the payment.
"""
from collections import defaultdict
from decimal import Decimal

from sql import Null
from sql.aggregate import Sum
from sql.conditionals import Case
from trytond.i18n import gettext
from trytond.model import ModelView, dualmethod
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import AllocationError
from .decisions import follow, own_context


def _is_person():
    return not Transaction().context.get('_asso_feed')


class Reconciliation(metaclass=PoolMeta):
    __name__ = 'account.move.reconciliation'

    @classmethod
    def on_modification(cls, mode, reconciliations, field_names=None):
        super().on_modification(mode, reconciliations, field_names=field_names)
        if mode == 'create' and _is_person():
            _lettered(reconciliations)

    @classmethod
    def on_delete(cls, reconciliations):
        callbacks = super().on_delete(reconciliations)
        if _is_person():
            payments = _unlettered(reconciliations)
            reason = gettext('asso_members.msg_allocation_taken_back')
            callbacks.append(lambda: follow(payments, reason, undone=True))
        return callbacks


class PaymentLine(metaclass=PoolMeta):
    __name__ = 'account.invoice-account.move.line'

    @classmethod
    def on_modification(cls, mode, records, field_names=None):
        super().on_modification(mode, records, field_names=field_names)
        if mode in {'create', 'write'} and _is_person():
            lines = [r.line for r in records]
            _check_there(lines)
            _note_others(lines)
            follow(
                _payments(lines),
                gettext('asso_members.msg_allocation_attached'))

    @classmethod
    def on_delete(cls, records):
        callbacks = super().on_delete(records)
        if _is_person():
            payments = _payments(r.line for r in records)
            by_tryton = Transaction().context.get('_asso_cleaned')
            reason = gettext(
                'asso_members.msg_allocation_settled_otherwise' if by_tryton
                else 'asso_members.msg_allocation_taken_off')
            callbacks.append(
                lambda: follow(payments, reason, decided=not by_tryton, undone=True))
        return callbacks


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def _clean_payments(cls, invoices):
        "Tell what Tryton takes off, as the bill is settled otherwise, from what persons do."
        with Transaction().set_context(_asso_cleaned=True):
            super()._clean_payments(invoices)


class Move(metaclass=PoolMeta):
    __name__ = 'account.move'

    @dualmethod
    @ModelView.button
    def post(cls, moves):
        "Lines of a payment or note that were rescheduled are its own once their move is posted."
        super().post(moves)
        if _is_person():
            follow(
                _payments(line for move in moves for line in move.lines),
                gettext('asso_members.msg_allocation_by_hand'), undone=True)


def _payments(lines):
    "The ids of the payments and credit notes whose lines are among these, or that they cancel."
    pool = Pool()
    Payment, Invoice = pool.get('asso.payment'), pool.get('account.invoice')
    origins = {_origin(line) for line in lines if line.party}
    payments = {o.id for o in origins if isinstance(o, Payment)}
    invoices = [o.id for o in origins if isinstance(o, Invoice)]
    if invoices:
        table = Payment.__table__()
        payments.update(id_ for id_, in bulk.select_among(
                lambda where: table.select(table.id, where=where),
                table.credit_note, invoices))
    return payments


def _check_there(lines):
    """Raise AllocationError for lines whose payment is deleted, waits on suspense or was moved.

    The bills of a party may get no more of a payment than its own moves leave with that party.
    """
    Payment = Pool().get('asso.payment')
    payments = Payment.browse(list(_payments(lines)))
    above = _above(payments)
    left = [p for p in payments if p.state != 'booked' or p.id in above]
    if left:
        raise AllocationError(gettext(
                'asso_members.msg_allocation_left', payment=left[0].rec_name))


def _note_others(lines):
    "Note which payments were delegated in part to other members, whose bills they then pay."
    others = {payment.id for payment, _ in _elsewhere(lines)}
    with own_context(others):
        bulk.update('asso.payment', others, pays_others=True)


def _elsewhere(lines):
    "Return {(payment, party)} of the lines that stand with another party than their payment."
    Payment = Pool().get('asso.payment')
    return {
        (line.move.origin, line.party) for line in lines
        if isinstance(line.move.origin, Payment) and line.party
        and line.party != line.move.origin.party}


def _above(payments):
    "The payments (ids) that give bills of a party more than their moves leave with that party."
    pool = Pool()
    move = pool.get('account.move').__table__()
    line = pool.get('account.move.line').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    amount = line.credit - line.debit
    rows = bulk.select_among(
        lambda where: move
        .join(line, condition=line.move == move.id)
        .join(attached, 'LEFT', condition=attached.line == line.id)
        .select(
            move.origin, Sum(amount), Sum(Case((attached.line != Null, amount), else_=0)),
            where=where & (line.party != Null), group_by=[move.origin, line.party]),
        move.origin, {str(payment) for payment in payments})
    return {
        bulk.referred(origin) for origin, there, given in rows
        if bulk.money(given) > max(bulk.money(there), 0)}


def _origin(line):
    "What the line is of; of a move that cancels another, what that one was of."
    Move = Pool().get('account.move')
    origin = line.move.origin
    while isinstance(origin, Move):
        origin = origin.origin
    return origin


def _lettered(reconciliations):
    "Attach what was lettered with one bill to it, and take off what was lettered elsewhere."
    payments, attached, detached = set(), [], []
    for reconciliation in reconciliations:
        fragments = _fragments(reconciliation)
        payments |= _payments(reconciliation.lines)
        bills = _bills(reconciliation)
        taken = _attached([line.id for line in fragments])
        elsewhere = {
            line: row for line, (row, bill) in taken.items() if bill not in bills}
        detached += elsewhere.values()
        debts = [bill for bill, amount in bills.items() if amount > 0]
        # A delegated debt is not this party's bill
        new = [
            line for line in fragments
            if line.credit > 0 and (line.id not in taken or line.id in elsewhere)
            and len(debts) == 1 and debts[0].party == line.party]
        if new and sum(line.credit for line in fragments) <= bills[debts[0]]:
            attached += [
                {'invoice': debts[0].id, 'line': line.id} for line in new]
    with own_context(payments):
        bulk.delete('account.invoice-account.move.line', detached)
        bulk.insert('account.invoice-account.move.line', attached)
    follow(payments, gettext('asso_members.msg_allocation_by_hand'))


def _unlettered(reconciliations):
    "Take the lines of our payments off their bills; return the ids of the payments."
    fragments = [line for r in reconciliations for line in _fragments(r)]
    payments = _payments(line for r in reconciliations for line in r.lines)
    with own_context(payments):
        bulk.delete('account.invoice-account.move.line', [
                row for row, _ in _attached([line.id for line in fragments]).values()])
    return payments


def _fragments(reconciliation):
    """The lines of booked payments in the lettering, but for those delegated to another party.

    What pays the bill of another member is one of them.
    """
    Payment = Pool().get('asso.payment')
    lines = [
        line for line in reconciliation.lines
        if isinstance(line.move.origin, Payment) and line.party
        and line.move.origin.state == 'booked']
    abroad = _attached([
            line.id for line in lines if line.party != line.move.origin.party])
    return [
        line for line in lines
        if line.party == line.move.origin.party or line.id in abroad]


def _bills(reconciliation):
    "Return {bill: what of it is in the lettering}."
    Invoice = Pool().get('account.invoice')
    bills = defaultdict(Decimal)
    for line in reconciliation.lines:
        if isinstance(line.move.origin, Invoice):
            bills[line.move.origin] += line.debit - line.credit
    return bills


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
