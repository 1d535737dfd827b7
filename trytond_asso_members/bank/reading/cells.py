"""What some rows of a table have in each column, to judge what a column is."""
import re

from .dates import is_date
from .money import CODES, amount, decimals, is_amount, is_negative
from .text import folded
from .words import BOOKED, IN, NEUTRAL, NOT_BOOKED, OUT

IBAN = re.compile(r'[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}')


class Cells:
    "The cells that are filled, by column"

    def __init__(self, records):
        width = max((len(r.cells) for r in records), default=0)
        self.columns = [
            [cell for r in records if index < len(r.cells) and (cell := r.cells[index].strip())]
            for index in range(width)]
        self.rows = [tuple(c.strip() for c in r.cells) for r in records]
        self.count = len(records)

    def __getitem__(self, index):
        return self.columns[index] if index < len(self.columns) else []

    def are_dates(self, index):
        return _most(is_date, self[index]) and len(self[index]) * 2 > self.count

    def are_amounts(self, index):
        "As many as it takes where a name says so, or none is there in these rows"
        return _most(is_amount, self[index], .5) or not self[index]

    def are_money(self, index):
        "Amounts have decimals; numbers that never have are those of cheques and of accounts."
        column = self[index]
        return _most(is_amount, column) and any(
            len(decimals(c)) == 1 or '-' in c or re.search(r'[.,]\d', c) for c in column)

    def are_currencies(self, index):
        return bool(self[index]) and {c.upper() for c in self[index]} <= CODES

    def are_directions(self, index):
        words = {folded(c) or c for c in self[index]}
        return bool(words & (IN | OUT)) and words <= IN | OUT | NEUTRAL

    def are_both_directions(self, index):
        words = {folded(c) or c for c in self[index]}
        return self.are_directions(index) and bool(words & IN) and bool(words & OUT)

    def may_be_money(self, index):
        "Small whole numbers, which are no dates"
        return bool(self[index]) and all(
            is_amount(c) and not is_date(c) and len(c) < 10 for c in self[index])

    def are_few_words(self, index):
        return len(set(self[index])) < 5

    def are_states(self, index):
        return bool({folded(c) for c in self[index]} & (BOOKED | NOT_BOOKED))

    def are_ibans(self, index):
        return bool(self[index]) and all(map(IBAN.fullmatch, self[index]))

    def are_texts(self, index):
        return any(sum(map(str.isalpha, c)) > 2 for c in self[index]) and not (
            self.are_dates(index) or self.are_money(index) or self.are_ibans(index))

    def are_few(self, index):
        "Whether they are there on each row and nearly always the same: an account of one's own"
        return len(self[index]) == self.count and (
            len(set(self[index])) <= 1 + self.count // 10)

    def fill_each_other(self, one, other):
        "Whether each row has something in one of two columns, and zero or nothing in the other."
        def filled(row, index):
            return index < len(row) and bool(row[index].strip(' +-0.,€'))
        return (
            any(filled(row, one) or filled(row, other) for row in self.rows)
            and all(not (filled(row, one) and filled(row, other)) for row in self.rows)
            and all(self._is_there(row, one) or self._is_there(row, other) for row in self.rows))

    def are_less(self, whole, part, rest):
        "Whether the rest is the whole less the part on each row that has some of all three."
        found = [
            numbers for row in self.rows
            if (numbers := [_number(row, i) for i in (whole, part, rest)]) and all(numbers)]
        return bool(found) and all(
            all_ - abs(some) == left for all_, some, left in found)

    def have_digits(self, index):
        return any(map(str.isdigit, ''.join(self[index])))

    def are_negative(self, index):
        return any(map(is_negative, self[index]))

    def are_zeros(self, index):
        return not any(c.strip(' +-0.,€') for c in self[index])

    def are_of_both_signs(self, index):
        negative = [is_negative(c) for c in self[index] if c.strip(' +-0.,€')]
        return any(negative) and not all(negative)

    def length(self, index):
        return sum(map(len, self[index]))

    @staticmethod
    def _is_there(row, index):
        return index < len(row) and bool(row[index])


def _number(row, index):
    "The amount of the cell, with its usual decimals; None of what is no amount."
    text = row[index] if index < len(row) else ''
    return amount(text, (decimals(text) or ',')[-1]) if text else None


def _most(judge, cells, share=.8):
    return bool(cells) and sum(map(judge, cells)) >= len(cells) * share
