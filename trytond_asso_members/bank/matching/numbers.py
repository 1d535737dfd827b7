"""The numbers of members and bills in what is written, and never a part of another number."""
import re
from collections import defaultdict

from .vocabulary import BILL, single
from .words import compact, number_key, plain

SIGN = r'(?: ?(?:N|NO|NUM|NUMERO|NR|NUMBER)\b)?[ .:#_-]*'
# Not what goes on, is a share, a sum, a count of something or a date
ENDS = (
    r'(?![A-Z0-9]|[.,/-]\d|-[A-Z]| ?(?:EUR|EUROS?|€|%|PERS|PERSONNES?|ENFANTS?|ANS?|MOIS|X)\b'
    r'| ?(?:JANV(?:IER)?|FEV(?:RIER)?|MARS|AVR(?:IL)?|MAI|JUIN|JUIL(?:LET)?|AOUT|SEPT(?:EMBRE)?'
    r'|OCT(?:OBRE)?|NOV(?:EMBRE)?|DEC(?:EMBRE)?)\b)')
AND = re.compile(rf'(?: ?(?:ET|AND|&|\+|,) ?)(?:N|NO)?(\d{{1,7}}){ENDS}')
BARE = re.compile(r'(?<![A-Z0-9.,/_-])(\d{3,7})(?![A-Z0-9]|[.,/_-]\d)')
# Words that speak of the dues as much as of the member: one digit may be anything, and what
# looks like a year is one
OF_DUES = frozenset({'ADH', 'ADHESION', 'N', 'NO', 'NUM', 'NUMERO', 'MITGLIEDSBEITRAG'})
NEAR_YEARS = 10
PART_OF_YEAR = re.compile('2|20|20[0-9]')
CHUNK = re.compile(r'[^\s:;,+&()"=~]+')
SHORTENED = re.compile(r'(?<![A-Z0-9])([A-Z]+\.)(?=[A-Z0-9])')
BILL_WORDS = single(BILL)
# Other letters that are glued to the digits are of somebody else's numbers
GLUED = re.compile(r'(?:FACTURE|FACT|F|NO|N)(?=\d)')
OTHERS = re.compile(
    r'(?<![A-Z0-9])(FACTURES?|FACTS?|FAC|FCT|FA|FV|F|INVOICE|INV|RECHNUNG)'
    r'(?: ?(?:N|NO|NUM|NUMERO|NR)\b)?[ .:#-]*((?:[A-Z]{0,4}-?)\d[A-Z0-9/-]{2,})')
# Glued to the digits a letter is a word for a bill only if no other stands among them
OF_A_BANK = re.compile(r'[A-Z]{1,2}\d+[A-Z]+\d[A-Z0-9]*')
LEAST = 5  # signs of a bill's number that need no word before them
PIECES = 4  # of a number that was typed with spaces
LONGEST = 16  # signs: what goes on is a number of the bank's


def is_year(digits):
    "Return whether the digits may be a year as well."
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
            (field, _pattern([label for label in labels if f'{{{field}}}' in label]))
            for field in self.by]

    def labelled(self, reading):
        """Return ({member: (code, number)}, other) for the numbers after one of the words.

        The other is a number after such a word that is no member's for certain, or ''.
        """
        found, nobody = {}, ''
        for field, pattern in self.patterns:
            code = 'label' if field == 'id' else 'number_member'
            for text in reading.numbered:
                for digits, said in _after(pattern, text, field, reading.row.date.year):
                    members = self.by[field].get(number_key(digits), ())
                    for member in members if said else ():
                        found.setdefault(member, (code, digits))
                    if members if said is None else not (members and said):
                        nobody = digits
        if self.long:
            for chunk in CHUNK.findall(' '.join(reading.numbered)):
                for member in self.long.get(compact(chunk), ()):
                    found.setdefault(member, ('number_member', chunk))
        return found, nobody

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


def _pattern(labels):
    "One pattern for all the labels that name this field; None if none does."
    before = sorted(
        {' ?'.join(map(re.escape, plain(label.partition('{')[0]).split())) for label in labels},
        key=len, reverse=True)
    if not before:
        return None
    return re.compile(
        rf'(?<![A-Z0-9])(?P<word>{"|".join(before)})(?P<sign>\.?(?:-?N[RO]?\.)?{SIGN})'
        rf'(?P<year>(?:19|20)\d\d[ .-]+(?P<after>{SIGN}))?(?P<digits>\d{{1,9}}){ENDS}')


def _after(pattern, text, field, year):
    """Yield (number, whether the words say that it is a member's) after one of the words.

    So for the numbers joined to it by `and`.  It is None, not known, for a near year, which may
    be a member's number as well.
    """
    for found in pattern.finditer(text) if pattern else ():
        digits, word = found['digits'], found['word']
        explicit = 'N' in found['sign'] or 'N' in (found['after'] or '')
        dues = field == 'number' and word in OF_DUES and not explicit
        if dues and found.end() == len(text) and PART_OF_YEAR.fullmatch(digits):
            continue
        if field == 'number' and _is_near(digits, year):
            if int(digits) != year:
                yield digits, None
        else:
            one = len(digits) == 1 and word != 'ADH'
            yield digits, not (dues and (is_year(digits) or one))
        end = found.end()
        while joined := AND.match(text, end):
            # A second year, or a second member: nobody can know
            yield joined[1], not _is_near(joined[1], year)
            end = joined.end()


def _is_near(digits, year):
    return is_year(digits) and abs(int(digits) - year) <= NEAR_YEARS


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
            chunks = CHUNK.findall(SHORTENED.sub(r'\1 ', text))
            keys = [compact(chunk) for chunk in chunks]
            for at in range(len(chunks)):
                self._from(chunks, keys, at, found)
        return found

    def unknown(self, reading):
        "Return a number after a word for a bill that is not the number of one of ours, or ''."
        for text in reading.numbered:
            for found in OTHERS.finditer(text):
                word, number = found.groups()
                if len(number) > LONGEST or OF_A_BANK.fullmatch(found[0]):
                    continue
                keys = {compact(number), compact(number).removeprefix('N'), compact(word + number)}
                if not any(is_year(k) or k in self.digits or k in self.whole for k in keys):
                    return number
        return ''

    def _from(self, chunks, keys, at, found):
        "Add what begins at that chunk, the longest first."
        for pieces in range(min(PIECES, len(chunks) - at), 0, -1):
            key = ''.join(keys[at:at + pieces])
            bills = self._whole(key) or self.digits.get(
                self._digits(keys[at - 1] if at else '', key), ())
            if bills:
                found.update(dict.fromkeys(bills, ' '.join(chunks[at:at + pieces])))
                return

    def _whole(self, key):
        "A number may be glued to the word for it, as in NF2026-12."
        for whole in [key, key.removeprefix('NO'), key.removeprefix('N')]:
            if len(whole) >= LEAST and whole in self.whole:
                return self.whole[whole]
        return ()

    def _digits(self, before, key):
        "Return the digits by which a bill is known, if a word for a bill stands before them."
        glued = GLUED.match(key)
        if glued:
            digits = key[glued.end():]
        elif before in BILL_WORDS:
            digits = key
        else:
            return ''
        return digits if digits.isdigit() and digits in self.digits and not is_year(digits) else ''
