"""Rows of one file, one after the other: no bill is paid twice."""
import datetime

from tests.bank.lavoir import BILLS, DAY, FIRST, MEMBERS, NOEMIE, bill, row
from trytond_asso_members.bank.matching.index import Index

LABEL = 'VIR MME LE GALL NOEMIE ADH 412'
EARLIER = DAY - datetime.timedelta(days=3)


def decide(*rows, bills=BILLS):
    return Index(MEMBERS, bills).decide(rows)


def test_second_transfer_of_one_amount_is_not_booked_on_the_same_bill():
    first, second = decide(row(LABEL, key=1), row(LABEL, key=2))
    assert (first.tier, first.bills) == ('matched', ((FIRST.id, FIRST.amount),))
    assert (second.tier, second.bills) == ('proposed', ())


def test_older_of_two_transfers_pays():
    decisions = decide(row(LABEL, key='late'), row(LABEL, key='early', date=EARLIER))
    assert {d.key: d.tier for d in decisions} == {'late': 'proposed', 'early': 'matched'}


def test_decisions_come_in_the_order_of_the_rows():
    rows = [row(LABEL, key=n, date=DAY - datetime.timedelta(days=n)) for n in range(4)]
    assert [d.key for d in decide(*rows)] == [0, 1, 2, 3]


def test_two_bills_of_one_amount_are_paid_by_two_transfers():
    younger = bill(31, NOEMIE, days=5)
    decisions = decide(row(LABEL, key=1), row(LABEL, key=2), bills=[*BILLS, younger])
    assert [[b for b, _ in d.bills] for d in decisions] == [[FIRST.id], [younger.id]]


def test_bill_that_a_later_row_names_is_left_for_it():
    younger = bill(31, NOEMIE, days=5)
    general, named = decide(
        row(LABEL, key=1, date=EARLIER), row(FIRST.reference, key=2), bills=[*BILLS, younger])
    assert [general.bills[0][0], named.bills[0][0]] == [younger.id, FIRST.id]


def test_next_file_begins_anew():
    index = Index(MEMBERS, BILLS)
    assert [d.tier for _ in range(2) for d in index.decide([row(LABEL)])] == ['matched'] * 2
