"""A row as a person reads it: who pays, what for, which years, and what a bank cut off."""
import re
from dataclasses import dataclass
from functools import cached_property

from .vocabulary import phrases
from .words import plain, words

# Banks cut there: whole labels, and the pieces that they are put together from
CUTS = frozenset({31, 35, 70, 140})
PIECES = frozenset({32, 35, 70, 140})
BREAK = re.compile(r'\n|/LIB/|\s{3,}|[;|]')
PAYER = 'DE|EMETTEUR|DONNEUR|ORDRE|NOM|PAYER|DEBITEUR|CONTREPARTIE|FROM|ABWA|AUFTRAGGEBER|NAAM' \
    '|ORDINANTE'
MOTIVE = 'MOTIF|LIBELLE|OBJET|COMMUNICATION|INFO|INFOS|RMT|REMITTANCE|SVWZ|MESSAGE|COMMENTAIRE' \
    '|COMMUNICATIONS|VERWENDUNGSZWECK|MITTEILUNG|MITTEILUNGEN|MEDEDELING|OMSCHRIJVING|CAUSALE' \
    '|CONCEPTO|COMUNICAZIONI'
OTHER = 'REF|REFERENCE|REFDO|REFBEN|DATE|ID|MANDAT|BEN|EREF|KREF|BIC|IBAN|E2E|ICS|RUM|CPT|COMPTE' \
    '|REF.CLIENT|REF CLIENT'
MARK = re.compile(
    rf'(?:^|(?<=[\s/:]))(?:/(?P<slash>{PAYER}|{MOTIVE}|{OTHER})(?=[\s/:]|$)[ :]*'
    rf'|(?P<colon>{PAYER}|{MOTIVE}|{OTHER}) ?[:+] ?)')
ROLES = {name: role for role, names in [
    ('payer', PAYER), ('motive', MOTIVE), ('reference', OTHER)] for name in names.split('|')}

# Of an account cut short too, as far as its groups go; RF is no country
IBAN = re.compile(
    r'\b(?!RF)[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b'
    r'|\b(?:FR|MC|BE|DE|ES|IT|LU|NL|PT|CH|GB|IE|AT|PL)\d{2}(?: [A-Z]{0,3}\d[A-Z0-9]{0,3}\b)+')
DATE = re.compile(
    r'\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}\b'
    r'|\b\d{1,2} ?[H:] ?\d{2}\b')
MONEY = re.compile(r'\b\d+[.,]\d{2}\b(?: ?(?:EUR|EUROS?|E)\b)?|\b\d+ ?(?:EUR|EUROS?|€)(?![A-Z])')
SEASON = re.compile(r'(?<!\d)((?:19|20)\d\d) ?[-/ ] ?((?:19|20)\d\d|\d\d)(?![\dA-Z/])')

YEAR = re.compile(
    r'(?:(?<![A-Z0-9.,-])|(?<![A-Z0-9])[A-Z]{2,}[-/ ]?)((?:19|20)\d\d)(?![A-Z0-9]|[.,/-]\d)')
OF_A_YEAR = 'COTIS|COTISATIONS?|ADHESIONS?|ANNEE|EXERCICE|SAISON|ABONNEMENT'
YEAR_OF_DUES = re.compile(rf'(?:{OF_A_YEAR})[ ./:-]+((?:19|20)\d\d)(?!\d)')
SHORT_YEAR = re.compile(rf"(?:{OF_A_YEAR})[ ']+(\d\d)(?![A-Z0-9]|[.,/-]\d)")
SHORT_SEASON = re.compile(rf'(?:{OF_A_YEAR}) (\d\d) ?[-/ ] ?(\d\d)(?![A-Z0-9]|[.,/-]\d)')
LONGEST_SEASON = 2  # years
LIKE_YEAR = re.compile(r'(?:19|20)\d\d')
RECENT = 5  # years: two digits that mean an earlier one are a number
SHORT_NUMBER = re.compile(r'(?<![A-Z0-9.,_-])(?<!\d/)\d{2,5}(?![A-Z0-9]|[.,/_-]\d)')
# A part, as in 1/2; a day has a word before it, or a zero
PART = re.compile(r'(?<![\dA-Z.,/-])(?<!LE )(?<!DU )[1-9]/(?:[2-9]|1[0-2])(?![\dA-Z/])')
COUNT = re.compile(
    r'(?<![A-Z0-9.,_-])(?<!\d/)\d{1,5}(?:ER|ERE|EME|E)?'
    r'(?![A-Z0-9]|[.,/_-]\d| ?(?:JANV|FEV|MARS|AVR|MAI|JUIN|JUIL|AOUT|SEPT|OCT|NOV|DEC))')
PART_OF_YEAR = re.compile(rf'(?:{OF_A_YEAR}) (?:2|20|20[0-3])$')
# At the end of a text; longer than what is left of a reference of ours without its RF
OF_BANK = re.compile(r' \d{12,}$')


@dataclass(frozen=True)
class Segment:
    """A piece of text that belongs together; `role` is payer, motive, reference or ''."""
    role: str
    text: str

    @cached_property
    def words(self):
        return words(self.text)


