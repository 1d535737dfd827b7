"""Credit notes: each cent of a bill is credited once, however many notes share it."""
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.module.portal import bill, gone, line, note
from tests.module.ways import both_ways, the

DISCOUNTED = [line('10.00'), line('-0.50'), line('-0.50')]
TAXED = [line('0.83', '20.00', '0.17')]


def _tax(portal):
    "What stands on the account of the tax."
    with portal.ledger.transaction():
        feed, = portal.feed.search([])
        tax, = (t.tax for t in feed.taxes if t.rate == 20)
        return str(-tax.invoice_account.balance)


def test_note_on_a_bill_with_discounts_is_of_its_total(portal):
    portal.send(
        bill('2', '9.00', '2026-02-01', member='2', lines=DISCOUNTED),
        note('1', '5.00', '2026-02-10', '2', ('2', '5.00'), member='2'))
    assert portal.balances()['2'] == '-4.00'


@pytest.mark.postgresql("the lines that a note credits are found in SQL")
@both_ways
def test_notes_that_credit_a_bill_wholly_leave_no_tax(portal):
    portal.send(bill('2', '1.00', '2026-02-01', member='2', lines=TAXED))
    assert _tax(portal) == '0.17'
    for id_, amount in [('1', '0.33'), ('2', '0.33'), ('3', '0.34')]:
        portal.send(note(id_, amount, '2026-02-10', '2', ('2', amount), member='2'))
    assert (portal.balances()['2'], _tax(portal)) == ('0.00', '0.00')


def test_notes_of_one_batch_that_credit_a_bill_wholly_leave_no_tax(portal):
    portal.send(
        bill('2', '1.00', '2026-02-01', member='2', lines=TAXED), *(
            note(id_, amount, '2026-02-10', '2', ('2', amount), member='2')
            for id_, amount in [('1', '0.33'), ('2', '0.33'), ('3', '0.34')]))
    assert (portal.balances()['2'], _tax(portal)) == ('0.00', '0.00')


@pytest.mark.parametrize('batches', [1, 2])
def test_notes_above_their_bill_together_are_refused(portal, batches):
    first = note('1', '80.00', '2026-02-10', '1')
    second = note('2', '80.00', '2026-02-11', '1')
    outcomes = {}
    for batch in [[first, second]] if batches == 1 else [[first], [second]]:
        outcomes |= portal.send(*batch)
    assert outcomes == {'1': 'applied', '2': 'credit_note_above_bill'}
    assert portal.balances()['1'] == '-20.00'
    # As the words say: the notes are corrected in the portal
    assert portal.send(note('2', '20.00', '2026-02-11', '1')) == {'2': 'applied'}
    assert portal.balances()['1'] == '0.00'


def test_note_deleted_may_be_credited_again(portal):
    portal.send(note('1', '80.00', '2026-02-10', '1'))
    portal.send(gone('credit_note', '1'))
    assert portal.send(note('2', '100.00', '2026-02-11', '1')) == {'2': 'applied'}
    assert portal.balances()['1'] == '0.00'


def test_bill_deleted_and_restored_may_be_credited(portal):
    portal.send(gone('bill', '1'))
    portal.send(bill('1', '100.00', '2026-01-05'))
    assert portal.send(note('1', '100.00', '2026-02-11', '1')) == {'1': 'applied'}


def test_what_the_accountant_has_credited_is_not_credited_again(portal, accountant):
    def credit():
        found = accountant.bill()
        invoice, = found.__class__.credit([found])
        invoice.invoice_date = found.invoice_date
        for part in invoice.lines:
            part.unit_price = Decimal('80.00')
        invoice.lines = invoice.lines
        invoice.save()
        invoice.__class__.post([invoice])
    accountant.act(credit)
    assert portal.balances()['1'] == '-20.00'
    assert portal.send(note('1', '80.00', '2026-02-11', '1')) == {
        '1': 'credit_note_above_bill'}
    assert portal.send(note('1', '20.00', '2026-02-11', '1')) == {'1': 'applied'}


def test_note_of_an_earlier_version_counts(portal):
    portal.send(
        bill('2', '9.00', '2026-02-01', member='2', lines=DISCOUNTED),
        note('1', '5.00', '2026-02-10', '2', member='2'))

    def forget():
        credit = the(portal, 'asso.payment', kind='credit_note').credit_note
        credit.lines[0].__class__.write(list(credit.lines), {'origin': None})
    portal.ledger.run(forget)
    assert portal.send(note('2', '4.01', '2026-02-11', '2', member='2')) == {
        '2': 'credit_note_above_bill'}
    assert portal.send(note('2', '4.00', '2026-02-11', '2', member='2')) == {'2': 'applied'}
    assert portal.balances()['2'] == '0.00'


cents = st.integers(-5_000, 10_000).map(lambda c: Decimal(c) / 100)


@given(
    nets=st.lists(
        st.tuples(cents, st.sampled_from(['0', '0.055', '0.2'])), min_size=1, max_size=40),
    parts=st.lists(st.floats(0, 1), max_size=5))
def test_every_line_is_credited_to_the_cent(nets, parts):
    from trytond_asso_members.bills.credit_shares import Left, credit_items

    lines = [
        Left(
            SimpleNamespace(
                id=id_, description="", account=SimpleNamespace(id=1), portal_tax=None,
                product=None),
            net, (net * Decimal(rate)).quantize(Decimal('0.01')))
        for id_, (net, rate) in enumerate(nets)]
    total = sum(left.gross for left in lines)
    whole = [(left.net, left.tax) for left in lines]
    if total <= 0:
        return
    credited = {id_: [Decimal(0), Decimal(0)] for id_ in range(len(lines))}
    rest = total
    for part in [*parts, 1]:
        amount = (rest * Decimal(part)).quantize(Decimal('0.01'))
        if not amount:
            continue
        items = credit_items(lines, amount, {})
        assert -sum(item.net + item.tax for item in items) == amount
        for item in items:
            index = int(item.origin.partition(',')[2])
            credited[index][0] -= item.net
            credited[index][1] -= item.tax
        rest -= amount
    assert [tuple(taken) for taken in credited.values()] == whole
