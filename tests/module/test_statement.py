"""What a member is told of each document: what it adds, what it has left, and what paid it."""
from decimal import Decimal

import pytest

from tests.module.mirror import prove
from tests.module.portal import bill, fee, gone, member, note, payment

on_postgresql = pytest.mark.postgresql("what is owned by whom is read in SQL")


@pytest.fixture
def told(portal):
    "told('1'): {type and id: entry} of a member, proved"
    def read(number='1'):
        found, = (m for m in portal.statement()['members'] if m['id'] == number)
        prove(found)
        return {f"{e['type']} {e['id'] or e['number']}": e for e in found['entries']}
    return read


def sums(entries):
    return {name: (e['effect'], e['residual']) for name, e in entries.items()}


def given(entries, name):
    "[(what it gave to, amount, who decided)]"
    keys = {e['key']: name for name, e in entries.items()}
    return [
        (keys.get(a['to'], 'another'), a['amount'], a['by'])
        for a in entries[name]['allocations']]


@on_postgresql
def test_bill_of_which_a_part_is_paid(portal, told):
    portal.send(payment('1', '30.00', '2026-02-01', ('1', '30.00')))
    entries = told()
    assert sums(entries) == {
        'bill 1': ('-100.00', '70.00'), 'payment 1': ('30.00', '0.00')}
    assert entries['bill 1'] | {'key': None, 'reference': None} == {
        'type': 'bill', 'kind': 'invoice', 'id': '1', 'number': 'F-1', 'label': "Accès",
        'date': '2026-01-05', 'due': '2026-01-05', 'amount': '100.00', 'effect': '-100.00',
        'residual': '70.00', 'disputed': False, 'start': None, 'end': None,
        'bank_label': None, 'bounced': False, 'allocations': [], 'key': None,
        'reference': None}
    paid = entries['payment 1']
    assert (paid['kind'], paid['label'], paid['amount']) == ('transfer', "VIR 1", '30.00')
    assert given(entries, 'payment 1') == [('bill 1', '30.00', 'portal')]


def test_bill_that_another_member_pays_is_told_to_both(portal, told):
    portal.send(
        member('2'), payment('1', '130.00', '2026-03-10', ('1', '100.00'), member='2'))
    entries, payers = told(), told('2')
    other, = (name for name in entries if name.startswith('other'))
    assert sums(entries) == {'bill 1': ('-100.00', '0.00'), other: ('100.00', '0.00')}
    assert (entries[other]['kind'], given(entries, other)) == (
        'by_another', [('bill 1', '100.00', 'portal')])
    assert sums(payers) == {'payment 1': ('30.00', '30.00')}
    assert payers['payment 1']['amount'] == '130.00'
    assert given(payers, 'payment 1') == [('another', '100.00', 'portal')]


def test_settled_documents_stay_with_why_they_are(portal, told):
    portal.send(payment('1', '100.00', '2026-02-01', allocations=None))
    entries = told()
    assert sums(entries) == {
        'bill 1': ('-100.00', '0.00'), 'payment 1': ('100.00', '0.00')}
    allocation, = entries['payment 1']['allocations']
    assert (allocation['to'], allocation['amount'], allocation['by']) == (
        entries['bill 1']['key'], '100.00', 'ledger')
    assert allocation['reason']
    assert len(allocation['on']) == len('2026-02-01')


@on_postgresql
def test_part_of_a_payment_that_a_person_allocates(portal, told, ledger):
    portal.send(
        bill('2', '50.00', '2026-01-06'),
        payment('1', '60.00', '2026-02-01', allocations=None))

    def allocate():
        found, = ledger.get('asso.payment').search([('label', '=', 'VIR 1')])
        second, = ledger.get('account.invoice').search([('number', '=', 'F-2')])
        found.allocate_by_hand({('bill', second.id): Decimal('50.00')}, "elle l'a demandé")
    ledger.run(allocate)
    entries = told()
    assert given(entries, 'payment 1') == [('bill 2', '50.00', 'person')]
    assert entries['payment 1']['allocations'][0]['reason'] == "elle l'a demandé"
    assert sums(entries)['payment 1'] == ('60.00', '10.00')


