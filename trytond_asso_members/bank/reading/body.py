"""Which records of a table are movements, and which are not."""
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from . import columns, dates, money
from .columns import AMOUNTS, TEXTS
from .errors import BadFile
from .table import Record
from .text import folded, normal
from .words import BALANCE, BALANCE_LABEL, BOOKED, COMING, NOT_BOOKED, OFFLINE, TOTAL

# Why a movement is left out, unlike a line that is none
MOVEMENTS = {'pending', 'no_amount', 'other_currency'}


class Ignored(NamedTuple):
    line: int
    text: str
    why: str


@dataclass
class Section:
    "A table within a table: that of one account"
    around: list[Record] = field(default_factory=list)  # lines that are no movements
    rows: list[Record] = field(default_factory=list)


class Body:
    "Sorts the records that follow a header."

    def __init__(self, found, names, profile, delimiter, answers):
        self.date, = found['date'][:1]
        self.amounts = [i for role in AMOUNTS for i in found.get(role, ())[:1]]
        known = {i for role in (*TEXTS, *AMOUNTS, 'balance', 'other', 'fee', 'type', 'reference')
            for i in found.get(role, ())}
        self.unknown = [
            i for i in range(len(names)) if i not in known
            or i in found.get('other', ()) and columns.role_of(names[i])[0] in AMOUNTS]
        self.label = found.get('label', (None,))[0]
        self.balance, self.value_date = found.get('balance', ()), found.get('value_date', ())
        self.status = found.get('status', (None,))[0]
        self.names = names
        self.balances = re.compile(profile.balances) if profile.balances else None
        booked, skipped = set(map(folded, profile.booked)), set(map(folded, profile.skipped))
        self.booked = BOOKED | booked
        self.skipped = (NOT_BOOKED - booked) | skipped
        self.impact = found.get('impact', (None,))[0]
        self.means = found.get('type', ()) if profile.kind == 'service' else ()
        self.answer = answers.get('status')
        self.delimiter = delimiter or ';'
        self.ignored = []
        self.unknown_states = set()
        self.width = 0
        self.is_coming = False  # below a line that says that its rows are to come

    def sections(self, preamble, records):
        "Return the sections; put what is left out into `ignored`."
        sections, since, last = [Section(around=list(preamble))], [], None
        for record in preamble:
            self._take_heading(record)
        usual = _usual_width(records)
        self.width = max(len(self.names), usual) if self.names else max(
            len(r.cells) for r in records)
        for record in records:
            if not record.text:
                last = None
                continue
            if last is not None and self._goes_on(record):
                last = sections[-1].rows[-1] = self._joined(last, record)
                continue
            if self.names and columns.is_header(record.cells):
                # What stands before a header is said of what follows it
                sections.append(Section(around=since))
                since, last = [], None
                continue
            self._take_heading(record)
            known = len(self.ignored)
            row = last = self._row(record)
            if row:
                sections[-1].rows.append(row)
                sections[-1].around += since
                since = []
            elif not any(i.why in MOVEMENTS for i in self.ignored[known:]):
                since.append(record)
        sections[-1].around += since
        for section in sections:
            self._take_balances(section)
        return sections

    def _take_heading(self, record):
        if sum(bool(c.strip()) for c in record.cells) == 1:
            self.is_coming = COMING.fullmatch(folded(record.text)) is not None

    def _goes_on(self, record):
        "Whether it holds nothing but more of the label of the row before."
        filled = [i for i, c in enumerate(record.cells) if c.strip()]
        return filled == [self.label] != [0] and not TOTAL.match(folded(record.text))

    def _joined(self, row, record):
        return _with(
            row, self.label, f'{self._cell(row, self.label)}\n{record.cells[self.label]}')

    def _take_balances(self, section):
        "The first and the last row may state a balance instead of a movement."
        for place in (0, -1):
            while section.rows and self._states_balance(section.rows[place]):
                row = section.rows.pop(place)
                section.around.insert(0 if place == 0 else len(section.around), row)
                self._ignore(row, 'total')

    def _states_balance(self, record):
        return self.label is not None and bool(
            BALANCE_LABEL.fullmatch(folded(self._cell(record, self.label))))

    def _row(self, record):
        "Return the record as a movement, or None; or raise BadFile if it is a broken one."
        if self.balances and self.balances.search(
                self.delimiter.join(map(str.strip, record.cells))):
            return None
        record = self._dated(self._mended(record))
        if self._is_pending(record):
            self._ignore(record, 'pending')
            return None
        day, amounts = self._cell(record, self.date), self._amounts(record)
        dated = dates.is_date(day)
        if dated and any(map(money.is_amount, amounts)):
            self._check(record, amounts)
            return record
        if dated and amounts:
            raise BadFile('amount', line=record.line, text=amounts[0])
        if dates.looks_like_date(day) and not dated and amounts:
            raise BadFile('date', line=record.line, text=day)
        if any(map(money.is_amount, amounts)) and not dated:
            self._undated(record, day)
        elif dated:
            if 1 < len(record.cells) <= min(self.amounts):
                raise BadFile(
                    'width', line=record.line, cells=len(record.cells), expected=self.width)
            self._refuse_unread(record)
            self._ignore(record, 'no_amount')
        elif self._is_of_note(record):
            self._ignore(record, 'no_movement')
        return None

    def _dated(self, record):
        "With its value date, where the bank has not dated a row that is in the balance already."
        balances = [self._cell(record, i) for i in self.balance]
        if self._cell(record, self.date) or not any(map(money.is_amount, balances)):
            return record
        value = next((d for i in self.value_date if (d := self._cell(record, i))), '')
        return _with(record, self.date, value) if dates.is_date(value) else record

    def _check(self, record, amounts):
        for text in amounts:
            if not money.is_amount(text):
                raise BadFile('amount', line=record.line, text=text)

    def _refuse_unread(self, record):
        "A row without an amount where it should be, and with one in a column that is not known"
        for index in self.unknown:
            text = self._cell(record, index)
            if money.is_amount(text) and len(text) < 12:
                raise BadFile('no_amount', line=record.line, text=text)

    def _undated(self, record, day):
        "It has an amount and no date: a total, a pending row, or a broken one."
        if folded(day) in self.skipped:
            self._ignore(record, 'pending')
        elif TOTAL.match(folded(record.text)):
            self._ignore(record, 'total')
        elif day:
            raise BadFile('date', line=record.line, text=day)
        else:
            raise BadFile('no_date', line=record.line)

    def _is_pending(self, record):
        "Whether its state says that it has not moved the account, or another column does."
        if self.impact is not None and folded(self._cell(record, self.impact)) == 'memo':
            return True
        if self.is_coming and dates.is_date(self._cell(record, self.date)):
            return True
        if any(folded(self._cell(record, i)) in OFFLINE for i in self.means):
            return True
        if self.status is None:
            return False
        text = self._cell(record, self.status)
        state = folded(text)
        unknown = state not in self.booked | self.skipped
        if unknown and dates.is_date(self._cell(record, self.date)):
            self.unknown_states.add(text)
        return state in self.skipped or unknown and self.answer == 'skipped'

    def _mended(self, record):
        "Put a label together again that has the delimiter in it and no quotation marks."
        extra = len(record.cells) - self.width
        if extra <= 0 or not any(c.strip() for c in record.cells[self.width:]):
            return record
        if self.label is not None and self.delimiter:
            first, last = self.label, self.label + extra + 1
            label = self.delimiter.join(record.cells[first:last])
            whole = record._replace(
                cells=(*record.cells[:first], label, *record.cells[last:]))
            if self._reads(whole) and (first == self.width - 1 or not self._reads(record)):
                return whole
        if self._cell(record, self.date) and dates.is_date(self._cell(record, self.date)):
            raise BadFile(
                'width', line=record.line, cells=len(record.cells), expected=self.width)
        return record

    def _reads(self, record):
        amounts = self._amounts(record)
        return bool(amounts) and all(map(money.is_amount, amounts)) and dates.is_date(
            self._cell(record, self.date))

    def _is_of_note(self, record):
        return sum(bool(c.strip()) for c in record.cells) > 1 and not BALANCE.search(
            folded(record.text))

    def _ignore(self, record, why):
        self.ignored.append(Ignored(record.line, normal(record.text), why))

    def _cell(self, record, index):
        return record.cells[index].strip() if index < len(record.cells) else ''

    def _amounts(self, record):
        return [c for i in self.amounts if (c := self._cell(record, i))]


def _with(record, index, text):
    "The record with another cell there; it may end before it."
    cells = [*record.cells, *[''] * (index + 1 - len(record.cells))]
    cells[index] = text
    return record._replace(cells=tuple(cells))


def _usual_width(records):
    widths = {}
    for record in records:
        if len(record.cells) > 1 and any(map(dates.is_date, record.cells)):
            last = max(i for i, c in enumerate(record.cells, 1) if c.strip())
            widths[last] = widths.get(last, 0) + 1
    most = sum(widths.values())
    # One wide row is a broken one, many are how the bank writes
    return max((w for w, count in widths.items() if count > 1 and count > most * .1), default=0)
