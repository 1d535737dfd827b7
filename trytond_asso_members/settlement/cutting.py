"""Which fragments of a payment cover which needs, and what is posted to cut or move one."""
from .. import bulk
from ..books.moves import Line, Move
from .entries import Fragment

# In the place of the lettering of a fragment that is cut: so it is not free any more, and
# its real lettering comes when all is posted
CUT = -1


def cut(payment, needs, cut_fragment, sign=1):
    """Cover the needs, {target: amount}, as far as is free; return [(target, fragment)].

    Exact fragments are taken first, then smaller ones, then parts of a larger one, which
    `cut_fragment(payment, fragment, amounts)` makes.  `sign` is -1 when the amounts
    are negative: those of a repayment, which takes.  A fragment of the other sign, which
    a person left by undoing a lettering, is not given.
    """
    pieces = []
    free = sorted(
        (f for f in payment.free if f.amount * sign > 0),
        key=lambda f: (f.amount * -sign, f.id or 0))
    rest = dict(needs)
    for target, need in needs.items():
        exact = next((f for f in free if f.amount == need), None)
        if exact:
            free.remove(exact)
            pieces.append((target, exact))
            del rest[target]
    for target in list(rest):
        for fragment in list(free):
            if fragment.amount * sign <= rest[target] * sign:
                free.remove(fragment)
                pieces.append((target, fragment))
                rest[target] -= fragment.amount
        if not rest[target]:
            del rest[target]
    while rest and free:
        fragment = free.pop()  # the smallest that is left
        amounts, targets = _parts(fragment.amount, rest, sign)
        pieces.extend(zip(targets, cut_fragment(payment, fragment, amounts)))
    return pieces


def _parts(left, rest, sign):
    "Return (amounts, targets): how to cut what is `left`; the needs in `rest` are lowered by it."
    amounts, targets = [], []
    for target in list(rest):
        amount = min(rest[target] * sign, left * sign) * sign
        if amount:
            amounts.append(amount)
            targets.append(target)
            left -= amount
            rest[target] -= amount
            if not rest[target]:
                del rest[target]
    if left:
        amounts.append(left)
    return amounts, targets


class Cuts:
    """Fragments cut, or put on another account or member, by neutral moves still to be posted.

    `pairs` are fragments to letter once they are posted.
    """

    def __init__(self, act, positions):
        self.act = act
        self.positions = positions
        self.pairs = []
        self.abroad = set()  # ids of payments that now pay another member's bill
        self._splits = []  # (payment, what cancels the fragment, what replaces it)

    def cut(self, payment, fragment, amounts):
        """Replace the fragment by others of these amounts; return those.

        A fragment that is not posted yet is simply posted in parts.
        """
        if fragment.id is not None:
            return self._replace(payment, fragment, amounts)
        parts = [Fragment(amount, account=fragment.account) for amount in amounts]
        siblings = fragment.siblings
        index = siblings.index(fragment)
        siblings[index:index + 1] = parts
        payment.fragments.remove(fragment)
        return self._add(payment, parts, siblings)

    def place(self, payment, fragment, account, party=None):
        """The fragment, or an equal one in its place on the account.

        With a party it goes to that member, whose bill the payer pays: the neutral move
        transfers it.  Without, it comes back to the payer.
        """
        if (fragment.account, fragment.party) == (account, party):
            return fragment
        if fragment.id is not None or party:
            fragment, = self._replace(payment, fragment, [fragment.amount])
        fragment.account, fragment.party = account, party
        if party:
            self.abroad.add(payment.id)
        return fragment

    def _replace(self, payment, fragment, amounts):
        parts = [Fragment(amount, account=fragment.account) for amount in amounts]
        counterpart = Fragment(
            -fragment.amount, reconciliation=CUT, account=fragment.account,
            party=fragment.party)
        fragment.reconciliation = CUT
        self._splits.append((payment, counterpart, parts))
        self.pairs.append([fragment, counterpart])
        return self._add(payment, parts, parts)

    def _add(self, payment, parts, siblings):
        for part in parts:
            part.siblings = siblings
        payment.fragments.extend(parts)
        return parts

    def moves(self):
        "The neutral moves."
        return [self._move(*split) for split in self._splits]

    def _move(self, payment, counterpart, parts):
        association = self.act.association
        date, period = self.act.place(
            payment.date, association.journal_lettering, move=True)
        return Move(
            association.journal_lettering.id, date, period,
            bulk.reference('asso.payment', payment.id),
            self.lines(payment, [counterpart] + parts))

    def lines(self, payment, fragments):
        "The lines of a move, one for each fragment."
        bills = self.positions.bills
        return [
            Line(
                fragment.account, -fragment.amount, fragment.party or payment.party,
                fragment=fragment,
                maturity=bills[fragment.bill].maturity if fragment.bill else None)
            for fragment in fragments]
