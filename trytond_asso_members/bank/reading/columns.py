"""Which column holds what: by the words of a header, by a profile, or by what the cells are."""
from collections import defaultdict

from .dates import is_date
from .errors import BadFile
from .money import is_amount
from .text import folded, normal
from .words import BOOKED, IN, NEUTRAL, NOT_BOOKED, OUT, ROLES

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


def is_header(cells):
    "Whether they name the columns: a date and an amount, and no date or amount is among them."
    if len(cells) < 2 or any(is_date(c) or is_amount(c) for c in cells if c.strip()):
        return False
    roles = roles_of(cells)
    dated = roles.keys() & {'date', 'value_date'}
    moneyed = roles.keys() & set(AMOUNTS) or len(roles.get('balance', [])) > 1
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


def by_words(names, records):
    "Return {role: indexes} by the header, where the cells of some records agree."
    roles = roles_of(names)
    cells = Cells(records)
    dates = [i for i in roles.get('date', []) if cells.are_dates(i)]
    values = [i for i in roles.get('value_date', []) if cells.are_dates(i)]
    if not dates and not values:
        return None
    found = {'date': tuple(dates[:1] or values[:1])}
    others = [i for i in values + dates[1:] if i not in found['date']]
    if values and others:
        found['value_date'] = (others[0],)
    currencies = roles.get('currency', []) + roles.get('value_date', [])
    found['currency'] = tuple(i for i in currencies if cells.are_currencies(i))[:1]
    if not _amounts(found, roles, cells):
        return None
    _others(found, roles, cells)
    return {role: indexes for role, indexes in found.items() if indexes}


def _amounts(found, roles, cells):
    "Put the columns of amounts; say whether there are any."
    amounts = {
        role: tuple(i for i in roles.get(role, []) if cells.are_amounts(i))
        for role in (*AMOUNTS, 'fee', 'balance')}
    directions = [i for i in roles.get('direction', []) + roles.get('type', [])
        if cells.are_directions(i)]
    found['fee'] = amounts['fee'][:1]
    found['balance'] = amounts['balance'][:1]
    if amounts['net'] and (amounts['gross'] or amounts['fee']):
        found['net'] = amounts['net'][:1]
        found['gross'] = (amounts['gross'] or amounts['amount'])[:1]
    elif amounts['amount']:
        found['amount'] = amounts['amount'][:1]
        if directions:
            found['direction'] = tuple(directions[:1])
        elif amounts['debit'] and amounts['credit'] and not cells.negative(*found['amount']):
            del found['amount']
            found.update(debit=amounts['debit'][:1], credit=amounts['credit'][:1])
    elif amounts['debit'] or amounts['credit']:
        found.update(debit=amounts['debit'][:1], credit=amounts['credit'][:1])
    elif len(amounts['balance']) > 1:
        found.update(amount=amounts['balance'][:1], balance=amounts['balance'][1:2])
    else:
        found['amount'] = (amounts['net'] or amounts['gross'])[:1]
    return any(found.get(role) for role in AMOUNTS)


def _others(found, roles, cells):
    accounts = roles.get('account', [])
    own = [i for i in accounts if cells.are_few(i)]
    found['account'] = tuple(own[:1])
    ibans = roles.get('iban', []) + [i for i in accounts if i not in own]
    found['iban'] = tuple(i for i in ibans if i not in found['account'])[:1]
    labels = roles.get('label', [])
    if labels:
        # The longest is the one that the bank did not cut
        labels = sorted(labels, key=cells.length, reverse=True)
        found['label'] = tuple(labels)
    for role in ('motive', 'counterparty', 'payer', 'payee', 'first_name', 'end_to_end', 'type',
            'note', 'email', 'payout', 'payout_date', 'impact', 'edited'):
        found[role] = tuple(roles.get(role, []))
    found['reference'] = tuple(roles.get('reference', []))[:1]
    found['status'] = tuple(i for i in roles.get('status', []) if cells.are_states(i))[:1]


class Cells:
    "What some records have in each column"

    def __init__(self, records):
        width = max((len(r.cells) for r in records), default=0)
        self.columns = [
            [cell for r in records if index < len(r.cells) and (cell := r.cells[index].strip())]
            for index in range(width)]
        self.count = len(records)

    def __getitem__(self, index):
        return self.columns[index] if index < len(self.columns) else []

    def are_dates(self, index):
        return _most(is_date, self[index]) and len(self[index]) * 2 > self.count

    def are_amounts(self, index):
        return _most(is_amount, self[index]) or not self[index]

    def are_currencies(self, index):
        return bool(self[index]) and all(len(c) == 3 and c.isalpha() for c in self[index])

    def are_directions(self, index):
        words = {folded(c) or c for c in self[index]}
        return bool(words & (IN | OUT)) and words <= IN | OUT | NEUTRAL

    def are_states(self, index):
        return bool({folded(c) for c in self[index]} & (BOOKED | NOT_BOOKED))

    def are_few(self, index):
        "Whether they name an account of one's own: there on each row, and nearly always the same"
        return self.columns and len(self[index]) == self.count and (
            len(set(self[index])) <= 1 + self.count // 10)

    def negative(self, index):
        return any('-' in c or '−' in c for c in self[index])

    def length(self, index):
        return sum(map(len, self[index]))


def _most(judge, cells):
    return bool(cells) and sum(map(judge, cells)) >= len(cells) * .8
