"""The way to read the amounts of a file: as its balances prove, or as a person answers."""
from itertools import product
from typing import NamedTuple

from . import money
from .balances import steps
from .questions import ask, chosen
from .reader import Figures, column

# So much of what can be checked adds up, or nothing is proven: of amounts without their signs,
# half would
SURE = .8


class Group(NamedTuple):
    records: list
    days: list
    opening: object
    closing: object


def settle(reader, groups, profile, answers):
    """Return (figures, questions): the way to read that the balances prove.

    A matter is settled if all ways that add up best agree on it; what is left is asked.
    """
    records = [r for group in groups for r in group.records]
    ways = list(_ways(reader, records, profile, answers))
    if len(ways) == 1 or not _differ(reader, ways) and _proof(reader, groups, ways[0])[0] == 1:
        return ways[0], []
    proofs = {way: _proof(reader, groups, way) for way in ways}
    share, right = best = max(proofs.values())
    proven = share > SURE
    if proven:
        ways = [way for way in ways if proofs[way] == best]
    if not (reader.is_of_books or reader.is_nameless) and (
            right < 2 and not reader.is_one_sided
            or not proven and reader.mode == 'debit_credit'):
        # One step may fit by chance
        ways = [w for w in ways if w.sign != 'reversed'] or ways
    return ways[0], _questions(reader, records, ways, proven)


def shown(reader, records, figures):
    """Return what this file shows of the way to read the next one, as fields of a Profile.

    What it had no occasion to show stays open: no fee, no sign, no amount with decimals.
    """
    amounts = ''.join(
        column(r, i) for r in records for i in (figures.amount, *(
            reader.found.get(role) for role in ('debit', 'credit', 'net'))))
    balances = ''.join(column(r, figures.balance) for r in records)
    signed = reader.mode == 'signed' and not reader.unsigned
    return {
        'decimal': figures.decimal if {*'.,'} & {*amounts} else '',
        'balance_decimal': figures.balance_decimal if {*'.,'} & {*balances} else '',
        'sign': figures.sign if (
            signed or reader.debit_is_mixed or reader.is_one_sided or reader.is_of_books
            or reader.is_nameless or figures.sign == 'reversed') else '',
        'fees': figures.fees if _charged(reader, records) else '',
        }


def _differ(reader, ways):
    "Whether the ways are such that several of them may add up."
    return reader.is_one_sided or reader.is_of_books or reader.is_nameless or len(
        {(way.decimal, way.outgoing, way.fees) for way in ways}) > 1


def _ways(reader, records, profile, answers):
    "Yield all Figures that are possible, the likeliest first."
    signs = _signs(reader, profile, answers)
    fees = _fees(reader, records, profile, answers)
    outgoing = _outgoing(reader, records, profile, answers)
    for amount, balance in _columns(reader, answers):
        amounts = [c for r in records if (c := column(r, amount))] + [
            c for r in records for role in ('debit', 'credit', 'net', 'gross', 'fee')
            if (c := reader.cell(r, role))]
        balances = [c for r in records if (c := column(r, balance))]
        decimals = _decided(profile.decimal, 'decimal', money.marks(amounts), answers)
        others = [profile.balance_decimal] if profile.balance_decimal else money.marks(balances)
        words = outgoing if amount in reader.unsigned else ['']
        for found in product(decimals, others, signs, fees, words):
            yield Figures(amount, balance, *found)


def _outgoing(reader, records, profile, answers):
    "Words that may say of a row that it was paid out; '' if none does."
    if not reader.unsigned or profile.is_whole or profile.sign or 'either' not in reader.found:
        return ['']
    words = sorted({reader.cell(r, 'either') for r in records})
    answer = chosen('direction', ('none', *words), answers)
    if answer is None:
        return ['', *words]
    return ['' if answer == 'none' else answer]


def _columns(reader, answers):
    "Yield the columns of the amount and of the balance that are possible together."
    amounts = reader.amounts or (None,)
    if len(amounts) > 1 and answers.get('amount_column') in map(str, amounts):
        amounts = (int(answers['amount_column']),)
    for amount in amounts:
        balances = [i for i in reader.balances if i != amount] or [None]
        for balance in balances:
            yield amount, balance


