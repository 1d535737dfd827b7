"""Rows of the bank decided, one after the other: matched, proposed, or left to a person."""
from .clues import BOOKED, PROPOSED, WEIGHTS, Evidence, independent
from .decision import Decision, Proposal, Reason
from .memory import Memory
from .names import Names
from .numbers import BillNumbers, MemberNumbers
from .open_bills import OpenBills
from .reading import Reading
from .records import Settings
from .reference import References
from .vetoes import WAITING, Vetoes

SHOWN = 5  # proposals for one row
EQUALS = 3  # members as likely as each other: more is no proposal
# Too little to add bills up for each of those who have it
WEAK = {'surname', 'name_part', 'household'}
MATES = 6  # members of a household who are proposed beside the one that is named
DAYS = 3  # from the usual day


class Index:
    """Members and bills, ready for many rows.

    It remembers nothing from one call of `decide` to the next.
    """

    def __init__(self, members, bills, memory=None, settings=None):
        settings = settings or Settings()
        members, self.bills = list(members), {bill.id: bill for bill in bills}
        self.names = Names(members, settings.own_names, settings.labels)
        self.fees_first = settings.fees_first
        known = {r: (m.id, None) for m in members for r in (*m.replaced, m.reference) if r}
        known.update({
            b.reference: (b.member, b.id) for b in self.bills.values()
            if b.reference and b.member in self.names.members})
        self.evidence = Evidence(
            References(known), MemberNumbers(members, settings.labels),
            BillNumbers(b for b in self.bills.values() if b.member in self.names.members),
            self.names, self.bills, memory or Memory(), settings)
        self.vetoes = Vetoes(self.names, self.bills, settings)

    def decide(self, rows):
        """Return a decision for each row, in the order of the rows.

        What is matched counts as paid for the rows after it.  Rows that name a bill come
        first, so that no other row takes that bill; then the oldest.
        """
        clues = [self.evidence.look(Reading(row), row) for row in rows]
        left = OpenBills(self.bills.values(), self.fees_first)
        order = sorted(
            range(len(clues)), key=lambda n: (not clues[n].bills, clues[n].row.date, n))
        decisions = [None] * len(clues)
        for n in order:
            decisions[n] = self._decide(clues[n], left)
            for bill, amount in decisions[n].bills:
                left.pay(bill, amount)
        return decisions

    def _decide(self, clues, left):
        row = clues.row
        vetoes = self.vetoes.of_row(clues)
        proposals = self._proposals(clues, left) if row.amount > 0 else []
        best = proposals[0] if proposals else None
        if best and best.member in clues.of:
            vetoes = [*vetoes, *self.vetoes.of_member(clues, best.member, vetoes)]
        shown = tuple(proposals[:SHOWN])
        if best and not vetoes and _certain(best):
            return Decision(row.key, 'matched', best.member, best.bills, best.reasons, shown)
        likely = best and best.score >= PROPOSED and sum(
            p.score == best.score for p in proposals) <= EQUALS
        tier = 'waiting' if not likely or WAITING & {v.code for v in vetoes} else 'proposed'
        return Decision(
            row.key, tier, reasons=best.reasons if best else (), proposals=shown,
            vetoes=tuple(vetoes))

    def _proposals(self, clues, left):
        "Return who may be meant, the most likely first."
        for member in list(clues.of):
            mates = self.evidence.mates.get(member, ())
            for mate in mates if len(mates) <= MATES else ():
                if mate not in clues.of and 'household' not in clues.of[member]:
                    clues.add(mate, 'household', name=self._name(member))
        found = [self._proposal(clues, member, left) for member in clues.of]
        if not found:
            found = [self._proposal(clues, m, left) for m in left.whose(clues.row.amount)]
        if len(found) > 1:
            found.sort(key=lambda p: (
                    -p.score, -self.names.closeness(p.member, clues.reading.words),
                    str(p.member)))
        return found

    def _proposal(self, clues, member, left):
        amount = clues.row.amount
        reasons = dict(clues.of.get(member, {}))
        bills = self._bills(clues, member, left, reasons)
        if any(usual == amount and _near(day, clues.row.date.day)
                for usual, day in self.names.members[member].usual):
            reasons['usual'] = Reason('usual', {'amount': amount, 'day': clues.row.date.day})
        codes = independent(reasons)
        return Proposal(
            member, bills, tuple(reasons[code] for code in codes),
            sum(WEIGHTS[code] for code in codes))

    def _bills(self, clues, member, left, reasons):
        "Return what the amount pays of the member's; what backs it is added to the reasons."
        amount = clues.row.amount
        named = tuple(clues.bills.get(member, ()))
        if named:
            open_ = [b for b in named if left.left[b] > 0]
            if sum(left.left[b] for b in open_) != amount:
                return _shared(open_, left.left, amount)
            bills = open_
        elif bill := left.exactly(member, amount, clues.row.date):
            bills = [bill]
        elif reasons.keys() - WEAK:
            bills = left.together(member, amount)
        else:
            bills = ()
        numbers = ', '.join(self.bills[b].number for b in bills)
        if len(bills) == 1:
            reasons['amount'] = Reason('amount', {'amount': amount, 'bill': numbers})
        elif bills:
            reasons['amounts'] = Reason('amounts', {'amount': amount, 'bills': numbers})
        return tuple((b, left.left[b]) for b in bills)

    def _name(self, member):
        return next(iter(self.names.members[member].names), '')


def _certain(proposal):
    codes = {reason.code for reason in proposal.reasons}
    return 'amount' in codes and proposal.score >= BOOKED


def _shared(bills, left, amount):
    "The amount on the bills that are named, each up to what is open."
    shares = []
    for bill in bills:
        share = min(left[bill], amount)
        if share > 0:
            shares.append((bill, share))
            amount -= share
    return tuple(shares)


def _near(day, other):
    return min(abs(day - other), 31 - abs(day - other)) <= DAYS
