"""What is laid side by side: members, their bills, and the rows of the bank."""
import datetime
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

# The number after such a word is a member's; {id} is the member's in the portal
LABELS = (
    'ID {id}', 'ADH {number}', 'ADHERENT {number}', 'ADHERENTE {number}', 'ADHESION {number}',
    'MEMBRE {number}', 'MEMBER {number}', 'LICENCE {number}', 'LICENCIE {number}',
    'MATRICULE {number}', 'SOCIETAIRE {number}', 'COTISANT {number}', 'USAGER {number}',
    'ABONNE {number}', 'MITGLIED {number}', 'MITGL {number}', 'MITGLIEDSNUMMER {number}',
    'MITGLIEDS {number}', 'LID {number}', 'LIDNUMMER {number}',
    'MITGLIEDSBEITRAG {number}', 'SOCIO {number}', 'M {number}', 'N {number}', 'NO {number}',
    'NUM {number}', 'NUMERO {number}')


@dataclass(frozen=True)
class Member:
    """`names` are the present name, former ones and, of an organisation, its short ones.

    `replaced` are the references of members who were merged into this one.  `surnames` are
    told where they are known; else they are taken from the names.  `usual` is what the
    member pays as a rule, as (amount, day of the month).  `ibans` are those of the member's own
    accounts, without spaces.
    """
    id: Hashable
    number: str = ''
    names: tuple[str, ...] = ()
    reference: str = ''
    person: bool = True
    portal_id: str = ''
    household: Hashable = None
    usual: tuple[tuple[Decimal, int], ...] = ()
    surnames: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bill:
    """`amount` is what is still open.  A bill that is paid (0) names its member, no more.

    `start` and `end` are those of the membership that dues are for.
    """
    id: Hashable
    member: Hashable
    number: str
    reference: str
    date: datetime.date
    due: datetime.date | None
    amount: Decimal
    kind: str = 'invoice'
    start: datetime.date | None = None
    end: datetime.date | None = None

    def is_due_for(self, date):
        "Whether these are the dues of a membership that holds on that day."
        return bool(
            self.kind == 'membership_fee' and self.start and self.start <= date
            and (not self.end or date <= self.end))


@dataclass(frozen=True)
class Row:
    """`texts` are all the columns that hold words, `label` the one that persons read."""
    key: Hashable
    date: datetime.date
    amount: Decimal
    texts: tuple[str, ...] = ()
    counterparty: str = ''
    iban: str = ''
    label: str = ''

    @property
    def written(self):
        "All that is written on it, each text once; not the short form of a longer one."
        texts = dict.fromkeys(
            t for t in [self.label, *self.texts, self.counterparty] if t and t.strip())
        return tuple(
            t for t in texts
            if not any(o != t and o.startswith(t.rstrip()) for o in texts))


@dataclass(frozen=True)
class Settings:
    """What an association asks of the matching.

    `own_names` are its own, which say nothing; `vetoes` are its words that keep a row from
    being booked without a person; `fees_first`: dues are paid before other bills.
    """
    labels: tuple[str, ...] = LABELS
    own_names: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = field(default=())
    fees_first: bool = False
