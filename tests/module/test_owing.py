"""What members owed at the end of a day is the same whenever it is asked."""
import datetime as dt
import json
import random
from decimal import Decimal

import pytest

from tests.module.portal import bill, fee, member, note, offer, payment

on_postgresql = pytest.mark.postgresql("dates and sums are read in SQL")


class Diary:
    "Days go by: what is sent was written on its day, and the figures of each are noted"

    def __init__(self, portal):
        self.portal = portal
        self.noted = {}

    def live(self, day, *changes):
        self.portal.send(*changes)
        self.pass_by(day)

    def pass_by(self, day):
        "What was written since the last day was written on this one"
        from trytond.transaction import Transaction

        def work():
            for name in ['asso.allocation', 'asso.payment', 'account.invoice']:
                table = self.portal.ledger.get(name).__table__()
                Transaction().connection.cursor().execute(*table.update(
                        [table.create_date], [dt.datetime.fromisoformat(f'{day} 12:00:00')],
                        where=table.create_date > dt.datetime.fromisoformat('2026-11-01')))
        self.portal.ledger.run(work)
        self.noted[day] = self.asked(day)

    def asked(self, day):
        return json.loads(self.portal.call('owing', day))

    def assert_kept(self):
        assert {day: self.asked(day) for day in self.noted} == self.noted


@pytest.fixture
def diary(portal):
    portal.send(offer(), member(), member('2'))
    return Diary(portal)


def of(answer, id_='1'):
    found, = (m for m in answer['members'] if m['id'] == id_)
    return found


def lefts(answer, id_='1'):
    return {f"{e['type']} {e['id']}": e['left'] for e in of(answer, id_)['entries']}


def test_figures_are_the_same_after_later_payments_and_credit_notes(diary):
    diary.live('2026-02-01', bill('51', '40.00', '2026-02-01', due='2026-02-20'))
    diary.live('2026-03-01', payment('61', '25.00', '2026-03-01', ('51', '25.00')))
    diary.live('2026-03-10', note('71', '5.00', '2026-03-10', '51', ('51', '5.00')))
    diary.live('2026-04-01', payment('62', '30.00', '2026-04-01', ('51', '10.00')))
    assert [lefts(a) for a in diary.noted.values()] == [
        {'bill 1': '-100.00', 'bill 51': '-40.00'}, {'bill 1': '-100.00', 'bill 51': '-15.00'},
        {'bill 1': '-100.00', 'bill 51': '-10.00'},
        {'bill 1': '-100.00', 'payment 62': '20.00'}]
    assert [of(a)['owed'] for a in diary.noted.values()] == ['140.00', '115.00', '110.00', '80.00']
    diary.assert_kept()


def test_what_was_on_account_then_is_not_what_it_pays_now(diary):
    diary.live('2026-02-01', payment('61', '40.00', '2026-02-01'))
    diary.live('2026-02-02', bill('51', '40.00', '2026-02-02', member='2'))
    diary.live('2026-02-03', payment('61', '40.00', '2026-02-01', ('1', '40.00')))
    assert [lefts(a) for a in diary.noted.values()] == [
        {'bill 1': '-100.00', 'payment 61': '40.00'}] * 2 + [{'bill 1': '-60.00'}]
    diary.live('2026-02-04', payment('61', '40.00', '2026-02-01'))
    assert lefts(diary.noted['2026-02-04']) == lefts(diary.noted['2026-02-01'])
    assert of(diary.noted['2026-02-01'])['owed'] == '60.00'
    diary.assert_kept()


def test_lettering_by_a_person_counts_from_its_day(diary, ledger):
    def letter():
        Line = ledger.get('account.move.line')
        Line.reconcile(Line.search([
                    ('party.name', 'like', '%Morin 1'), ('account.reconcile', '=', True),
                    ('reconciliation', '=', None)]))
    diary.live('2026-02-01', payment('61', '100.00', '2026-02-01'))
    ledger.run(letter)
    diary.pass_by('2026-02-05')
    assert [lefts(a) for a in diary.noted.values()] == [
        {'bill 1': '-100.00', 'payment 61': '100.00'}, {}]
    diary.assert_kept()


def test_credit_note_of_tryton_pays_the_bill_that_it_credits(diary, ledger):
    def credit():
        Invoice = ledger.get('account.invoice')
        newer, = Invoice.search([('number', '=', 'F-51')])
        noted = Invoice.credit([newer], refund=False)
        Invoice.write(noted, {'invoice_date': dt.date(2026, 2, 5)})
        Invoice.post(noted)
    diary.live('2026-02-01', bill('51', '40.00', '2026-02-01'))
    ledger.run(credit, _skip_warnings=True)
    diary.pass_by('2026-02-05')
    assert lefts(diary.noted['2026-02-05']) == {'bill 1': '-100.00'}


