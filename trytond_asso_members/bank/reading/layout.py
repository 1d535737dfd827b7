"""What columns a table has: as a profile says, as a bank's header says, or as it looks."""
from typing import NamedTuple

from . import columns, profiles
from .by_content import by_content
from .columns import PREAMBLE, by_words, is_header, unique
from .dates import is_date
from .profile import Profile


class Layout(NamedTuple):
    start: int  # the records before it are the preamble
    header: int | None  # the line of the header
    names: tuple[str, ...]
    found: dict[str, tuple[int, ...]]
    profile: Profile


def layout(table, profile=None):
    "Return the Layout, or None of a table without dates and amounts."
    records = table.records
    place = next((
        i for i, r in enumerate(records[:PREAMBLE]) if is_header(r.cells)), None)
    if place is None and profile and _has_names(profile):
        place = _place_of(profile, records)
    names = unique(records[place].cells) if place is not None else ()
    profile = profile or _known(names, table)
    after = records[place + 1:] if place is not None else records
    found = by_words(names, _dated(after)) if names else None
    if not found and not profile.columns:
        found = by_content(after)
        if found and place is None:
            place, names = _unknown_header(records, found)
    found = _joined(profile, found or {}, names)
    if not found:
        return None
    start = 0 if place is None else place + 1
    return Layout(start, records[place].line if place is not None else None, names, found, profile)


def _joined(profile, found, names):
    "What the profile says of the columns comes first."
    if profile.amounts and profile.columns:
        # All was known before: a column that is new may only tell more of who pays
        found = {role: indexes for role, indexes in found.items() if role in columns.TEXTS}
    known = columns.named(profile, names)
    return {
        role: tuple(dict.fromkeys((*known.get(role, ()), *found.get(role, ()))))
        for role in {**known, **found}}


def _has_names(profile):
    return any(isinstance(c, str) for cs in profile.columns.values() for c in cs)


def _place_of(profile, records):
    "The header by the names that the profile has for its columns"
    wanted = {
        columns.folded(c) for cs in profile.columns.values() for c in cs if isinstance(c, str)}
    for index, record in enumerate(records[:PREAMBLE]):
        if len(wanted & {columns.folded(c) for c in unique(record.cells)}) * 2 > len(wanted):
            return index
    return None


def _known(names, table):
    "The ready profile of the bank whose file this is, or one that knows nothing"
    filled = [r for r in table.records if r.text]
    lines = [
        (table.delimiter or ';').join(r.cells) for r in (*filled[:2], *filled[-2:])]
    fitting = [p for p in profiles.PROFILES if p.recognises(names, lines)]
    return max(fitting, key=lambda p: len(p.header), default=Profile())


def _dated(records):
    "Some records that are rows of the table"
    return [r for r in records[:1000] if len(r.cells) > 1 and any(map(is_date, r.cells))][:300]


def _unknown_header(records, found):
    "The line before the first row, if it has a name for each column that was found."
    first = next((
        i for i, r in enumerate(records) if len(r.cells) > found['date'][0]
        and is_date(r.cells[found['date'][0]])), 0)
    while first and not records[first - 1].text:
        first -= 1
    if not first:
        return None, ()
    cells = records[first - 1].cells
    wanted = [i for role in ('date', *columns.AMOUNTS) for i in found.get(role, ())]
    if all(i < len(cells) and cells[i].strip() and not columns.is_amount(cells[i])
            for i in wanted):
        return first - 1, unique(cells)
    return None, ()


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
