"""Which column holds what, where no header says it: by what the cells are."""
import re
from collections import Counter

from .columns import Cells
from .dates import is_date
from .money import decimals, is_amount
from .text import folded

IBAN = re.compile(r'[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}')


def by_content(records):
    "Return {role: indexes}, or None if there is no column of dates or none of amounts."
    rows = _rows(records)
    if not rows:
        return None
    cells = Cells(rows)
    columns = range(len(cells.columns))
    dates = [i for i in columns if cells.are_dates(i)]
    if not dates:
        return None
    found = {'date': (dates[0],), 'value_date': tuple(dates[1:2])}
    money = [i for i in columns if i not in dates and _is_money(cells, i)]
    _place_amounts(found, cells, money)
    if not found.get('amount') and not found.get('debit'):
        return None
    taken = set(dates) | set(money)
    _place_texts(found, cells, [i for i in columns if i not in taken])
    return {role: indexes for role, indexes in found.items() if indexes}


def _rows(records):
    "Those that have a date and an amount, and the date where most of them have it"
    rows = [
        r for r in records[:400] if len(r.cells) > 1 and any(map(is_date, r.cells))
        and any(is_amount(c) and not is_date(c) for c in r.cells)]
    first = Counter(next(i for i, c in enumerate(r.cells) if is_date(c)) for r in rows)
    if not first:
        return []
    place = first.most_common(1)[0][0]
    return [r for r in rows if place < len(r.cells) and is_date(r.cells[place])]


def _is_money(cells, index):
    "Amounts have decimals; numbers that never have are those of cheques and of accounts."
    column = cells[index]
    if not column or sum(map(is_amount, column)) < len(column) * .95:
        return False
    return any(decimals(c) in (',', '.') or '-' in c for c in column) or any(
        re.search(r'[.,]\d', c) for c in column)


def _place_amounts(found, cells, money):
    whole = [i for i in money if len(cells[i]) >= cells.count * .95]
    parts = [i for i in money if i not in whole]
    if whole:
        # The balance comes last; the proof of the balances may say otherwise
        found['amount'] = (whole[0],)
        found['balance'] = tuple(whole[1:2])
    if len(parts) == 2 and len(cells[parts[0]]) + len(cells[parts[1]]) == cells.count:
        found.update(debit=(parts[0],), credit=(parts[1],), balance=tuple(whole[:1]))
        found.pop('amount', None)


def _place_texts(found, cells, columns):
    texts = []
    for index in columns:
        column = cells[index]
        if not column:
            continue
        ibans = all(IBAN.fullmatch(c) for c in column)
        if cells.are_directions(index) and 'amount' in found and (
                not cells.negative(*found['amount'])):
            found['direction'] = (index,)
        elif cells.are_currencies(index) and len(set(column)) == 1:
            found['currency'] = (index,)
        elif ibans and cells.are_few(index) and cells.count > 1:
            found['account'] = (index,)
        elif ibans:
            found['iban'] = (index,)
        elif any(len(folded(c)) > 3 for c in column):
            texts.append(index)
    # Short words of which there are few say of what kind a row is
    texts.sort(key=cells.length, reverse=True)
    found['label'] = tuple(texts)
