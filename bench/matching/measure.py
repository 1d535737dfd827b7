"""Precision, proven, and recall of what is booked; and how good the proposals are."""
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from trytond_asso_members.bank.matching.index import Index

CONFIDENCE = .95
# Not one mistake is forgiven in these
ZERO = ['TRAP', 'REF_TYPO', 'REF_TRUNC', 'AMBIG', 'REJECT', 'DON']


@dataclass
class Tally:
    """What came of the rows of one class, or of all.

    `matchable` rows have a bill that may be booked; `meant` ones have a member who is meant,
    and are not booked, so that a proposal is wanted.
    """
    rows: int = 0
    booked: int = 0
    errors: int = 0
    matchable: int = 0
    found: int = 0
    meant: int = 0
    first: int = 0
    third: int = 0
    untold: int = 0  # for which nothing is proposed at all: somebody must search

    def __add__(self, other):
        return Tally(*(a + b for a, b in zip(
            vars(self).values(), vars(other).values(), strict=True)))

    @property
    def precision(self):
        return 1 - self.errors / self.booked if self.booked else 1.

    @property
    def recall(self):
        return self.found / self.matchable if self.matchable else 0.


@dataclass
class Measured:
    classes: dict = field(default_factory=lambda: defaultdict(Tally))
    mistakes: list = field(default_factory=list)
    scored: list = field(default_factory=list)  # (score of the best, vetoed, right)
    vetoes: Counter = field(default_factory=Counter)  # of matchable rows that were not booked

    def add(self, other):
        for kind, tally in other.classes.items():
            self.classes[kind] += tally
        self.mistakes.extend(other.mistakes)
        self.scored.extend(other.scored)
        self.vetoes.update(other.vetoes)

    @property
    def total(self):
        return sum(self.classes.values(), Tally())

    @property
    def zero(self):
        return sum((self.classes[kind].errors for kind in ZERO), 0)


def measure(files):
    "Decide the rows of each file, and lay the decisions beside the truth."
    measured = Measured()
    for file in files:
        index = Index(
            file.association.members, file.association.bills, file.memory,
            file.association.settings)
        for row, truth, decision in zip(
                file.rows, file.truths, index.decide(file.rows), strict=True):
            _count(measured, row, truth, decision)
    return measured


def _count(measured, row, truth, decision):
    tally = measured.classes[truth.kind]
    tally.rows += 1
    tally.matchable += bool(truth.bills)
    proposals = decision.proposals
    if decision.tier == 'matched':
        tally.booked += 1
        right = decision.member == truth.member and {b for b, _ in decision.bills} <= truth.bills
        tally.errors += not right
        tally.found += right
        if not right:
            measured.mistakes.append((truth.kind, row, truth, decision))
    else:
        if truth.bills:
            measured.vetoes.update({v.code for v in decision.vetoes} or {'one clue'})
        if truth.member:
            tally.meant += 1
            tally.first += truth.member in [p.member for p in proposals[:1]]
            tally.third += truth.member in [p.member for p in proposals[:3]]
            tally.untold += not proposals
    best = proposals[0] if proposals else None
    if best and 'amount' in {reason.code for reason in best.reasons}:
        right = best.member == truth.member and {b for b, _ in best.bills} <= truth.bills
        measured.scored.append((best.score, bool(decision.vetoes), right))


def proven(booked, errors, confidence=CONFIDENCE):
    """Return the precision that so many bookings with so many errors prove.

    The exact bound of Clopper and Pearson, by halving.
    """
    if errors == booked:
        return 0.
    low, high = 0., 1.
    for _ in range(60):
        rate = (low + high) / 2
        if _at_most(errors, booked, rate) > 1 - confidence:
            low = rate
        else:
            high = rate
    return 1 - high


def _at_most(errors, booked, rate):
    "The chance of no more than so many errors, each with that rate."
    return math.fsum(
        math.exp(
            math.lgamma(booked + 1) - math.lgamma(k + 1) - math.lgamma(booked - k + 1)
            + (k * math.log(rate) if k else 0.) + (booked - k) * math.log1p(-rate))
        for k in range(errors + 1))
