"""What paid what, by the lines of a member: what was allocated to bills, or lettered."""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from ..settlement import others

ZERO = Decimal('0.00')


@dataclass
class Given:
    "How much a document gave to another; `lettering` is None for what is not lettered yet."
    amount: Decimal = ZERO
    lettering: int | None = None
    day: object = None  # of the line that gave


def allocations(lines, settled):
    """Return {(party, document): {document that it gave to: Given}} for `Owned` lines.

    What was allocated to a bill is said by the payment lines of the bill.  All else is said
    by the letterings that are `settled`, as far as they leave no choice: one document gave
    to others, or others to one.  Where several gave to several, nobody has said which.
    """
    given = defaultdict(lambda: defaultdict(Given))
    groups = defaultdict(list)
    for line in lines:
        if line.paid:
            _add(given, line, line.of, ('bill', line.paid), line.amount)
        if line.lettering in settled:
            groups[line.lettering].append(line)
    for group in groups.values():
        if len(group) > 1:
            _read_lettering(given, group)
    return given


def add_others(given, payments):
    "Add what the payments gave to bills of other members, whose lines are not their payer's."
    payers = {p.id: p.party for p in payments if p.pays_others}
    for payment, bill, amount, day, lettering in others.paid(payers):
        found = given[payers[payment], ('payment', payment)][('bill', bill)]
        found.amount += amount
        found.lettering = lettering or found.lettering
        found.day = max(filter(None, [found.day, day]))


def _add(given, line, giver, taker, amount):
    if giver != taker:
        found = given[line.party, giver][taker]
        found.amount += amount
        found.lettering = line.lettering or found.lettering
        found.day = max(filter(None, [found.day, str(line.date)]))


def _read_lettering(given, group):
    "Add what was lettered, and was not allocated before."
    nets = defaultdict(lambda: ZERO)
    for line in group:
        nets[('bill', line.paid) if line.paid else line.of] += line.amount
    givers = {document: net for document, net in nets.items() if net > 0}
    takers = {document: -net for document, net in nets.items() if net < 0}
    if len(givers) != 1 and len(takers) != 1:
        return
    for giver, has in givers.items():
        for taker, needs in takers.items():
            _add(given, group[0], giver, taker, min(has, needs))
