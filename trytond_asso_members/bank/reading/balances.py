"""Whether amounts and balances agree, and where they first do not."""
from typing import NamedTuple


class Steps(NamedTuple):
    "How a file's balances run"
    way: str  # 'up' if the oldest row is first, 'down' if the newest, 'daily' at a day's end
    right: int
    wrong: tuple[int, ...]  # the rows at which it does not add up

    @property
    def share(self):
        return self.right / (self.right + len(self.wrong)) if self.right else 0


def steps(days, amounts, balances):
    "Return the way in which the balances run best, or None if there are not two of them."
    if sum(b is not None for b in balances) < 2:
        return None
    ways = [_daily(days, amounts, balances)]
    if days[0] >= days[-1]:
        ways.insert(0, _down(amounts, balances))
    if days[0] <= days[-1]:
        ways.insert(0, _up(amounts, balances))
    return max(ways, key=lambda way: (way.share, way.right))


def _up(amounts, balances):
    right, wrong, last, moved = 0, [], None, 0
    for index, (amount, balance) in enumerate(zip(amounts, balances)):
        moved += amount
        if balance is None:
            continue
        if last is not None:
            if last + moved == balance:
                right += 1
            else:
                wrong.append(index)
        last, moved = balance, 0
    return Steps('up', right, tuple(wrong))


def _down(amounts, balances):
    found = _up(amounts[::-1], balances[::-1])
    return Steps('down', found.right, tuple(len(amounts) - 1 - i for i in found.wrong))


def _daily(days, amounts, balances):
    "All rows of a day have the balance at its end."
    sums, ends, first = {}, {}, {}
    for index, (day, amount, balance) in enumerate(zip(days, amounts, balances)):
        sums[day] = sums.get(day, 0) + amount
        if balance is None or ends.setdefault(day, balance) != balance:
            return Steps('daily', 0, ())
        first.setdefault(day, index)
    known = sorted(sums)
    right, wrong = 0, []
    for before, day in zip(known, known[1:]):
        if ends[before] + sums[day] == ends[day]:
            right += 1
        else:
            wrong.append(first[day])
    return Steps('daily', right, tuple(wrong))


def around(way, days, amounts, balances):
    "Return the balance before the first movement and after the last one."
    known = [i for i, b in enumerate(balances) if b is not None]
    if way == 'daily':
        oldest, newest = min(days), max(days)
        moved = sum(a for d, a in zip(days, amounts) if d == oldest)
        return balances[days.index(oldest)] - moved, balances[days.index(newest)]
    if way == 'down':
        amounts, balances = amounts[::-1], balances[::-1]
        known = [len(balances) - 1 - i for i in reversed(known)]
    opening = balances[known[0]] - sum(amounts[:known[0] + 1])
    return opening, balances[known[-1]] + sum(amounts[known[-1] + 1:])
