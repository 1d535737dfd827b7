"""What persons decided, as far as it tells whose the next transfer is.

It is a value: made from the decisions that stand, each time.  What was undone is not
among them, and what was booked without a person never is.
"""
from collections import defaultdict
from dataclasses import dataclass, field

from .vocabulary import BANK, CIVILITIES, DUES, PARTICLES, single
from .words import compact, words

NOTHING = single(BANK) | single(DUES) | single(CIVILITIES) | single(PARTICLES)
WORDS = 2  # of a label that say something, so that it is somebody's own
TIMES = 2  # that a person gave the label to the same member
LEAST = 3


def label_key(row, own_names=()):
    "Return what stays the same in the labels of one payer; '' if too little does."
    own = {word for name in own_names for word in words(name)}
    telling = {
        word for text in row.written for word in words(text)
        if len(word) >= LEAST and not any(c.isdigit() for c in word)
        and word not in NOTHING and word not in own}
    return ' '.join(sorted(telling)) if len(telling) >= WORDS else ''


@dataclass
class Memory:
    """`ibans` is {account: {member: times}}, `labels` is {label key: {member: times}}."""
    ibans: dict = field(default_factory=lambda: defaultdict(dict))
    labels: dict = field(default_factory=lambda: defaultdict(dict))

    def learn(self, row, member, own_names=()):
        "Add what a person decided about a row."
        for known, key in [
                (self.ibans, compact(row.iban)), (self.labels, label_key(row, own_names))]:
            if key:
                of = known.setdefault(key, {})
                of[member] = of.get(member, 0) + 1

    def payers(self, row):
        "Return {member: times} of those for whom this account has paid."
        return self.ibans.get(compact(row.iban), {}) if row.iban else {}

    def given(self, row, own_names=()):
        "Return {member: times} of those to whom this label was given."
        return self.labels.get(label_key(row, own_names), {})
