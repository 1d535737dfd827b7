"""Files of banks that are invented, and what was read of them."""
from pathlib import Path

from trytond_asso_members.bank.reading.file import read

FILES = Path(__file__).parent / 'files'


def read_file(name, profile=None, answers=()):
    return read((FILES / name).read_bytes(), name, profile, dict(answers))


def read_text(text, encoding='utf-8', **arguments):
    return read(text.encode(encoding), 'example.csv', **arguments)


def rows(file):
    "(day, amount, label) of all rows"
    return [
        (str(row.date), str(row.amount), row.label)
        for account in file.accounts for row in account.rows]


def accounts(file):
    "(identifier, currency, opening, closing, whether it adds up, rows) of all accounts"
    return [
        (found.identifier, found.currency, _text(found.opening), _text(found.closing),
            found.adds_up, [(str(r.date), str(r.amount), r.label) for r in found.rows])
        for found in file.accounts]


def _text(value):
    return None if value is None else str(value)