def test_bill_that_a_person_cancels_adds_nothing(portal, told, accountant):
    accountant.cancel()
    entries = told()
    assert sums(entries) == {'bill 1': ('0.00', '0.00')}
    assert entries['bill 1']['amount'] == '100.00'


def test_bill_that_the_portal_deletes_is_credited(portal, told):
    portal.send(gone('bill', '1'))
    entries = told()
    assert [(e['type'], e['amount'], e['effect'], e['id']) for e in entries.values()] == [
        ('bill', '100.00', '-100.00', None), ('credit_note', '100.00', '100.00', None)]
    credit = next(name for name in entries if name.startswith('credit_note'))
    assert [amount_by[1:] for amount_by in given(entries, credit)] == [('100.00', 'portal')]


def test_credit_note_larger_than_what_its_bill_had_left(portal, told):
    portal.send(
        payment('1', '80.00', '2026-02-01', ('1', '80.00')),
        note('9', '50.00', '2026-02-02', '1', ('1', '20.00')))
    entries = told()
    assert sums(entries) == {
        'bill 1': ('-100.00', '0.00'), 'payment 1': ('80.00', '0.00'),
        'credit_note 9': ('50.00', '30.00')}
    assert given(entries, 'credit_note 9') == [('bill 1', '20.00', 'portal')]
    assert entries['credit_note 9']['kind'] is None


def test_refund_of_what_was_too_much_is_no_bounce(portal, told):
    portal.send(payment('1', '120.00', '2026-02-01', ('1', '100.00')))
    portal.send(payment('2', '-20.00', '2026-02-03', allocations=None))
    entries = told()
    assert sums(entries)['payment 2'] == ('-20.00', '0.00')
    assert given(entries, 'payment 1') == [
        ('bill 1', '100.00', 'portal'), ('payment 2', '20.00', 'portal')]
    assert not entries['payment 2']['bounced']


def bounce(portal):
    "What the ledger gave to a bill comes back as a whole."
    portal.send(payment('1', '100.00', '2026-02-01', allocations=None))
    portal.send(payment('2', '-100.00', '2026-02-03', allocations=None))


def test_payment_that_bounces_is_named_by_what_takes_it_back(portal, told):
    bounce(portal)
    entries = told()
    assert sums(entries) == {
        'bill 1': ('-100.00', '100.00'), 'payment 1': ('100.00', '0.00'),
        'payment 2': ('-100.00', '0.00')}
    assert given(entries, 'payment 1') == [('payment 2', '100.00', 'ledger')]
    assert [name for name, e in entries.items() if e['bounced']] == ['payment 2']


def test_payment_that_is_given_back_for_a_credit_note_has_not_bounced(portal, told):
    portal.send(payment('1', '100.00', '2026-02-01', allocations=None))
    portal.send(note('9', '100.00', '2026-02-02', '1', ('1', '100.00')))
    portal.send(payment('2', '-100.00', '2026-02-03', allocations=None))
    entries = told()
    assert given(entries, 'payment 1') == [('payment 2', '100.00', 'ledger')]
    assert not entries['payment 2']['bounced']


@on_postgresql
def test_write_off_is_an_entry_of_its_own(portal, told, accountant):
    portal.send(payment('1', '99.00', '2026-02-01', ('1', '99.00')))
    accountant.write_off()
    entries = told()
    other, = (e for e in entries.values() if e['type'] == 'other')
    assert (other['kind'], other['amount'], other['effect'], other['residual']) == (
        'write_off', other['effect'], other['effect'], '0.00')
    assert [(a['to'], a['by'], a['reason']) for a in other['allocations']] == [
        (entries['bill 1']['key'], 'person', None)]
    assert entries['bill 1']['residual'] == '0.00'


def test_opening_line_is_called_so(portal, told, accountant, ledger):
    def open_():
        feed, = portal.feed.search([])
        line = accountant.post(
            accountant.party('Morin 1'), feed.association.account_receivable, Decimal('12.00'),
            draft=True)
        line.move.journal = feed.association.journal_opening
        line.move.save()
        line.move.__class__.post([line.move])
    ledger.run(open_)
    other, = (e for e in told().values() if e['type'] == 'other')
    assert (other['kind'], other['effect'], other['amount'], other['residual']) == (
        'opening', '-12.00', '-12.00', '-12.00')