class Reading:
    "What is written on a row, parted by the wrappers of banks."

    def __init__(self, row):
        self.row = row
        self.texts = tuple(plain(text) for text in row.written)
        self.segments = tuple(dict.fromkeys(
            segment for text in self.texts for segment in _segments(text)))
        if row.counterparty:
            payer = Segment('payer', plain(row.counterparty).strip())
            self.segments = (payer, *(s for s in self.segments if s.text != payer.text))

    @cached_property
    def words(self):
        return [word for segment in self.segments for word in segment.words]

    @cached_property
    def numbered(self):
        "The texts without the numbers that mean something else: accounts, days, sums."
        return tuple(
            MONEY.sub(' ~ ', DATE.sub(' ~ ', IBAN.sub(' ~ ', text.replace('/LIB/', ' '))))
            for text in self.texts)

    @cached_property
    def years(self):
        "The years that are spoken of; a season counts by its last one."
        years = set()
        for text in self.numbered:
            for first, last in SEASON.findall(text):
                last = int(last) if len(last) == 4 else _century(last)
                if 0 <= last - int(first) <= LONGEST_SEASON:
                    years.add(last)
                    text = text.replace(first, ' ')
            years.update(_century(last) for _, last in SHORT_SEASON.findall(text))
            text = SHORT_SEASON.sub(' ', text)
            years.update(map(int, YEAR.findall(text)))
            years.update(
                year for year in map(_century, SHORT_YEAR.findall(text))
                if abs(year - self.row.date.year) <= RECENT)
        return years

    @cached_property
    def years_of_dues(self):
        "Those that stand right behind a word for dues."
        return {int(year) for text in self.numbered for year in YEAR_OF_DUES.findall(text)}

    @cached_property
    def numbers(self):
        "The short numbers that payers type, but for one that is the present year or the next."
        present = self.row.date.year
        references = {word for s in self.segments if s.role == 'reference' for word in s.words}
        found = []
        for text in self.numbered:
            typed = [n for n in SHORT_NUMBER.findall(text) if n not in references]
            year = next((n for n in typed if int(n) in {present, present + 1}), None)
            if year:
                typed.remove(year)
            found.extend(typed)
        return found

    @cached_property
    def counts(self):
        "Of each text the short numbers, which may say how many there are, and the parts, as 1/2."
        return [
            [*(n for n in COUNT.findall(text) if not LIKE_YEAR.fullmatch(n)), *PART.findall(whole)]
            for text, whole in zip(self.numbered, self.texts, strict=True)]

    @cached_property
    def cut(self):
        """The piece that ends where banks cut, or in the middle of a year; '' if none does.

        Where a bank's own reference or number follows, what the payer wrote is whole.
        """
        for text in self.row.written:
            last = _last(plain(text))
            if last.role == 'reference' or OF_BANK.search(last.text):
                continue
            whole = text.endswith('  ')  # filled up with blanks
            if ({len(text.rstrip()), 0 if whole else len(text)} & CUTS or len(last.text) in PIECES
                    and last.role == 'motive' or PART_OF_YEAR.search(plain(text))):
                return text.strip()
            piece = BREAK.split(text.strip())[-1].strip()
            if piece != text.strip() and len(piece) in PIECES and ' ' in piece:
                return piece
        return ''

    @cached_property
    def cut_between_words(self):
        "A text that may have been cut after a space, which nobody sees any more."
        return next((t.strip() for t in self.row.written if len(t.rstrip()) + 1 in CUTS), '')

    @cached_property
    def last_words(self):
        "The last word of each piece, which may be the beginning of a longer one."
        return {segment.words[-1] for segment in self.segments if segment.words}

    @cached_property
    def _written(self):
        "The words of each segment, and again without a year that is glued to one."
        written = [segment.words for segment in self.segments]
        glued = [[word.rstrip('0123456789') or word for word in some] for some in written]
        return written + [some for some in glued if some not in written]

    def says(self, vocabulary, names):
        "Return the first phrase of the vocabulary that is written and is no name, or ''."
        for written in self._written:
            for at, word in enumerate(written):
                for phrase in vocabulary.get(word, ()):
                    if (tuple(written[at:at + len(phrase)]) == phrase
                            and not names.issuperset(phrase)):
                        return ' '.join(phrase)
        return ''


def by_first_word(*lists):
    "Return {first word: phrases}, as `says` takes it."
    found = {}
    for text in lists:
        for phrase in phrases(text) if isinstance(text, str) else text:
            found.setdefault(phrase[0], []).append(phrase)
    return found


def _century(two_digits):
    return 2000 + int(two_digits)


def _segments(text):
    "Return the segments of one text; who pays stands before what it is for, if nowhere else."
    found = list(_marked(text))
    motive = next((at for at, s in enumerate(found) if s.role == 'motive'), 0)
    if any(s.role == 'payer' for s in found[:motive]):
        return found
    return [Segment(s.role or 'payer', s.text) for s in found[:motive]] + found[motive:]


def _marked(text):
    for piece in BREAK.split(text):
        role, begin = '', 0
        for mark in MARK.finditer(piece):
            yield from _segment(role, piece[begin:mark.start()])
            role = ROLES[mark['slash'] or mark['colon']]
            begin = mark.end()
        yield from _segment(role, piece[begin:])


def _last(text):
    return (_segments(text) or [Segment('', '')])[-1]


def _segment(role, text):
    text = text.strip(' /:-')
    if text:
        yield Segment(role, text)
