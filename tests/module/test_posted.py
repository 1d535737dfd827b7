"""What the portal changes of posted documents: content is told apart from its form."""
import json

import pytest

from tests.module.portal import bill, gone, line, note, payment
from tests.module.ways import the

FIRST, SECOND = line('10.00', label="Accès"), line('20.00', label="Adresse IP")


def _reason(portal, id_='2'):
    change, = (
        c for c in json.loads(portal.call('quarantine'))['changes'] if c['record'] == id_)
    return change['reason']


def _two(*lines, **data):
    return bill('2', '30.00', '2026-02-01', lines=list(lines), **data)


def test_lines_made_again_in_another_order_are_the_same(portal):
    portal.send(_two(FIRST, SECOND))
    assert portal.send(_two(SECOND, FIRST)) == {'2': 'applied'}
    relabelled = dict(SECOND, label="Adresse IPv6")
    assert portal.send(_two(relabelled, FIRST)) == {'2': 'applied'}
    with portal.ledger.transaction():
        lines = the(portal, 'account.invoice', number='F-2').lines
        assert [(line_.description, str(line_.amount)) for line_ in lines] == [
            ("Accès", '10.00'), ("Adresse IPv6", '20.00')]


@pytest.mark.parametrize('ordered', [(SECOND, FIRST), (FIRST, SECOND)])
def test_lines_posted_by_an_earlier_version_are_the_same(portal, ordered):
    portal.send(_two(FIRST, SECOND))

    def forget():
        from trytond_asso_members.changes.records import Bill
        from trytond_asso_members.changes.stored import of_bill_in_order
        binding = the(portal, 'asso.binding', type='bill', external_id='2')
        binding.frozen = of_bill_in_order(Bill(**_two(FIRST, SECOND)['data']))
        binding.save()
    portal.ledger.run(forget)
    assert portal.send(_two(*ordered, due='2026-03-01')) == {'2': 'applied'}
    assert portal.send(bill('2', '31.00', '2026-02-01', lines=[line('31.00')])) == {
        '2': 'bill_frozen'}


@pytest.mark.parametrize('changed, words', [
    ({'lines': [FIRST, dict(SECOND, net='21.00', unit_price='21.00', gross='21.00')],
        'total': '31.00'},
        "30.00 → 31.00; lignes: Adresse IP 1 × 20 = 20.00 → Adresse IP 1 × 21 = 21.00"),
    ({'kind': 'donation'}, "Facture → Don"),
    ({'date': '2026-02-02'}, "date: 2026-02-01 → 2026-02-02"),
    ({'number': 'F-9'}, "numéro: F-2 → F-9"),
    ({'lines': [dict(FIRST, quantity='2', unit_price='5.00'), SECOND]},
        "lignes: Accès 1 × 10 = 10.00 → Accès 2 × 5 = 10.00"),
    ({'lines': [dict(FIRST, account='706'), SECOND]},
        "Adresse IP 1 × 20 = 20.00 [706] → Accès 1 × 10 = 10.00 [706] / "),
    ({'draft': True}, "- → de nouveau un brouillon"),
    ])
def test_bill_that_differs_names_what_before_and_after(portal, changed, words):
    portal.send(_two(FIRST, SECOND))
    data = {**_two(FIRST, SECOND)['data'], **changed}
    amount, date = data.pop('total'), data.pop('date')
    assert portal.send(bill(data.pop('id'), amount, date, **data)) == {'2': 'bill_frozen'}
    assert words in _reason(portal)


def test_mend_of_a_frozen_bill_followed_literally_comes_out_right(portal):
    "Set back what was changed; then credit the bill, and make a new one"
    wrong = bill('2', '35.00', '2026-02-01')
    portal.send(bill('2', '30.00', '2026-02-01'))
    assert portal.send(wrong) == {'2': 'bill_frozen'}
    assert portal.send(
        bill('2', '30.00', '2026-02-01'), note('1', '30.00', '2026-02-02', '2', ('2', '30.00')),
        bill('3', '35.00', '2026-02-02')) == {
            '1': 'applied', '2': 'unchanged', '3': 'applied'}
    assert (portal.quarantine(), portal.balances()['1']) == ({}, '-135.00')


def test_mend_of_a_frozen_payment_followed_literally_comes_out_right(portal):
    portal.send(payment('1', '30.00', '2026-02-01', ('1', '30.00')))
    assert portal.send(payment('1', '35.00', '2026-02-01', ('1', '35.00'))) == {
        '1': 'payment_frozen'}
    assert "montant: 30.00 → 35.00" in _reason(portal, '1')
    portal.send(gone('payment', '1'))
    assert portal.send(payment('2', '35.00', '2026-02-01', ('1', '35.00'))) == {
        '2': 'applied'}
    assert (portal.quarantine(), portal.balances()['1']) == ({}, '-65.00')


@pytest.mark.parametrize('changed, words', [
    ({'bill': '2'}, "facture: F-1 → F-2"), ({'total': '6.00'}, "montant: 5.00 → 6.00"),
    ({'date': '2026-02-11'}, "date: 2026-02-10 → 2026-02-11")])
def test_credit_note_that_differs_names_what_before_and_after(portal, changed, words):
    portal.send(bill('2', '30.00', '2026-02-01'), note('1', '5.00', '2026-02-10', '1'))
    data = {'total': '5.00', 'date': '2026-02-10', 'bill': '1', **changed}
    assert portal.send(note('1', data['total'], data['date'], data['bill'])) == {
        '1': 'payment_frozen'}
    assert words in _reason(portal, '1')


def _money(portal):
    "What stands on the accounts of money of the means: {means: balance}."
    with portal.ledger.transaction():
        feed, = portal.feed.search([])
        return {
            m.means: str(m.method.debit_account.balance) for m in feed.payment_methods
            if m.method.debit_account.balance}


@pytest.mark.postgresql("where the money stands is read in SQL")
@pytest.mark.parametrize('member', ['1', None])
def test_means_that_changes_is_followed_by_an_entry(portal, member):
    def paid(means, **data):
        pairs = [('1', '30.00')] if member else []
        return payment('1', '30.00', '2026-02-01', *pairs, means=means, member=member, **data)
    portal.send(paid('transfer'))
    before = _money(portal)
    assert set(before.values()) == {'30.00'}
    for means in ['cash', 'transfer', 'cash']:
        assert portal.send(paid(means)) == {'1': 'applied'}
    assert _money(portal) == {'cash': '30.00'}
    assert portal.send(paid('cash', label="Espèces")) == {'1': 'applied'}
    # What is taken back is taken from where it stands
    assert portal.send(gone('payment', '1')) == {'1': 'applied'}
    assert _money(portal) == {}


def test_means_of_a_repayment_may_change(portal):
    portal.send(
        payment('1', '30.00', '2026-02-01'), payment('2', '-30.00', '2026-02-02'))
    assert portal.send(payment('2', '-30.00', '2026-02-02', means='cash')) == {
        '2': 'applied'}
    assert _money(portal)['cash'] == '-30.00'


def test_means_without_a_method_is_refused(portal):
    def forget():
        feed, = portal.feed.search([])
        feed.payment_methods[0].__class__.delete(
            [m for m in feed.payment_methods if m.means == 'other'])
    portal.send(payment('1', '30.00', '2026-02-01'))
    portal.ledger.run(forget)
    assert portal.send(payment('1', '30.00', '2026-02-01', means='other')) == {
        '1': 'means_unset'}
