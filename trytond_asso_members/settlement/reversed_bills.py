"""Bills credited in full: the portal has deleted them, or a run that made them is taken back."""
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills import credit_notes
from .fragments import Settlement
from .withdraw import cancelled_moves, withdraw


def withdraw_notes(act, bills):
    """Take back the credit notes that persons made on the bills (ids), to be credited in full.

    Positions are to be read afterwards.
    """
    notes = Pool().get('asso.payment').search([
            ('named_bill', 'in', list(bills)), ('kind', '=', 'credit_note'),
            ('feed', '=', None), ('state', '=', 'booked')])
    if notes:
        act.parties |= withdraw(act, [note.id for note in notes], to_suspense=False)


def may_be_reversed(positions, bill):
    "Whether only payments that may be taken off are lettered with the bill."
    return not (
        bill.foreign or positions.capacity(bill) != bill.total
        or any(positions.is_fast(line.reconciliation) for line in bill.lines))


def delegated(bills):
    """Those of the bills (ids) that were delegated to another party in Tryton.

    Undoing the lettering leaves the delegation's entry in the books, so they stay delegated,
    until that entry is cancelled.
    """
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    found = list(bulk.select_among(
        lambda where: additional
        .join(invoice, condition=additional.invoice == invoice.id)
        .join(line, condition=(
                (line.move == additional.move) & (line.party != invoice.party)))
        .select(invoice.id, additional.move, where=where), invoice.id, bills))
    cancelled = cancelled_moves([move for _, move in found])
    return {bill for bill, move in found if move not in cancelled}


def reverse(act, positions, bills, cancelled=()):
    """Credit the bills in full; what paid them is free, and shared out again by `settle`.

    `cancelled` (ids) were cancelled by a person already, and are marked as the others.
    """
    gone = {('bill', bill.id) for bill in bills}
    wishes = {
        payment.id: {t: a for t, a in payment.given.items() if t not in gone}
        for payment in positions.payments.values()
        if gone & payment.given.keys()}
    Settlement(
        act, positions, wishes,
        gettext('asso_members.msg_allocation_bill_deleted')).run()
    _credit(act, bills)
    bulk.update(
        'account.invoice', {*cancelled, *(bill.id for bill in bills)}, portal_deleted=True)
    act.parties.update(positions.parties)


def _credit(act, bills):
    "Credit the bills; what a person has cancelled in Tryton is not there to be credited."
    gone = [
        bill for bill in bills
        if not bill.total and any(line.amount for line in bill.lines)]
    open_lines = [
        [line.id for line in bill.lines if not line.reconciliation] for bill in gone]
    act.books.letter([lines for lines in open_lines if lines])
    act.books.refresh([bill.id for bill in gone])
    credit_notes.reverse_bills(act, [bill for bill in bills if bill not in gone])
