"""The rows of a year are booked once, however it is cut into files, and in whatever order."""
import datetime
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bank.reading import FILES, read_file, read_text
from trytond_asso_members.bank.reading.identity import (
    Known,
    doubles,
    fingerprint,
    merge,
)
from trytond_asso_members.bank.reading.profile import Profile
from trytond_asso_members.bank.reading.row import Row

DAY = datetime.date(2026, 1, 1)


def row(day=0, amount='10.00', label="VIR TAHRI", **values):
    return Row(2, DAY + datetime.timedelta(days=day), Decimal(amount), label, **values)


class Account:
    "Rows that are booked, file after file"

    def __init__(self):
        self.rows, self.known = [], Counter()

    def take(self, rows):
        new = merge(self.known, rows)
        self.rows += new
        self.known.update(map(fingerprint, new))
        return new


# -- any split, in any order

# Few amounts and few labels, so that many rows of a day are equal
bank_rows = st.lists(st.builds(
    row, st.integers(0, 20), st.sampled_from(['10.00', '-10.00', '35.00']),
    st.sampled_from(["VIR TAHRI", "VIR ROCHE", "REMISE CHQ"])), max_size=60)


@st.composite
def years(draw):
    "The rows of some weeks, oldest first, and files that have all of them between them"
    rows = sorted(draw(bank_rows), key=lambda r: r.date)
    ranges = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=8))
    cuts = sorted(draw(st.sets(st.integers(1, 20), max_size=5)))
    whole = list(zip([0, *cuts], [*cuts, 21], strict=True))
    files = [
        [r for r in rows if first <= (r.date - DAY).days <= last]
        for first, last in ((min(pair), max(pair)) for pair in ranges + whole)]
    # Who downloads in the course of a day gets its beginning
    for file in files[:len(ranges)]:
        today = sum(r.date == file[-1].date for r in file) if file else 0
        del file[len(file) - draw(st.integers(0, today)):]
    files = [file[::-1] if draw(st.booleans()) else file for file in files]
    return rows, draw(st.permutations(files))


@given(years())
def test_year_in_overlapping_files_in_any_order_is_booked_once(case):
    rows, files = case
    account = Account()
    for file in files:
        account.take(file)
    assert Counter(map(fingerprint, account.rows)) == Counter(map(fingerprint, rows))
    assert sum(r.amount for r in account.rows) == sum(r.amount for r in rows)


@given(years())
def test_file_that_was_taken_brings_nothing_a_second_time(case):
    _, files = case
    account = Account()
    for file in files:
        account.take(file)
        assert account.take(file) == []


# -- what is the same movement


@pytest.mark.parametrize('other', [
        row(amount='10'), row(label="Vir  Tahri"), row(label="VIR TÀHRI"), row(balance=Decimal(5)),
        row(value_date=DAY), row(information={'Pointage': 'Oui'}), row(texts=("Adhésion",)),
        row(counterparty="Tahri"), row(iban='FR76'),
        ], ids=str)
def test_row_is_the_same_with_what_a_bank_may_leave_out_or_a_person_edit(other):
    assert fingerprint(other) == fingerprint(row())


@pytest.mark.parametrize('other', [
        row(1), row(amount='-10.00'), row(amount='10.01'), row(label="VIR ROCHE"),
        row(currency='USD'), row(reference='tx-1')], ids=str)
def test_row_is_another_by_day_amount_label_currency_or_reference(other):
    assert fingerprint(other) != fingerprint(row())


def test_label_that_a_bank_writes_anew_does_not_matter_where_it_gives_a_reference():
    assert fingerprint(row(reference='tx-1', label="A")) == fingerprint(
        row(reference='tx-1', label="B"))


def test_label_that_a_person_edits_is_no_part_of_it():
    profile = Profile(columns={'label': ('Memo',)}, edited=('Memo',))
    assert fingerprint(row(label="A"), profile) == fingerprint(row(label="B"), profile)
    assert fingerprint(row(label="A")) != fingerprint(row(label="B"))


def test_file_with_pointage_that_has_changed_brings_nothing():
    file = read_file('bpce.csv')
    text = (FILES / 'bpce.csv').read_text(encoding='cp1252')
    later = read_text(text.replace(';0\n', ';1\n'), 'cp1252', profile=file.profile)
    known = Counter(fingerprint(r, file.profile) for r in file.accounts[0].rows)
    assert merge(known, later.accounts[0].rows, file.profile) == []


def test_columns_that_are_exported_only_later_bring_nothing():
    short = read_text(
        'Date;Date de valeur;Débit;Crédit;Libellé;Solde\n'
        '05/01/2026;05/01/2026;;35,00;VIR INST MME TAHRI IMENE;535,00\n'
        '14/01/2026;15/01/2026;-31,40;;PRLV SEPA EAU DU MOULIN;503,60\n')
    later = read_file('credit-mutuel.csv', short.profile)
    known = Counter(fingerprint(r, short.profile) for r in short.accounts[0].rows)
    assert merge(known, later.accounts[0].rows, later.profile) == []
    assert later.accounts[0].rows[0].texts == ("VIR INST MME TAHRI IMENE", "Adhésion – 2026")


# -- what may be the same movement, for a person to decide


def known(*rows):
    return [Known(fingerprint(r), r.date, r.amount, r.label, r.reference) for r in rows]


def suspected(before, rows):
    return [(new.label, old.label) for new, old in doubles(known(*before), rows)]


def test_label_that_was_written_anew_is_a_suspected_double():
    assert suspected(
        [row(label="VIR INSTANTANE EN COURS TAHRI"), row(3)],
        [row(label="VIR INST MME TAHRI ADHESION"), row(3)]) == [
        ("VIR INST MME TAHRI ADHESION", "VIR INSTANTANE EN COURS TAHRI")]


def test_movement_that_was_booked_some_days_later_is_a_suspected_double():
    assert suspected(
        [row(0), row(1, label="CARTE CAFE DU PORT"), row(8)],
        [row(0), row(3, label="CARTE 02/01 CAFE DU PORT PARIS"), row(8)]) == [
        ("CARTE 02/01 CAFE DU PORT PARIS", "CARTE CAFE DU PORT")]


@pytest.mark.parametrize('before, rows', [
        ([row()], [row(), row(label="VIR MME TAHRI")]),
        ([row()], [row(), row()]),
        ([row(reference='a')], [row(reference='b')]),
        ([row()], [row(amount='11.00')]),
        ([row()], [row(label="PRLV EAU DU MOULIN")]),
        ([row(), row(9)], [row(1), row(9)][:1]),
        ([row(), row(30)], [row(20), row(30)]),
        ], ids=[
        'known one is in the file too', 'two true ones', 'two references', 'another amount',
        'another label', 'day not in the file', 'long after'])
def test_new_movement_is_no_suspected_double(before, rows):
    assert suspected(before, rows) == []


def test_suspected_double_is_new_all_the_same():
    before, after = row(label="VIR EN COURS TAHRI"), row(label="VIR INST TAHRI")
    assert merge(Counter([fingerprint(before)]), [after]) == [after]