def test_ages_are_counted_from_the_due_date(diary):
    diary.live('2026-02-01', bill('51', '40.00', '2026-02-01', member='2', due='2026-02-20'))
    ages = {
        day: {name: amount for name, amount in of(diary.asked(day), '2')['ages'].items()
            if amount != '0.00'}
        for day in ['2026-01-31', '2026-02-20', '2026-02-21', '2026-04-21', '2026-05-22']}
    assert ages == {
        '2026-01-31': {}, '2026-02-20': {'not_due': '40.00'}, '2026-02-21': {'due_30': '40.00'},
        '2026-04-21': {'due_60': '40.00'}, '2026-05-22': {'due_older': '40.00'}}
    assert of(diary.asked('2026-05-22'), '2')['oldest_due'] == '2026-02-20'


def test_membership_is_that_of_the_day(diary, portal):
    dues = {'start': '2026-02-01', 'end': '2027-01-31', 'member': '2'}
    diary.live('2026-02-01', fee('52', '15.00', '2026-02-01', **dues))
    diary.live('2026-03-01', payment('62', '15.00', '2026-03-01', ('52', '15.00'), member='2'))
    assert [of(a, '2')['state'] for a in diary.noted.values()] == ['never', 'current']
    diary.live('2026-04-01', note('72', '15.00', '2026-04-01', '52', member='2'))
    diary.assert_kept()


@on_postgresql
def test_list_on_a_day_is_what_the_bridge_is_told(diary, ledger):
    diary.live('2026-02-01', payment('61', '40.00', '2026-02-01', member='2'))

    def listed():
        Member = ledger.get('asso.member')
        return [(m.portal_id, m.owed, m.due_older) for m in Member.search([('owed', '>', 0)])], [
            (m.portal_id, m.ahead) for m in Member.search([('ahead', '>', 0)])]
    day = dt.date(2026, 1, 31)
    assert ledger.run(listed, membership_date=day) == ([('1', Decimal('100.00'), 0)], [])
    day = dt.date(2026, 10, 1)
    assert ledger.run(listed, membership_date=day) == (
        [('1', Decimal('100.00'), Decimal('100.00'))], [('2', Decimal('40.00'))])


def test_day_that_is_none_is_refused(portal):
    from trytond_asso_members.exceptions import FeedError
    with pytest.raises(FeedError, match="YYYY-MM-DD"):
        Feed = portal.feed
        portal.ledger.run(
            Feed.__rpc__['owing'].convert, Feed, 'portal', '2026-02-30', {})


def _random_day(chance, day, number, alive):
    """An act of the portal on a day; `alive` is {(type, id): (amount, member, ...)}

    Deletions are left out: the ledger books them on the day of what is deleted.
    """
    who = chance.choice('12')
    amount = f'{chance.randint(1, 90)}.00'
    kind = chance.choice(['bill', 'fee', 'payment', 'payment', 'again', 'note'])
    bills = [k for k in alive if k[0] == 'bill' and alive[k][1] == who]
    payments = [k for k in alive if k[0] == 'payment' and alive[k][1] == who]
    if kind == 'bill' or (kind == 'note' and not bills):
        alive['bill', number] = amount, who
        return bill(number, amount, day, member=who, due=day)
    if kind == 'fee':
        alive['bill', number] = amount, who
        return fee(number, amount, day, member=who, start=day, end='2026-12-31')
    if kind == 'note':
        _, credited = chance.choice(bills)
        return note(number, '1.00', day, credited, (credited, '1.00'), member=who)
    if kind == 'again' and payments:
        _, number = chance.choice(payments)
        amount, _, day = alive['payment', number]
    pairs = [(chance.choice(bills)[1], '1.00')] if bills and chance.random() < .7 else []
    alive['payment', number] = amount, who, day
    return payment(
        number, amount, day, *pairs, member=who,
        **({'allocations': None} if chance.random() < .3 else {}))


@on_postgresql
@pytest.mark.parametrize('seed', [1, *[
    pytest.param(seed, marks=pytest.mark.stress) for seed in range(2, 30)]])
def test_figures_of_any_history_stay(diary, seed):
    chance, alive = random.Random(seed), {}
    for step in range(12):
        day = str(dt.date(2026, 2, 1) + dt.timedelta(days=step * 9))
        diary.live(day, _random_day(chance, day, str(900 + step), alive))
        of_ledger = diary.portal.snapshot()
        assert diary.noted[day]['total'] == of_ledger['total']
    diary.assert_kept()