def _signs(reader, profile, answers):
    if profile.sign:
        return [profile.sign]
    if reader.mode == 'debit_credit' and reader.debit_is_mixed:
        return _decided('', 'sign', ['unsigned', 'written'], answers)
    if reader.is_one_sided:
        return _decided('', 'sign', ['written', 'reversed'], answers)
    if reader.mode == 'debit_credit' and (
            reader.is_of_books or reader.is_nameless or reader.balances):
        likelier = ['reversed', 'unsigned'] if reader.is_of_books else ['unsigned', 'reversed']
        return _decided('', 'sign', likelier, answers)
    if reader.mode == 'signed' and reader.balances:
        return ['written', 'reversed']
    return ['unsigned' if reader.mode == 'debit_credit' else 'written']


def _charged(reader, records):
    return any(money.amount(c, '.') for r in records if (c := reader.cell(r, 'fee')))


def _fees(reader, records, profile, answers):
    if profile.fees or not _charged(reader, records) or reader.mode not in ('signed', 'direction'):
        return [profile.fees or 'within']
    return _decided('', 'fees', ['within', 'apart'], answers)


def _decided(known, what, possible, answers):
    if known:
        return [known]
    answer = chosen(what, possible, answers) if len(possible) > 1 else None
    return [answer] if answer else possible


def _proof(reader, groups, way):
    "Return the share of what can be checked that adds up, and how much that is."
    right = wrong = 0
    for group in groups:
        amounts = [reader.amount(r, way) for r in group.records]
        balances = [reader.balance(r, way) for r in group.records]
        if None not in (group.opening, group.closing):
            fits = group.opening + sum(amounts) == group.closing
            right, wrong = right + fits, wrong + (not fits)
        if found := steps(group.days, amounts, balances):
            right, wrong = right + found.right, wrong + len(found.wrong)
    return (right / (right + wrong) if right else 0, right)


def _questions(reader, records, ways, proven):
    found = []
    amounts = dict.fromkeys(way.amount for way in ways)
    if len(amounts) > 1 and not proven:
        found.append(ask('amount_column', [
                    (str(i), 'amount_column_choice', {
                        'column': i + 1, 'text': column(records[0], i),
                        'line': records[0].line}) for i in amounts]))
    elif len({way.decimal for way in ways}) > 1:
        found.append(_decimal_question(reader, records, ways))
    if reader.is_of_books and len({way.sign for way in ways}) > 1:
        found.append(ask('sign', [
                    ('reversed', 'books_debit', {}), ('unsigned', 'books_credit', {})], 'books'))
    elif reader.is_nameless and len({way.sign for way in ways}) > 1:
        found.append(_side_question(reader, records))
    elif reader.mode == 'debit_credit' and len({way.sign for way in ways}) > 1:
        found.append(ask('sign', [
                    ('unsigned', 'sign_unsigned', {}), ('written', 'sign_written', {})]))
    if reader.is_one_sided and len({way.sign for way in ways}) > 1:
        found.append(ask('sign', [
                    ('written', 'way_written', {}), ('reversed', 'way_reversed', {})],
                'way_text' if reader.paid_out else 'way', text=reader.paid_out))
    words = [word for way in ways if (word := way.outgoing)]
    if len({way.outgoing for way in ways}) > 1:
        found.append(ask('direction', [
                    ('none', 'direction_none', {}),
                    *((w, 'direction_choice', {'word': w}) for w in dict.fromkeys(words))]))
    if len({way.fees for way in ways}) > 1:
        found.append(ask('fees', [
                    ('within', 'fees_within', {}), ('apart', 'fees_apart', {})]))
    return found


def _side_question(reader, records):
    "Ask which of two columns was paid out, with the first amount of each."
    def words(role):
        record = next((r for r in records if reader.cell(r, role).strip('0., ')), records[0])
        return {
            'column': reader.found[role] + 1, 'text': reader.cell(record, role),
            'line': record.line}
    return ask('sign', [
        ('unsigned', 'side_choice', words('debit')),
        ('reversed', 'side_choice', words('credit'))], 'side')


def _decimal_question(reader, records, ways):
    texts = (
        c for r in records for i in (ways[0].amount, *(
            reader.found.get(role) for role in ('debit', 'credit', 'net', 'gross', 'fee')))
        if (c := column(r, i)))
    text = next(t for t in texts if len(money.marks([t])) > 1)
    return ask('decimal', [
            (mark, 'decimal_choice', {'text': text, 'amount': money.amount(text, mark)})
            for mark in dict.fromkeys(way.decimal for way in ways)], text=text)
