"""CFONB120 of French banks: records of 120 signs, one a line or all in a row."""
import re
from decimal import Decimal
from typing import NamedTuple

from .errors import BadFile
from .facts import Facts
from .row import Row
from .stated import Stated, day, said

LENGTH = 120
OPENING, MOVEMENT, MORE, CLOSING = '01', '04', '05', '07'
# The last digit of an amount says its sign too; é and è are { and } of the French alphabet
LAST = {
    **{sign: (digit, 1) for digit, sign in enumerate('{ABCDEFGHI')},
    **{sign: (digit, -1) for digit, sign in enumerate('}JKLMNOPQR')},
    'é': (0, 1), 'è': (0, -1)}
AMOUNT = re.compile(r' *(\d*)([{}A-Réè])')
IBAN = re.compile(r'[A-Z]{2}\d{2}[A-Z0-9]{11,30}')
# Of a record 05: the text of the label that goes on, who pays, who is paid, and what for
LABELS, PAYERS, PAYEES = {'LIB'}, {'NPY', 'NPO'}, {'NBE', 'NBU'}
ACCOUNTS = {'CPY', 'IPY'}
MOTIVES = {'LCC', 'LC2', 'LCS', 'RCN'}
END_TO_END = 35  # signs of RCN; the purpose follows


class Record(NamedTuple):
    kind: str
    text: str
    line: int

    @property
    def account(self):
        "The codes of bank and branch and the number, as they stand within the IBAN."
        return f'{self.text[2:7]}{self.text[11:16]}{self.text[21:32]}'.strip()

    @property
    def currency(self):
        return self.text[16:19].strip()

    @property
    def date(self):
        return _date(self.text[34:40], self.line)

    @property
    def amount(self):
        found = AMOUNT.fullmatch(self.text[90:104])
        decimals = self.text[19].strip() or '2'
        if not found or not decimals.isdecimal():
            raise BadFile('amount', line=self.line, text=self.text[90:104].strip())
        last, sign = LAST[found[2]]
        amount = Decimal(f'{found[1]}{last}').scaleb(-int(decimals))
        if amount != round(amount, 2):
            raise BadFile('decimals', line=self.line, text=amount)
        return round(sign * amount, 2) + 0  # and no zero that is negative


def statements(text):
    "Yield the `Stated` of each account and period; raise BadFile."
    found, ignored = [], []
    for record in _records(text):
        if record.kind not in {OPENING, MOVEMENT, MORE, CLOSING}:
            ignored.append((record.line, record.text.strip(), 'no_movement'))
            continue
        if found and (record.kind == OPENING or record.account != found[-1].account):
            yield _stated(found, ignored)
            found, ignored = [], []
        found.append(record)
    if found:
        yield _stated(found, ignored)


def _records(text):
    for line, part in enumerate(text.splitlines(), 1):
        for at in range(0, len(part), LENGTH):
            record = part[at:at + LENGTH]
            if record.strip():
                yield Record(record[:2], record.ljust(LENGTH), line)


def _stated(records, ignored):
    facts, movements = Facts(), []
    for record in records:
        if record.kind == OPENING:
            facts.opening, facts.opening_date = record.amount, record.date
        elif record.kind == CLOSING:
            facts.closing, facts.closing_date = record.amount, record.date
        elif record.kind == MOVEMENT:
            movements.append((record, []))
        elif movements:
            movements[-1][1].append(record)
        else:
            ignored.append((record.line, record.text.strip(), 'no_movement'))
    return Stated(
        records[0].account, records[0].currency, [_row(*m) for m in movements], facts, ignored)


def _row(record, more):
    details = _details(more)
    amount = record.amount
    label = ' '.join(said(record.text[48:79], *_of(details, LABELS)))
    persons = _of(details, PAYERS if amount > 0 else PAYEES)
    accounts = (IBAN.search(text.replace(' ', '')) for text in _of(details, ACCOUNTS))
    return Row(
        line=record.line, date=record.date, amount=amount, label=label,
        value_date=_date(record.text[42:48], record.line) if record.text[42:48].strip() else None,
        texts=said(label, *_of(details, MOTIVES)),
        information={
            MOVEMENT: record.text.rstrip(),
            **{f'{MORE} {code}': '\n'.join(texts) for code, texts in details.items()}},
        counterparty=persons[0] if persons else '',
        iban=next((found[0] for found in accounts if found), ''), type=record.text[32:34].strip())


def _details(records):
    "Return {code: texts} of what follows a movement."
    found = {}
    for record in records:
        code, text = record.text[45:48].strip(), record.text[48:118].rstrip()
        found.setdefault(code, []).append(text[:END_TO_END] if code == 'RCN' else text)
    return found


def _of(details, codes):
    return said(*(text for code, texts in details.items() if code in codes for text in texts))


def _date(text, line):
    return day(f'{text[4:]}{text[2:4]}{text[:2]}', line)
