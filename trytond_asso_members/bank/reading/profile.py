"""How the files of one account are read, once that is known."""
import re
from dataclasses import asdict, dataclass, field, fields

from .text import folded


@dataclass(frozen=True)
class Profile:
    """What is empty is found out from each file.

    Columns are named as in the header ("Solde (2)" is the second one of that name), or by
    their index where a file has no header.
    """
    bank: str = ''
    # A file is of this bank if its header has these names, or if its first or last lines
    # look like this
    header: tuple[str, ...] = ()
    # Words that many banks have: with any other name beside them it is another bank's header
    common: bool = False
    mark: str = ''
    kind: str = 'statement'  # or 'service'
    encoding: str = ''
    delimiter: str = ''
    # {role: columns}, the one that is preferred first
    columns: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    dates: str = ''  # 'dmy', 'mdy' or 'ymd'
    decimal: str = ''  # ',' or '.'
    balance_decimal: str = ''  # where it is another
    amounts: str = ''  # 'signed', 'debit_credit', 'direction' or 'net'
    # What a minus means: 'written' as it stands, 'unsigned' nothing where the column or the
    # direction says it already, 'reversed' the contrary
    sign: str = ''
    outgoing: tuple[str, ...] = ()  # words for money that is paid out, if they are no usual ones
    fees: str = ''  # 'within' the amount, or 'apart' from it
    booked: tuple[str, ...] = ()  # more states, beside those that are known
    skipped: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()  # columns that a person edits in the bank's site
    balances: str = ''  # what lines look like that have a date and state a balance
    currency: str = ''

    def to_dict(self):
        "What differs from a profile that knows nothing, for JSON"
        empty = Profile()
        values = {
            name: value for name, value in asdict(self).items() if value != getattr(empty, name)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()} | (
            {'columns': {role: list(found) for role, found in self.columns.items()}}
            if self.columns else {})

    @classmethod
    def from_dict(cls, values):
        values = dict(values)
        for found in fields(cls):
            if isinstance(values.get(found.name), list):
                values[found.name] = tuple(values[found.name])
        if 'columns' in values:
            values['columns'] = {r: tuple(c) for r, c in values['columns'].items()}
        return cls(**values)

    @property
    def is_whole(self):
        "Whether it says all that has to be known of the columns."
        return bool(self.amounts and 'date' in self.columns)

    def names(self, words):
        "Whether these are the names of columns, as `text.folded`, in a file of this bank."
        own = {folded(name) for name in self.header}
        return bool(own) and (own == words if self.common else own <= words)

    def marks(self, lines):
        "Whether these lines are of a file of this bank that has no header."
        return bool(self.mark) and any(re.search(self.mark, line) for line in lines)
