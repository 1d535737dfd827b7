"""Payments taken off their members: the portal has deleted them, or names another member."""
from collections import defaultdict

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills import credit_notes, income
from ..books.moves import Line, Move
from ..exceptions import Refusal
from . import excess, suspense
from .entries import Fragment
from .fragments import Settlement
from .positions import Positions


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
        positions = Positions.of(act, parties)
        parties = positions.parties  # theirs too whose bills were paid
        ours = [positions.payments[p.id] for p in payments if p.party]
        _check_open(act, positions, ours, to_suspense)
        Settlement(
            act, positions, _without(positions, ours),
            gettext('asso_members.msg_allocation_withdrawn')).run()
        excess.drop(ids)
        # What a person has cancelled in Tryton is not there to be reversed
        gone = [p for p in ours if not p.available]
        act.books.letter([
                [f.id for f in free] for p in gone for free in _by_account(p.free)
                if not sum(f.amount for f in free)])
        act.books.refresh([p.note for p in gone if p.note])
        there = [p for p in ours if p.available]
        credit_notes.reverse(act, [p for p in there if p.note])
        _reverse(act, [p for p in there if not p.note], to_suspense)
    if not to_suspense:
        unmatched = [p for p in payments if not p.party]
        gone = cancelled_moves({p.move.id for p in unmatched})
        suspense.drop(act, [p for p in unmatched if p.move.id not in gone])
        bulk.update('asso.payment', [p.id for p in payments], state='deleted')
    else:
        bulk.update(
            'asso.payment', [p.id for p in payments], state='unmatched',
            party=None)
    income.recognise(act, {
            p.named_bill.id for p in payments if p.kind == 'credit_note' and p.named_bill})
    return parties


def _without(positions, payments):
    "What the others give once these payments neither give nor take."
    gone = {('repayment', p.id) for p in payments}
    wishes = {
        p.id: {t: a for t, a in p.given.items() if t not in gone}
        for p in positions.payments.values() if gone & p.given.keys()}
    wishes.update((p.id, {}) for p in payments)
    return wishes


def _check_open(act, positions, payments, to_suspense):
    refusals = {}
    for payment in payments:
        delegated = any(
            f.reconciliation in positions.delegating for f in payment.fragments)
        # What was cancelled in Tryton is deleted here too, but cannot be given to another, and
        # a note of which another party has a part cannot be reversed as a whole
        used = payment.used and (to_suspense or (payment.note and payment.available))
        if (positions.stands(payment) or any(map(positions.is_fast, payment.taken))
                or payment.pinned or delegated or used):
            refusals[payment.id] = Refusal('payment_lettered', amount=payment.amount)
    act.refuse_payments(refusals)


def cancelled_moves(ids):
    "Those of the moves that a person has cancelled in Tryton."
    move = Pool().get('account.move').__table__()
    cancel = Pool().get('account.move').__table__()
    again = cancel.select(cancel.origin, where=cancel.origin.like('account.move,%'))
    return {bulk.referred(origin) for origin, in bulk.select_among(
            lambda where: move.select(
                move.origin, where=where & (move.state == 'posted')
                & ~bulk.reference('account.move', move.id).in_(again)),
            move.origin, [bulk.reference('account.move', id_) for id_ in ids])}


def _reverse(act, payments, to_suspense):
    "Post the counterparts of each payment's fragments, account by account, and letter them."
    records = Pool().get('asso.payment').browse([p.id for p in payments])
    moves, groups = [], []
    association = act.association
    for payment, record in zip(payments, records):
        account, journal = association.account_suspense, association.journal_suspense
        if not to_suspense:
            account, journal = suspense.money_to_return(act, record)
        date, period = act.place(payment.date, journal, move=True)
        lines = []
        for free in _by_account(payment.free):
            counterpart = Fragment(-sum(f.amount for f in free), account=free[0].account)
            lines.append(Line(
                    counterpart.account, -counterpart.amount, party=payment.party,
                    fragment=counterpart))
            groups.append([counterpart, *free])
        lines.append(Line(account.id, -sum(line.amount for line in lines)))
        moves.append(Move(
                journal.id, date, period, bulk.reference('asso.payment', payment.id), lines))
    act.books.post(moves)
    act.books.letter([[f.id for f in group] for group in groups])


def _by_account(fragments):
    groups = defaultdict(list)
    for fragment in fragments:
        groups[fragment.account].append(fragment)
    return groups.values()
