"""Ranges of days, [(first, last)]: both included, in order, none touching another.

No last day means for ever.
"""
import datetime as dt
import json

from .months import DAY

EVER = dt.date.max


def joined(ranges):
    "The days that are in any of the ranges, which may overlap."
    result = []
    for first, last in sorted((first, last or EVER) for first, last in ranges):
        if last < first:
            continue
        if result and (result[-1][1] == EVER or first <= result[-1][1] + DAY):
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def between(ranges, first, last):
    "The days from the first to the last that are in the ranges."
    return [
        (max(one, first), min(other, last)) for one, other in ranges
        if one <= last and other >= first]


def both(ranges, others):
    "The days that are in the ranges and in the others."
    return [part for first, last in others for part in between(ranges, first, last)]


def without(ranges, others):
    "The days of the ranges that are in none of the others."
    left = list(ranges)
    for first, last in others:
        left = [
            part for one, other in left for part in [
                (one, min(other, first - DAY) if first > one else None),
                (max(one, last + DAY) if last < other else None, other)]
            if None not in part and part[0] <= part[1]]
    return joined(left)


def count(ranges):
    "How many days there are."
    return sum((last - first).days + 1 for first, last in ranges)


def read(text):
    "The ranges in a text of `written`; none in no text."
    return [
        (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        for first, last in json.loads(text or '[]')]


def written(ranges):
    "The ranges as a text to be stored."
    return json.dumps([[str(first), str(last)] for first, last in ranges])
