"""Payments taken off their members: the portal has deleted them, or names another member."""
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills import credit_notes, income
from ..books.moves import Line, Move
from ..exceptions import Guilty, Refusal
from . import suspense
from .fragments import Settlement
from .positions import Fragment, Positions


def withdraw(act, ids, to_suspense):
    """Take payments off their members: to suspense, or out of the books.

    Lettering is undone first.  Return the parties whose payments are to be shared out
    again.  Raise Guilty for payments lettered by hand or in a closed year; Refusal, if
    it was no change of the portal that asked.
    """
    Payment = Pool().get('asso.payment')
    payments = Payment.browse(ids)
    parties = {p.party.id for p in payments if p.party}
    if parties:
        positions = Positions(act, parties)
        ours = [positions.payments[p.id] for p in payments if p.party]
        _check_open(act, positions, ours)
        Settlement(
            act, positions, _without(positions, ours),
            gettext('asso_members.msg_allocation_withdrawn')).run()
        notes = [p for p in ours if p.note]
        credit_notes.reverse(act, notes)
        _reverse(act, [p for p in ours if not p.note], to_suspense)
    if not to_suspense:
        suspense.drop(act, [p for p in payments if not p.party])
        bulk.update('asso.payment', [p.id for p in payments], state='deleted')
    else:
        bulk.update(
            'asso.payment', [p.id for p in payments], state='unmatched',
            party=None)
    income.recognise(act, {p.named_bill.id for p in payments if p.kind == 'credit_note'})
    return parties


def _without(positions, payments):
    "What the others give once these payments neither give nor take."
    gone = {('repayment', p.id) for p in payments}
    wishes = {
        p.id: {t: a for t, a in p.given.items() if t not in gone}
        for p in positions.payments.values() if gone & p.given.keys()}
    wishes.update((p.id, {}) for p in payments)
    return wishes


def _check_open(act, positions, payments):
    guilty = {}
    for payment in payments:
        if positions.for_good(payment) or payment.pinned:
            refusal = Refusal('payment_lettered', amount=payment.amount)
            change = act.change_of(payment.id)
            if not change:
                raise refusal
            guilty[change] = refusal
    if guilty:
        raise Guilty(guilty)


def _reverse(act, payments, to_suspense):
    "Post the counterpart of each payment's fragments, and letter them."
    moves, groups = [], []
    association = act.association
    for payment in payments:
        account, journal = association.account_suspense, association.journal_suspense
        if not to_suspense:
            account, journal = suspense.money_of(act, payment.id)
        date, period = act.place(payment.date, journal, move=True)
        free = payment.free
        counterpart = Fragment(-sum(f.amount for f in free))
        moves.append(Move(
                journal.id, date, period, bulk.reference('asso.payment', payment.id), [
                    Line(
                        association.account_receivable.id, -counterpart.amount,
                        party=payment.party, fragment=counterpart),
                    Line(account.id, counterpart.amount)]))
        groups.append((counterpart, free))
    act.books.post(moves)
    act.books.letter([
            [counterpart.id] + [f.id for f in free]
            for counterpart, free in groups])
