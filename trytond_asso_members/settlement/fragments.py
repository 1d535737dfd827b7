"""Allocations carried out: payments cut into what each bill gets, attached and lettered.

The credit of a payment stands on the members' account in fragments, one for each target
and one for the rest.  A fragment that still fits stays.  Any other is taken off its bill
and given whole to another one, or a neutral move puts others in its place: smaller ones, or
one on the account that the other bill stands on.  The `payment_lines` of a bill are its
current allocation.  See doc/explanation/lettering.md.
"""
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills import income
from .cutting import Cuts, cut
from .entries import Payment

ZERO = Decimal(0)


class Settlement:
    """Settles the payments of some parties, once.

    `wishes` is {payment id: {target: amount}}, where a target is ('bill', id) or
    ('repayment', id); payments that are not in it stay as they are.
    Running it again with the same wishes writes nothing.
    """

    def __init__(self, act, positions, wishes, reason=None):
        self.act = act
        self.positions = positions
        self.wishes = wishes
        self.reason = reason
        self.cuts = Cuts(act, positions)
        self.attached = []  # (bill id, fragment)
        self.detached = []  # fragments
        self.undone = set()  # reconciliations
        self._returning = []  # (payment, fragment that paid another member's bill)
        self.touched = set()  # ids of bills and credit notes whose state may have changed
        self.credited = set()  # ids of bills that credit notes were posted on
        self.log = []

    def run(self, openings=()):
        """Settle.

        `openings` are the [(payment, move)] still to be posted.  Each move has its
        bank or suspense line so far, and gets the member's lines here: one for each
        target, and one for the rest.
        """
        self._release()
        self._share_fragments()
        for payment, move in openings:
            move.lines.extend(self.cuts.lines(payment, payment.unposted))
        self.act.books.post([move for _, move in openings] + self.cuts.moves())
        self._write()

    # -- what no longer fits ------------------------------------------------

    def _release(self):
        for payment in self._changed():
            wish = self.wishes[payment.id]
            for target in list(payment.given):
                kind, id_ = target
                given, wanted = payment.given[target], wish.get(target, ZERO)
                if given > wanted:
                    if kind == 'bill':
                        self._release_from_bill(payment, id_, wanted)
                    else:
                        self._release_from_repayment(id_)
        # to take more, a repayment first loses its letterings, and is then lettered whole
        for payment in self._changed():
            for (kind, id_), wanted in self.wishes[payment.id].items():
                if (kind == 'repayment'
                        and wanted > payment.given.get((kind, id_), ZERO)):
                    self._release_from_repayment(id_)
        self._free_undone()
        for payment, fragment in self._returning:
            self.cuts.place(payment, fragment, self.positions.account)

    def _changed(self):
        return [
            self.positions.payments[id_] for id_, wish in self.wishes.items()
            if dict(self.positions.payments[id_].given) != wish]

    def _release_from_bill(self, payment, bill, wanted):
        kept = ZERO
        fragments = sorted(
            (f for f in payment.fragments if f.bill == bill),
            key=lambda f: (
                not self.positions.is_fast(f.reconciliation), -f.amount, f.id))
        for fragment in fragments:
            if kept + fragment.amount <= wanted:
                kept += fragment.amount
                continue
            self.detached.append(fragment)
            if fragment.reconciliation:
                self.undone.add(fragment.reconciliation)
            fragment.bill = None
            fragment.reconciliation = None
            if fragment.party:
                self._returning.append((payment, fragment))
            self._log_given(payment, ('bill', bill), -fragment.amount)
        self.touched.add(bill)

    def _release_from_repayment(self, id_):
        taker = self.positions.payments[id_]
        reconciliations = {
            f.reconciliation for f in taker.fragments
            if f.reconciliation and not self.positions.is_fast(f.reconciliation)
            and any(
                owner is not taker and isinstance(owner, Payment)
                for _, owner in self.positions.groups[f.reconciliation])}
        for reconciliation in reconciliations:
            self.undone.add(reconciliation)
            taker.taken.pop(reconciliation, None)
            for fragment, owner in self.positions.groups[reconciliation]:
                fragment.reconciliation = None
                if owner is not taker and not fragment.bill:
                    self._log_given(owner, ('repayment', id_), -fragment.amount)

    def _free_undone(self):
        for reconciliation in self.undone:
            for fragment, _ in self.positions.groups[reconciliation]:
                fragment.reconciliation = None
                if fragment.bill:
                    self.touched.add(fragment.bill)
            # What a person had used up there is free again
            for payment, amount in self.positions.by_hand.pop(reconciliation, {}).items():
                payment.pinned -= amount
                self.log.append((payment, (None, None), -amount))

    # -- what is wanted -----------------------------------------------------

    def _share_fragments(self):
        takers = defaultdict(list)
        for id_, wish in self.wishes.items():
            payment = self.positions.payments[id_]
            needs = {
                target: amount - payment.given.get(target, ZERO)
                for target, amount in wish.items()
                if amount > payment.given.get(target, ZERO)}
            if not needs:
                continue
            if payment.note:
                self._split_note(payment)
            pieces = cut(payment, needs, self.cuts.cut)
            for target, fragment in pieces:
                kind, target_id = target
                party = self.positions.party_of(target)
                fragment = self.cuts.place(
                    payment, fragment, self.positions.account_of(target),
                    None if party == payment.party else party)
                if kind == 'bill':
                    fragment.bill = target_id
                    self.attached.append((target_id, fragment))
                    self.touched.add(target_id)
                else:
                    takers[target_id].append(fragment)
                self._log_given(payment, target, fragment.amount)
            if payment.note:
                self.touched.add(payment.note)
        for id_, fragments in takers.items():
            self._pay_back(self.positions.payments[id_], fragments)
        self._return_to_notes()

    def _split_note(self, payment):
        """Replace the credit note's own line by an equal fragment before it pays a bill.

        Tryton would count it twice, for the note and for the bill.
        """
        for fragment in payment.free:
            if fragment.id in payment.note_lines:
                self.cuts.cut(payment, fragment, [fragment.amount])

    def _pay_back(self, taker, fragments):
        "Plan to letter these fragments with as much of the repayment as they cover."
        amount = sum(f.amount for f in fragments)
        own = cut(taker, {'taken': -amount}, self.cuts.cut, sign=-1)
        self.cuts.pairs.append(fragments + [
                self.cuts.place(taker, fragment, fragments[0].account)
                for _, fragment in own])

    def _return_to_notes(self):
        "What a credit note has left stands on its own account, with which it is lettered."
        for id_ in self.wishes:
            payment = self.positions.payments[id_]
            note = self.positions.bills.get(payment.note)
            for fragment in payment.free if note else []:
                self.cuts.place(payment, fragment, note.account)

    # -- writing ------------------------------------------------------------

    def _write(self):
        books = self.act.books
        books.unletter(self.undone)
        books.detach([fragment.id for fragment in self.detached])
        books.attach([
                (bill, fragment.id, self._maturity(bill, fragment))
                for bill, fragment in self.attached])
        groups = [
            [f.id for f in pair] for pair in self.cuts.pairs] + self._covered()
        books.letter(groups)
        books.refresh(self.touched)
        bulk.update('asso.payment', self.cuts.abroad, pays_others=True)
        self._write_log()
        income.recognise(self.act, self.touched | self.credited)

    def _maturity(self, bill, fragment):
        "The new due date of a fragment that is posted already, or None if it keeps its own."
        maturity = self.positions.bills[bill].maturity
        if fragment.siblings is None and fragment.maturity != maturity:
            return maturity

    def _covered(self):
        "The lines to letter together, for each bill that is wholly covered by now."
        fragments = defaultdict(list)
        for payment in self.positions.payments.values():
            for fragment in payment.fragments:
                if fragment.bill:
                    fragments[fragment.bill].append(fragment)
        groups = []
        for id_ in sorted(self.touched):
            bill = self.positions.bills.get(id_)
            if not bill or all(line.reconciliation for line in bill.lines):
                continue
            members = [
                f for f in bill.lines + bill.foreign + fragments[id_]
                if not f.reconciliation]
            if len(members) > 1 and not sum(f.amount for f in members):
                groups.append([f.id for f in members])
        return groups

    def _log_given(self, payment, target, amount):
        payment.given[target] += amount
        if not payment.given[target]:
            del payment.given[target]
        self.log.append((payment, target, amount))

    def _write_log(self):
        totals = defaultdict(Decimal)
        for payment, target, amount in self.log:
            totals[payment, target] += amount
        Pool().get('asso.allocation').log([{
                    'payment': payment.id,
                    'bill': id_ if kind == 'bill' else None,
                    'repayment': id_ if kind == 'repayment' else None,
                    'amount': amount,
                    'decided_by': payment.decided_by,
                    'reason': self._reason(payment),
                    'run': self.act.run.id if self.act.run else None,
                    } for (payment, (kind, id_)), amount in totals.items()
                if amount])

    def _reason(self, payment):
        return self.reason or gettext(
            f'asso_members.msg_allocation_{payment.decided_by}')