def test_debt_that_was_delegated_is_anothers(portal, told, accountant):
    accountant.delegate('Morin 2')
    assert sums(told()) == {'bill 1': ('0.00', '0.00')}
    other, = told('2').values()
    assert (other['type'], other['kind'], other['effect'], other['residual']) == (
        'other', None, '-100.00', '-100.00')


def test_payment_for_anothers_bill_names_a_key_that_the_member_does_not_have(
        told, accountant):
    accountant.attach_payment('Morin 2', '30.00')
    theirs, = told('2').values()
    assert (theirs['type'], theirs['effect'], theirs['residual']) == (
        'other', '30.00', '30.00')
    assert [(a['to'], a['amount'], a['by']) for a in theirs['allocations']] == [
        (told()['bill 1']['key'], '30.00', 'person')]


def test_payment_that_was_given_to_another_leaves_nothing(portal, told):
    portal.send(payment('1', '30.00', '2026-02-01', ('1', '30.00')))
    portal.send(payment('1', '30.00', '2026-02-01', member='2'))
    assert sums(told()) == {'bill 1': ('-100.00', '100.00')}
    assert sums(told('2')) == {'payment 1': ('30.00', '30.00')}


def test_line_that_is_not_posted_pays_nothing(portal, told, accountant):
    accountant.pay_by_draft()
    assert sums(told()) == {'bill 1': ('-100.00', '100.00')}


@on_postgresql
def test_dues_that_are_called_and_paid(portal):
    def dues():
        found, = (m for m in portal.statement()['members'] if m['id'] == '1')
        return found['membership']
    assert dues() == {'state': 'member', 'paid_until': None, 'called_until': None}
    portal.send(
        fee('5', '15.00', '2025-01-05', start='2025-01-01', end='2025-12-31'),
        fee('6', '15.00', '2026-01-05', start='2026-01-01', end='2026-12-31'),
        fee('7', '15.00', '2027-01-05', start='2027-01-01', end='2027-12-31'),
        payment('5', '15.00', '2025-02-05', ('5', '15.00')))
    portal.send(note('8', '15.00', '2027-01-06', '7', ('7', '15.00')))
    assert dues() == {
        'state': 'member', 'paid_until': '2025-12-31', 'called_until': '2026-12-31'}
    portal.send(member(status='not_member'), gone('bill', '6'))
    assert dues() == {
        'state': 'not_member', 'paid_until': '2025-12-31', 'called_until': '2025-12-31'}


def test_dues_say_for_when_they_are_and_what_is_disputed(portal, told):
    portal.send(fee(
        '5', '15.00', '2026-01-05', start='2026-01-01', end='2026-12-31', disputed=True))
    entry = told()['bill 5']
    assert (entry['kind'], entry['start'], entry['end'], entry['disputed']) == (
        'membership_fee', '2026-01-01', '2026-12-31', True)


def test_bank_is_known_until_the_last_transfer(portal):
    assert portal.statement()['bank_known_until'] is None
    portal.send(
        payment('1', '1.00', '2026-02-01'), payment('2', '1.00', '2026-02-03', member=None),
        payment('3', '1.00', '2026-03-01', means='cash'))
    assert portal.statement()['bank_known_until'] == '2026-02-03'


def test_entries_that_do_not_add_up_are_not_handed_out(portal, ledger):
    from trytond_asso_members.exceptions import FeedError
    portal.send(payment('1', '100.00', '2026-02-01', ('1', '100.00')))

    def spoil():
        from trytond.transaction import Transaction
        line, = ledger.get('account.move.line').search(
            [('move.origin', 'like', 'asso.payment,%'), ('party', '!=', None)])
        Transaction().connection.cursor().execute(
            f'UPDATE account_move_line SET reconciliation = NULL WHERE id = {line.id}')
    ledger.run(spoil)
    with pytest.raises(FeedError) as refused:
        portal.statement()
    assert "100.00" in str(refused.value)
