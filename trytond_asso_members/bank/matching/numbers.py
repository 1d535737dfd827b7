"""The numbers of members and bills in what is written, and never a part of another number."""
import re
from collections import defaultdict

from .vocabulary import BILL, single
from .words import compact, number_key, plain

SIGN = r'(?: ?(?:N|NO|NUM|NUMERO|NR|NUMBER)\b)?[ .:#_-]*'
# Not what goes on, is a share, a sum, a count of something or a date
ENDS = (
    r'(?![A-Z0-9]|[.,/-]\d|-[A-Z]| ?(?:EUR|EUROS?|€|%|PERS|PERSONNES?|ENFANTS?|ANS?|MOIS|X)\b'
    r'| ?(?:JANV|FEV|MARS|AVR|MAI|JUI|AOUT|SEPT|OCT|NOV|DEC))')
AND = re.compile(rf'(?: ?(?:ET|AND|&|\+|,) ?)(?:N|NO)?(\d{{1,7}}){ENDS}')
BARE = re.compile(r'(?<![A-Z0-9.,/_-])(\d{3,7})(?![A-Z0-9]|[.,/_-]\d)')
# Words that speak of the dues as much as of the member: a short number may be anything
OF_DUES = frozenset({'ADH', 'ADHESION', 'LICENCE', 'N', 'NO', 'NUM', 'NUMERO', 'M'})
SHORT = 3
CHUNK = re.compile(r'[^\s:;,+&()"=~]+')
BILL_WORDS = single(BILL)
GLUED = re.compile(rf'(?:{"|".join(sorted(BILL_WORDS, key=len, reverse=True))})(?=\d)')
LEAST = 5  # signs of a bill's number that need no word before them
PIECES = 4  # of a number that was typed with spaces


def is_year(digits):
    return len(digits) == 4 and digits[:2] in {'19', '20'}


class MemberNumbers:
    """Finds members by their number: after a word that says so, or alone."""

    def __init__(self, members, labels):
        self.by = {'number': defaultdict(set), 'id': defaultdict(set)}
        for member in members:
            if member.number:
                self.by['number'][number_key(member.number)].add(member.id)
            if member.portal_id:
                self.by['id'][number_key(member.portal_id)].add(member.id)
        self.long = {k: ids for k, ids in self.by['number'].items() if not k.isdigit()}
        self.patterns = [
            (field, _pattern([label for label in labels if f'{{{field}}}' in label], field))
            for field in self.by]

    def labelled(self, reading):
        "Return {member: (code, number)} for numbers after one of the words."
        found = {}
        for field, pattern in self.patterns:
            code = 'label' if field == 'id' else 'number_member'
            for text in reading.numbered:
                for digits in _after(pattern, text, field):
                    for member in self.by[field].get(number_key(digits), ()):
                        found.setdefault(member, (code, digits))
        if self.long:
            for chunk in CHUNK.findall(' '.join(reading.numbered)):
                for member in self.long.get(compact(chunk), ()):
                    found.setdefault(member, ('number_member', chunk))
        return found

    def bare(self, reading):
        "Return {member: number} for numbers that nothing explains."
        found = {}
        references = [s.text for s in reading.segments if s.role == 'reference']
        for text in reading.numbered:
            for digits in BARE.findall(text):
                if not is_year(digits) and not any(digits in r for r in references):
                    for member in self.by['number'].get(number_key(digits), ()):
                        found[member] = digits
        return found


def _pattern(labels, field):
    "One pattern for all the labels that name this field; None if none does."
    before = sorted(
        {' ?'.join(map(re.escape, plain(label.partition('{')[0]).split())) for label in labels},
        key=len, reverse=True)
    if not before:
        return None
    return re.compile(
        rf'(?<![A-Z0-9])(?P<word>{"|".join(before)})(?P<sign>\.?(?:-?N[RO]?\.)?{SIGN})'
        rf'(?P<year>(?:19|20)\d\d[ .-]+(?P<after>{SIGN}))?(?P<digits>\d{{1,9}}){ENDS}')


def _after(pattern, text, field):
    "Yield the numbers in the text that follow one of the words, and those joined by `and`."
    for found in pattern.finditer(text) if pattern else ():
        digits, word = found['digits'], found['word'].replace(' ?', '')
        explicit = 'N' in found['sign'] or 'N' in (found['after'] or '')
        if field == 'number':
            if is_year(digits):
                continue
            if word in OF_DUES and len(digits) < SHORT and not explicit:
                continue
        yield digits
        end = found.end()
        while joined := AND.match(text, end):
            if not is_year(joined[1]):
                yield joined[1]
            end = joined.end()


class BillNumbers:
    """Finds bills by their number, whole, or by its digits after a word for a bill."""

    def __init__(self, bills):
        self.whole, self.digits = defaultdict(set), defaultdict(set)
        for bill in bills:
            key = compact(bill.number)
            if key:
                (self.digits if key.isdigit() else self.whole)[key].add(bill.id)
                digits = ''.join(c for c in key if c.isdigit())
                if digits and digits != key:
                    self.digits[digits].add(bill.id)

    def find(self, reading):
        "Return {bill: number as it is written}."
        found = {}
        for text in reading.numbered:
            chunks = CHUNK.findall(text)
            for at in range(len(chunks)):
                self._from(chunks, at, found)
        return found

    def _from(self, chunks, at, found):
        "Add what begins at that chunk, the longest first."
        for pieces in range(min(PIECES, len(chunks) - at), 0, -1):
            written = ' '.join(chunks[at:at + pieces])
            key = compact(written)
            if len(key) >= LEAST and key in self.whole:
                found.update(dict.fromkeys(self.whole[key], written))
                return
            if digits := self._digits(chunks[at - 1] if at else '', key):
                found.update(dict.fromkeys(self.digits[digits], written))
                return

    def _digits(self, before, key):
        "Return the digits by which a bill is known, if a word for a bill stands before them."
        glued = GLUED.match(key)
        if glued:
            digits = key[glued.end():]
        elif compact(before) in BILL_WORDS:
            digits = key
        else:
            return ''
        return digits if digits.isdigit() and digits in self.digits and not is_year(digits) else ''
