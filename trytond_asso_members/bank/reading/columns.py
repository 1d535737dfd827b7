"""The roles of columns: what a header names, and what a profile knows."""
from collections import defaultdict

from .dates import is_date
from .errors import BadFile
from .money import is_amount
from .text import folded, normal
from .words import ROLES

# So far down may a header stand
PREAMBLE = 60
AMOUNTS = ('amount', 'debit', 'credit', 'net', 'gross')
# The texts that may tell who pays, in this order
TEXTS = (
    'label', 'motive', 'counterparty', 'payer', 'payee', 'first_name', 'end_to_end', 'note')


def role_of(name):
    "Return (role, rank) of a column by its name."
    word = folded(name)
    if word:
        for role, rank, pattern in ROLES:
            if pattern.fullmatch(word):
                return role, rank
    return '', 0


def roles_of(names):
    "Return {role: columns}, the preferred first."
    found = defaultdict(list)
    for index, name in enumerate(names):
        role, rank = role_of(name)
        found[role].append((rank, index))
    return {role: [index for _, index in sorted(columns)] for role, columns in found.items()}


def amounts_of(names):
    "Return {role: indexes} of the columns of amounts, by their names alone."
    roles = roles_of(names)
    return {role: tuple(roles[role][:1]) for role in ('amount', 'debit', 'credit') if role in roles}


def is_header(cells):
    "Whether they name the columns: a date and an amount, and no date or amount is among them."
    if len(cells) < 2 or any(is_date(c) or is_amount(c) for c in cells if c.strip()):
        return False
    roles = roles_of(cells)
    dated = roles.keys() & {'date', 'value_date', 'payout_date'}
    moneyed = roles.keys() & {*AMOUNTS, 'cents'} or len(roles.get('balance', [])) > 1
    return bool(dated and moneyed)


def unique(names):
    "Tell columns of one name apart: Solde, Solde (2)."
    seen = defaultdict(int)
    found = []
    for name in map(normal, names):
        seen[name] += 1
        found.append(f'{name} ({seen[name]})' if name and seen[name] > 1 else name)
    return tuple(found)


def named(profile, names):
    "Return {role: indexes} of a profile's columns, or raise BadFile if they are not there."
    places = {folded(name): index for index, name in reversed(list(enumerate(names)))}
    found, missing = {}, []
    for role, columns in profile.columns.items():
        indexes = [c if isinstance(c, int) else places.get(folded(c)) for c in columns]
        found[role] = tuple(i for i in indexes if i is not None)
        if role in ('date', *AMOUNTS) and not found[role]:
            missing.append(str(columns[0]))
    if missing:
        raise BadFile('columns', names=', '.join(missing))
    return {role: indexes for role, indexes in found.items() if indexes}
