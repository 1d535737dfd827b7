"""The amount of each row: which mark is the decimal one and what a minus means, as proven."""
from itertools import product
from typing import NamedTuple

from . import money
from .balances import steps
from .errors import BadFile
from .questions import Question, chosen
from .text import folded
from .words import IN, NEUTRAL, OUT


class Figures(NamedTuple):
    "One way to read the amounts of a file"
    decimal: str = ','
    balance_decimal: str = ','
    sign: str = 'written'
    fees: str = 'within'
    swapped: bool = False  # the first column of amounts is the balance


class Reader:
    "Reads the amounts of the records whose columns are known."

    def __init__(self, found, mode, records):
        self.found = {role: indexes[0] for role, indexes in found.items() if indexes}
        self.mode = mode
        debits = [c for r in records if '-' in (c := self.cell(r, 'debit')).replace('−', '-')]
        filled = sum(bool(self.cell(r, 'debit')) for r in records)
        self.debit_is_negative = len(debits) * 2 > filled
        self.debit_is_mixed = 0 < len(debits) < filled and any(
            '-' not in c and money.amount(c, '.') for r in records
            if (c := self.cell(r, 'debit')))

    def cell(self, record, role):
        index = self.found.get(role)
        if index is None or index >= len(record.cells):
            return ''
        return record.cells[index].strip()

    def amount(self, record, figures):
        "Return the signed amount by which the account changes."
        if self.mode == 'debit_credit':
            credit, debit = self._money(record, 'credit', figures), self._money(
                record, 'debit', figures)
            if figures.sign == 'unsigned':
                return credit - abs(debit)
            return credit + (debit if self.debit_is_negative else -debit)
        if self.mode == 'direction':
            return self._directed(record, figures)
        if self.mode == 'net':
            return self._money(record, 'net', figures)
        amount = self._money(record, 'balance' if figures.swapped else 'amount', figures)
        if figures.sign == 'reversed':
            amount = -amount
        return amount - abs(self._fee(record, figures))

    def balance(self, record, figures):
        text = self.cell(record, 'amount' if figures.swapped else 'balance')
        return money.amount(text, figures.balance_decimal) if text else None

    def gross_and_fee(self, record, figures):
        "Return what a payment service took in and what it kept; (None, None) of others."
        if self.mode != 'net':
            return None, None
        net = self._money(record, 'net', figures)
        gross = self._money(record, 'gross', figures) if self.cell(record, 'gross') else net
        return gross, gross - net

    def _directed(self, record, figures):
        text = self.cell(record, 'direction')
        word = folded(text) or text
        if word in IN:
            role = 'credit' if 'credit' in self.found else 'amount'
            return abs(self._money(record, role, figures))
        if word in OUT:
            role = 'debit' if 'debit' in self.found else 'amount'
            return -abs(self._money(record, role, figures)) - abs(self._fee(record, figures))
        if word in NEUTRAL and not self._money(record, 'amount', figures):
            return 0 * self._money(record, 'amount', figures)
        raise BadFile('direction', line=record.line, text=text or "an empty cell")

    def _fee(self, record, figures):
        return self._money(record, 'fee', figures) if figures.fees == 'apart' else 0

    def _money(self, record, role, figures):
        text = self.cell(record, role)
        if not text:
            return money.ZERO
        amount = money.amount(text, figures.decimal)
        if amount is None:
            raise BadFile('amount', line=record.line, text=text)
        return amount


def settle(reader, groups, profile, answers):
    """Return (figures, questions): the way to read that the balances prove.

    `groups` are (records, days, opening, closing) of each account.  A matter is settled if
    all ways that add up best agree on it; what is left is asked.
    """
    records = [r for group in groups for r in group.records]
    matters = _matters(reader, records, profile, answers)
    if all(len(values) == 1 for values in matters.values()):
        return Figures(*(values[0] for values in matters.values())), []
    ways = [Figures(*values) for values in product(*matters.values())]
    if len(matters['decimal']) == 1 and _proof(reader, groups, ways[0])[0] == 1:
        return ways[0], []
    proofs = {way: _proof(reader, groups, way) for way in ways}
    share, right = best = max(proofs.values())
    if share > .5:
        ways = [way for way in ways if proofs[way] == best]
    if right < 2:
        # One step may fit by chance
        ways = [w for w in ways if (w.sign, w.swapped) == (ways[0].sign, ways[0].swapped)]
    return ways[0], _questions(reader, records, ways)


class Group(NamedTuple):
    records: list
    days: list
    opening: object
    closing: object


def _matters(reader, records, profile, answers):
    "Return {field of Figures: values that are possible, the likeliest first}."
    amounts = [
        c for r in records for role in ('amount', 'debit', 'credit', 'net', 'gross', 'fee')
        if (c := reader.cell(r, role))]
    balances = [c for r in records if (c := reader.cell(r, 'balance'))]
    decimal = _decided(profile.decimal, 'decimal', money.marks(amounts), answers)
    if profile.balance_decimal or not balances:
        balance_decimal = [profile.balance_decimal or decimal[0]]
    else:
        balance_decimal = money.marks(balances)
    return {
        'decimal': decimal,
        'balance_decimal': balance_decimal,
        'sign': _signs(reader, profile, balances, answers),
        'fees': _fees(reader, records, profile, answers),
        'swapped': _swaps(reader, profile),
        }


def _signs(reader, profile, balances, answers):
    if profile.sign:
        return [profile.sign]
    if reader.mode == 'debit_credit':
        if reader.debit_is_mixed:
            return _decided('', 'sign', ['unsigned', 'written'], answers)
        return ['unsigned']
    if reader.mode == 'signed' and balances:
        return ['written', 'reversed']
    return ['written']


def _fees(reader, records, profile, answers):
    charged = any(
        money.amount(c, '.') for r in records if (c := reader.cell(r, 'fee')))
    if profile.fees or not charged or reader.mode not in ('signed', 'direction'):
        return [profile.fees or 'within']
    return _decided('', 'fees', ['within', 'apart'], answers)


def _swaps(reader, profile):
    if reader.mode == 'signed' and not profile.amounts and 'balance' in reader.found:
        return [False, True]
    return [False]


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


def _questions(reader, records, ways):
    found = []
    if len({way.decimal for way in ways}) > 1:
        text = next(
            c for r in records for role in ('amount', 'debit', 'credit', 'net', 'gross')
            if len(money.marks([c := reader.cell(r, role)])) > 1)
        found.append(Question('decimal', tuple(
            (way, f"{text} is {money.amount(text, way)}")
            for way in dict.fromkeys(way.decimal for way in ways)),
            f"Is {text} a number with decimals, or one with thousands?"))
    if reader.mode == 'debit_credit' and len({way.sign for way in ways}) > 1:
        found.append(Question('sign', (
            ('unsigned', "all amounts of the debit column were paid out"),
            ('written', "those with another sign than most came back")),
            "Amounts of the debit column have different signs. What do they mean?"))
    if len({way.fees for way in ways}) > 1:
        found.append(Question('fees', (
            ('within', "the amount is what has moved, with its fee"),
            ('apart', "the fee was paid beside the amount")),
            "Is the fee within the amount, or was it paid beside it?"))
    return found
