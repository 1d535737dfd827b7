"""What columns a table has: as a profile says, as a bank's header says, or as it looks."""
from dataclasses import replace
from typing import NamedTuple

from . import columns, profiles
from .by_content import completed, is_row, rows
from .by_words import by_words
from .cells import Cells
from .columns import AMOUNTS, PREAMBLE, is_header, unique
from .dates import is_date
from .money import is_amount
from .profile import Profile
from .text import folded
from .words import TOTAL


class Layout(NamedTuple):
    preamble: list
    header: int | None  # its line
    names: tuple[str, ...]
    records: list  # what follows
    found: dict[str, tuple[int, ...]]
    profile: Profile


def layout(table, profile=None):
    "Return the Layout, or None of a table without dates and amounts."
    records = table.records
    place, ready = _header(records, profile)
    names = unique(records[place].cells) if place is not None else ()
    profile = profile or ready or _marked(table) or Profile()
    start = 0 if place is None else place + 1
    cells = Cells(_dated(records[start:]) if names else rows(records))
    found = by_words(names, cells) if names else {}
    if not profile.is_whole:
        found = completed(found, cells, bool(names))
    if found.get('date') and place is None:
        place, names = _unknown_header(records, found)
        # What stands before the first row is no broken row
        start = _first(records, found) if place is None else place + 1
    found = _joined(profile, found, names)
    line = None if place is None else records[place].line
    if names and not any(r.text for r in records[start:]):
        return Layout([], line, names, [], {}, profile)
    if names and not any(found.get(role) for role in AMOUNTS):
        # So that the row is named whose amount cannot be read
        found |= columns.amounts_of(names)
    if not found.get('date') or not any(found.get(role) for role in AMOUNTS):
        return None
    if found.get('net') or found.get('email'):
        # No bank says at what address the payer reads mail
        profile = replace(profile, kind='service')
    preamble = records[:start if place is None else place]
    return Layout(preamble, line, names, records[start:], found, profile)


def mode(found):
    "How the columns give an amount."
    if found.get('direction'):
        return 'direction'
    for role, name in (('net', 'net'), ('amount', 'signed')):
        if found.get(role):
            return name
    return 'debit_credit'


def edited(names, found):
    "The columns that a person edits in the bank's site"
    return tuple(
        names[i] for role in ('edited', 'note') for i in found.get(role, ())
        if i < len(names) and names[i])


def _header(records, profile):
    """Return (the place of the header, the ready profile that it belongs to)."""
    own = {folded(c) for cs in profile.columns.values() for c in cs if isinstance(c, str)} \
        if profile else set()
    found = None, None
    for place, record in enumerate(records[:PREAMBLE]):
        if found[1] or found[0] is not None and is_row(record.cells):
            break
        words = {folded(name) for name in unique(record.cells)} - {''}
        ready = max(
            (p for p in profiles.PROFILES if p.names(words)), key=lambda p: len(p.header),
            default=None)
        named = ready or is_header(record.cells) or len(own & words) * 2 > len(own) > 0
        # What was asked of the bank may be written above like a header: From date; Amount
        if named and (found[0] is None or records[found[0]].cells != record.cells):
            found = place, ready
    return found


def _marked(table):
    "The ready profile of the bank that writes such lines, without a header"
    filled = [r for r in table.records if r.text]
    lines = [
        (table.delimiter or ';').join(r.cells) for r in (*filled[:2], *filled[-2:])]
    return next((p for p in profiles.PROFILES if p.marks(lines)), None)


def _joined(profile, found, names):
    "What the profile says of the columns comes first."
    if profile.is_whole:
        # A column that is new may only tell more of who pays
        found = {role: indexes for role, indexes in found.items() if role in columns.TEXTS}
    known = columns.named(profile, names)
    return {
        role: tuple(dict.fromkeys((*known.get(role, ()), *found.get(role, ()))))
        for role in {**known, **found}}


def _dated(records):
    "Some records that are rows of the table, and no line that sums them up"
    return [
        r for r in records[:1000] if len(r.cells) > 1 and any(map(is_date, r.cells))
        and not TOTAL.match(folded(r.text))][:300]


def _first(records, found):
    "The place of the first record with a day where the rows have it"
    date = found['date'][0]
    return next((
        i for i, r in enumerate(records) if len(r.cells) > date and is_date(r.cells[date])), 0)


def _unknown_header(records, found):
    "The line before the first row, if it has a name for each column that was found."
    first = _first(records, found)
    filled = sum(bool(c.strip()) for c in records[first].cells)
    while first and not records[first - 1].text:
        first -= 1
    if not first:
        return None, ()
    cells = records[first - 1].cells
    wanted = [i for role in ('date', *AMOUNTS) for i in found.get(role, ())]
    if sum(bool(c.strip()) for c in cells) >= filled and all(
            i < len(cells) and cells[i].strip() and not is_amount(cells[i])
            for i in wanted):
        return first - 1, unique(cells)
    return None, ()
