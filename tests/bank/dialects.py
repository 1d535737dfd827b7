"""Statements in the dialects of banks that do not exist."""
import csv
import datetime
import io
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st

# (date, value date, label, amount, debit, credit, balance, direction, (out, in)) as headers
WORDS = {
    'French': ("Date d'opération", "Date de valeur", "Libellé", "Montant", "Débit", "Crédit",
        "Solde", "Sens", ("D", "C")),
    'English': ("Transaction Date", "Value Date", "Description", "Amount", "Paid out", "Paid in",
        "Balance", "Debit/Credit", ("DR", "CR")),
    'German': ("Buchungstag", "Wertstellung", "Verwendungszweck", "Betrag", "Soll", "Haben",
        "Saldo", "Soll/Haben", ("S", "H")),
    'Dutch': ("Boekdatum", "Rentedatum", "Omschrijving", "Bedrag", "Af", "Bij", "Saldo",
        "Af Bij", ("Af", "Bij")),
    'Spanish': ("Fecha operación", "Fecha valor", "Concepto", "Importe", "Cargo", "Abono",
        "Saldo", "Debe/Haber", ("Debe", "Haber")),
    'Italian': ("Data contabile", "Data valuta", "Descrizione", "Importo", "Addebiti",
        "Accrediti", "Saldo", "Dare/Avere", ("Dare", "Avere")),
    # Words that nobody has taught the reader
    'another': ("Kdy", "Od", "Popis", "Kolik", "Ven", "Sem", "Zbytek", "Kam", ("ven", "sem")),
    }
DATES = [
    '%d/%m/%Y', '%d.%m.%Y', '%Y-%m-%d', '%d-%m-%Y', '%d/%m/%y', '%d.%m.%y', '%m/%d/%Y', '%Y%m%d',
    '%Y-%m-%d %H:%M:%S', '%d %b %Y']
MARKS = [(',', ''), (',', ' '), (',', '\xa0'), (',', '.'), (',', '\u202f'), ('.', ''), ('.', ','),
    ('.', "'")]
LABELS = [
    "VIR TAHRI IMENE", "CB PAPETERIE 12,50 EUR", "PRLV EAU; FACT 77", "REMISE CHQ 0000123",
    'VIR "ROCHE" PAUL', "COTISATION 2026/01", "Überweisung Müller"]


class Dialect(NamedTuple):
    words: tuple | None  # none without a header
    date: str
    marks: tuple[str, str]
    trimmed: bool  # without the zeros at the end
    amounts: str  # 'signed', 'behind', 'debit-', 'debit+', 'zeros' or 'direction'
    has_value_date: bool
    has_balance: bool
    newest_first: bool
    delimiter: str
    encoding: str
    preamble: bool
    footer: bool

    def money(self, amount, sign=''):
        decimal, thousands = self.marks
        text = f'{abs(amount):,.2f}'
        if self.trimmed:
            text = text.rstrip('0').rstrip('.')
        text = text.replace(',', 'T').replace('.', decimal).replace('T', thousands)
        return sign + text

    def sides(self, amount, directions):
        "The cells that say the amount"
        minus = '-' if amount < 0 else ''
        if self.amounts == 'signed':
            return [self.money(amount, minus)]
        if self.amounts == 'behind':
            return [self.money(amount) + minus]
        if self.amounts == 'direction':
            return [self.money(amount), directions[amount > 0]]
        nothing = self.money(Decimal(0)) if self.amounts == 'zeros' else ''
        if amount > 0:
            return [nothing, self.money(amount)]
        return [self.money(amount, '-' if self.amounts == 'debit-' else ''), nothing]

    def header(self):
        date, value, label, amount, debit, credit, balance, direction, _ = self.words
        sides = {'signed': [amount], 'behind': [amount], 'direction': [amount, direction]}
        return [
            date, *[value] * self.has_value_date, label,
            *sides.get(self.amounts, [debit, credit]), *[balance] * self.has_balance]

    def write(self, rows):
        "Return the file; rows are (day, amount, label), the oldest first."
        directions = self.words[-1] if self.words else ('Debet', 'Credit')
        lines, balance = [], Decimal('1000.00')
        for day, amount, label in rows:
            balance += amount
            minus = '-' if balance < 0 else ''
            date = day.strftime(self.date)
            lines.append([
                date, *[date] * self.has_value_date, label, *self.sides(amount, directions),
                *[self.money(balance, minus)] * self.has_balance])
        lines = lines[::-1] if self.newest_first else lines
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter)
        if self.preamble:
            writer.writerows([["Compte", "12345678901"], ["Titulaire", "Association"], []])
        if self.words:
            writer.writerow(self.header())
        writer.writerows(lines)
        if self.footer:
            writer.writerow(["Total", *[''] * (len(lines[0]) - 1)])
        text = text.getvalue()
        # Windows has no narrow space
        return (text.replace('\u202f', '\xa0') if self.encoding == 'cp1252' else text).encode(
            self.encoding)


dialects = st.builds(
    Dialect, st.sampled_from([*WORDS.values(), None]), st.sampled_from(DATES),
    st.sampled_from(MARKS), st.booleans(),
    st.sampled_from(['signed', 'behind', 'debit-', 'debit+', 'zeros', 'direction']),
    st.booleans(), st.booleans(), st.booleans(), st.sampled_from(';,\t'),
    st.sampled_from(['utf-8', 'utf-8-sig', 'cp1252', 'utf-16']), st.booleans(), st.booleans())
cents = st.one_of(*(st.integers(1, 10 ** size) for size in (3, 5, 7))).map(
    lambda number: Decimal(number) / 100)
bank_rows = st.lists(
    st.tuples(
        st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
        st.one_of(cents, cents.map(lambda amount: -amount)), st.sampled_from(LABELS)),
    min_size=1, max_size=12).map(sorted)
