"""Which column holds what, where no header says it: by what the cells are."""
from collections import Counter

from .columns import AMOUNTS
from .dates import is_date
from .money import is_amount
from .text import folded
from .words import YES_OR_NO

CODE = 2  # signs of a code that may have digits


def is_row(cells):
    "Whether they have a date and an amount."
    return len(cells) > 1 and any(map(is_date, cells)) and any(
        is_amount(c) and not is_date(c) for c in cells)


def rows(records):
    "Those that have a date and an amount, and the date where most of them have it"
    found = [r for r in records[:400] if is_row(r.cells)]
    first = Counter(next(i for i, c in enumerate(r.cells) if is_date(c)) for r in found)
    if not first:
        return []
    place = first.most_common(1)[0][0]
    return [r for r in found if place < len(r.cells) and is_date(r.cells[place])]


def completed(found, cells, named):
    """Return {role: indexes} with what the words of the header do not say.

    Several columns for an amount, or for a balance, are those that it may be.
    """
    found = dict(found)
    taken = {i for indexes in found.values() for i in indexes}
    free = [i for i in range(len(cells.columns)) if i not in taken and cells[i]]
    if 'date' not in found:
        dates = [i for i in free if cells.are_dates(i)]
        found['date'], found['value_date'] = tuple(dates[:1]), tuple(dates[1:2])
    free = [i for i in free if not cells.are_dates(i)]
    money = [i for i in free if cells.are_money(i)]
    if not any(found.get(role) for role in AMOUNTS):
        _place_amounts(found, cells, money)
    elif not found.keys() & {'amount', 'net', 'gross'} and not (
            found.get('debit') and found.get('credit')):
        _place_other_side(found, cells, money)
    texts = [i for i in free if i not in money]
    if found.get('label') or len(texts) > 1:
        words = [i for i in texts if _may_direct(cells, i)]
        found['either'] = tuple(sorted(words, key=cells.length)[:1])
    _place_texts(found, cells, texts, named)
    return {role: indexes for role, indexes in found.items() if indexes}


def _may_direct(cells, index):
    "Whether its words are so few and short that they may say which way the money went."
    words = set(map(folded, cells[index]))
    if len(cells[index]) < cells.count or cells.are_currencies(index):
        return False
    if words <= YES_OR_NO or any(
            len(word) > CODE and any(map(str.isdigit, word)) for word in words):
        return False  # numbers of something are no words
    return len(words) == 2 and max(map(len, words)) < 13 or len(words) == 1 and (
        cells.are_directions(index) or max(map(len, words)) < 5)


def _place_amounts(found, cells, money):
    # One side may be too short to show any decimals
    amounts = [i for i in range(len(cells.columns)) if i in money or cells.may_be_money(i)]
    pairs = [
        (one, other) for one in amounts for other in amounts
        if one < other and (one in money or other in money) and cells.fill_each_other(one, other)
        and not _has_all(cells, one, other) and not _has_all(cells, other, one)]
    if pairs and cells.count > 1:
        debit, credit = pairs[0]
        if cells.are_negative(credit) and not cells.are_negative(debit):
            debit, credit = credit, debit
        found.update(debit=(debit,), credit=(credit,))
        if not cells.are_negative(debit):
            found['nameless'] = (debit,)
        found.setdefault('balance', tuple(i for i in money if i not in pairs[0]))
        return
    money = [i for i in money if not cells.are_zeros(i)] or money
    if cells.count == 1:
        money = amounts  # one row does not show what is a number and what an amount
    whole = tuple(i for i in money if len(cells[i]) >= cells.count * .95)
    found['amount'] = whole or tuple(money)
    if len(whole) > 1:
        found.setdefault('balance', whole)
    sides = [i for i in range(len(cells.columns)) if not cells[i] and any(
        abs(i - amount) == 1 for amount in found['amount'])]
    found['other_side'] = tuple(sides[:1])


def _has_all(cells, one, other):
    "Whether one column has what came in and what went out, and the other nothing but zeros."
    return cells.are_of_both_signs(one) and cells.are_zeros(other)


def _place_other_side(found, cells, money):
    "The header has a word that is known for one of debit and credit alone."
    known, other = ('debit', 'credit') if found.get('debit') else ('credit', 'debit')
    sides = [i for i in money if cells.fill_each_other(found[known][0], i)]
    if sides:
        found[other] = (sides[0],)


def _place_texts(found, cells, columns, named):
    texts = []
    for index in columns:
        few = cells.are_few(index) and cells.count > 1
        if cells.are_ibans(index):
            role = 'account' if few and 'account' not in found else 'iban'
            found.setdefault(role, (index,))
        elif not named and cells.are_both_directions(index) and (
                unsigned := [i for i in found.get('amount', ()) if not cells.are_negative(i)]):
            found.update(direction=(index,), amount=tuple(unsigned))
        elif not named and few and cells.are_currencies(index):
            found['currency'] = (index,)
        elif cells.are_texts(index) and not (few and cells.count > 3):
            texts.append(index)
    if not texts and not found.get('label'):
        texts = [i for i in columns if any(map(str.isalpha, ''.join(cells[i])))]
    texts.sort(key=cells.length, reverse=True)
    role = 'motive' if found.get('label') else 'label'
    found[role] = (*found.get(role, ()), *texts)
