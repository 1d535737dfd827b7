"""ISO 11649 references in what people type and banks cut: RF, two check digits, a body.

A reference counts only if it is one of ours, letter by letter.  Whatever else looks like a
reference is told apart, so that nobody falls back to names beside it without knowing.
"""
import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from .words import compact, plain

LONGEST = 25
LIB = re.compile(r'/LIB/')
SIX_DIGITS = re.compile(r'\d{6}')
# Letters that are typed for digits
DIGITS = str.maketrans('OIL', '011')
LOOKALIKES = re.compile(r'RF(?=\d{0,7}[OIL])(?=[OIL]{0,2}\d)[0-9OIL]{8,}')
FEW = 3  # references that a damaged one may have been
NEAR = 2  # letters that are wrong, missing or too many
TAIL = 8  # letters of a reference that say which one it is, without its beginning
LEAST = 6  # letters of a reference cut short that still say something


@dataclass(frozen=True)
class Found:
    """`known` are ours, `unknown` right but not ours, `damaged` cut, mistyped or without RF."""
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.known or self.unknown or self.damaged)


def make(body):
    "Return the reference for a body of letters and digits, without spaces."
    body = compact(body)
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def find(texts, known):
    "Look for references in one row's texts; for many rows, make `References` once."
    return References(known).find(texts)


class References:
    """The references of an association, ready to be looked for in many rows."""

    def __init__(self, known):
        self.known = {compact(reference): of for reference, of in known.items()}
        self.lengths = sorted({len(r) for r in self.known}, reverse=True)
        self.sorted = sorted(self.known)
        self.tails = {
            tail: r for r in self.known for tail in (r[4:], r[2:]) if len(tail) >= TAIL}
        self.tail_lengths = sorted({len(t) for t in self.tails}, reverse=True)

    def find(self, texts):
        letters, starts = _letters(texts)
        found = {'known': [], 'unknown': [], 'damaged': []}
        taken = 0  # up to where a reference was read
        for at in _beginnings(letters):
            kind, reference = self._read(letters, starts, at)
            if kind and reference not in found[kind]:
                found[kind].append(reference)
                taken = max(taken, at + len(reference))
        if not taken:
            found['damaged'].extend(self._without_letters(letters, starts))
        found['damaged'] = [
            d for d in found['damaged'] if not any(r.startswith(d) for r in found['known'])]
        return Found(**{kind: tuple(of) for kind, of in found.items()})

    def _read(self, letters, starts, at):
        "Return (kind, reference) for the letters RF that begin there, or (None, '')."
        for length in self.lengths:
            reference = letters[at:at + length]
            if reference in self.known and _ends(letters, starts, at + len(reference)):
                return 'known', reference
        if at + 1 in starts and at not in starts:
            return None, ''  # the end of one word and the beginning of another
        if at in starts and (lookalikes := LOOKALIKES.match(letters, at)):
            return 'damaged', lookalikes[0][:2] + lookalikes[0][2:].translate(DIGITS)
        if not letters[at + 2:at + 4].isdigit():
            if at in starts and letters[at + 2:at + 3].isdigit() or letters[at:] == 'RF':
                return 'damaged', letters[at:at + 3]
            return None, ''
        for length in range(LONGEST, 7, -1):
            end = at + length
            if (end <= len(letters) and _ends(letters, starts, end, strictly=True)
                    and iso11649.is_valid(letters[at:end])):
                return 'unknown', letters[at:end]
        if at not in starts and not SIX_DIGITS.match(letters, at + 2):
            return None, ''  # the end of a word, then a number
        return 'damaged', _as_far_as_digits(letters, at, max(self.lengths, default=LONGEST))

    def _without_letters(self, letters, starts):
        "The numbers of our references that stand there without their RF."
        for at in range(len(letters)):
            if not letters[at].isdigit() or (at not in starts and letters[at - 1].isdigit()):
                continue
            for length in self.tail_lengths:
                tail = letters[at:at + length]
                if tail in self.tails and _ends(letters, starts, at + length, strictly=True):
                    yield tail
                    return

    def near(self, damaged):
        "The references of ours that a damaged one may have been, the closest first."
        if len(damaged) < LEAST:
            return []
        if damaged in self.tails:
            return [self.tails[damaged]]
        at = bisect_left(self.sorted, damaged)
        if at < len(self.sorted) and self.sorted[at].startswith(damaged):
            longer = itertools.takewhile(
                lambda r: r.startswith(damaged), self.sorted[at:at + FEW + 1])
            return few if len(few := list(longer)) <= FEW else []
        close = process.extract(
            damaged, self.sorted, scorer=Levenshtein.distance, score_cutoff=NEAR, limit=FEW)
        return [reference for reference, _, _ in close]


def _letters(texts):
    """Return all letters and digits in a row, and where words begin among them.

    Bank and payer put signs, spaces and line ends anywhere in a reference, so none is kept.
    """
    letters, starts = [], {0}
    for text in texts:
        for part in re.split(r'[^A-Z0-9]+', LIB.sub(' ', plain(text))):
            if part:
                starts.add(len(letters))
                letters.extend(part)
    starts.add(len(letters))
    return ''.join(letters), starts


def _beginnings(letters):
    at = letters.find('RF')
    while at >= 0:
        yield at
        at = letters.find('RF', at + 1)


def _ends(letters, starts, end, strictly=False):
    "A number that goes on is another number; letters may be glued to it by a bank."
    return end in starts or not (strictly or letters[end].isdigit())


def _as_far_as_digits(letters, at, longest):
    end = at + 2
    while end < len(letters) and letters[end].isdigit() and end < at + longest:
        end += 1
    return letters[at:end]
