"""How many rows are matched in a second, among many members."""
import time
from typing import NamedTuple

from trytond_asso_members.bank.matching.index import Index

from .association import invent
from .corpus import FEW, Corpus

MEMBERS, ORGANISATIONS = 10_000, 500
BILLS = [0, 0, 0, 0, 20, 60, 20]  # open: five for each member
SIZES = [1_000, 10_000]


class Speed(NamedTuple):
    members: int
    bills: int
    index: float  # seconds to get ready
    rows: dict  # how many rows: seconds


def measure(sizes=SIZES, members=MEMBERS, organisations=ORGANISATIONS):
    "Return how long one import takes, of so many rows each time."
    association = invent('speed', members - organisations, organisations, BILLS)
    made = Corpus('speed', FEW, association=association).file(max(sizes), remembered=True)
    open_ = [bill for bill in association.bills if bill.amount]
    started = time.perf_counter()
    index = Index(association.members, association.bills, made.memory, association.settings)
    ready = time.perf_counter() - started
    rows = {}
    for size in sizes:
        started = time.perf_counter()
        index.decide(made.rows[:size])
        rows[size] = time.perf_counter() - started
    return Speed(len(association.members), len(open_), ready, rows)
