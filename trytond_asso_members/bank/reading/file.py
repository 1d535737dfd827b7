"""Read a file of a bank: `read` is the entrance."""
from collections.abc import Mapping
from dataclasses import dataclass

from . import source, standard
from .account import Account
from .body import Ignored
from .errors import BadFile
from .profile import Profile
from .questions import Question
from .statement import part


@dataclass(frozen=True)
class File:
    name: str
    encoding: str
    delimiter: str | None  # None for a spreadsheet, or a standard form
    bank: str  # whose layout was recognised, or the standard form; or ''
    kind: str  # 'statement', or 'service'
    profile: Profile  # by which it was read
    accounts: tuple[Account, ...]
    questions: tuple[Question, ...]
    ignored: tuple[Ignored, ...]

    @property
    def is_standard(self):
        "Whether its form says all of it, so that nothing is to be confirmed."
        return self.bank in standard.NAMES


NO_ANSWERS: Mapping[str, str] = {}


def read(content, name='', profile=None, answers=NO_ANSWERS):
    """Return the File, or raise BadFile.

    While it has questions, its rows are those of the likelier reading and must not be booked.
    """
    known = profile or Profile()
    content = source.unpacked(content)
    if form := standard.form_of(content):
        encoding, accounts, ignored = standard.read(content, form)
        return File(name, encoding, None, form, 'statement', Profile(), accounts, (), ignored)
    tables = source.tables(content, known.encoding, known.delimiter)
    parts = _parts(tables, profile, answers)
    full = [p for p in parts if p.accounts]
    if not full:
        _refuse(tables, parts)
    return File(
        name=name, encoding=tables[0].encoding, delimiter=tables[0].delimiter,
        bank=full[0].profile.bank, kind=full[0].profile.kind, profile=full[0].profile,
        accounts=_accounts(full), questions=_questions(full),
        ignored=tuple(i for p in parts for i in p.ignored))


def _parts(tables, profile, answers):
    found, refused = [], None
    for table in tables:
        try:
            found.append(part(table, profile, answers))
        except BadFile as error:
            if error.code != 'columns' or len(tables) == 1:
                raise
            refused = error  # a sheet that lists the accounts has other columns
    if refused and not any(p and p.accounts for p in found):
        raise refused
    return list(filter(None, found))


def _accounts(parts):
    return tuple(a for p in parts for a in p.accounts)


def _questions(parts):
    "Each once, whatever sheet asks it"
    return tuple({q.what: q for p in parts for q in p.questions}.values())


def _refuse(tables, parts):
    for found in parts:
        if found.header:
            raise BadFile('only_header', line=found.header)
    if any(len(r.cells) > 1 for t in tables for r in t.records):
        raise BadFile('no_header')
    raise BadFile('no_rows')
