"""The figures of the dashboard: each equals the ledger, and opens what it counts."""
import datetime as dt
import json
from decimal import Decimal

import pytest

from tests.module.members import bill, day, member, payment, send
from tests.module.treasurer import row

pytestmark = pytest.mark.postgresql("figures are queries in SQL")


@pytest.fixture
def books(ledger):
    "Bills of every age, a member ahead, a fee paid, a payment without a member."
    send(
        ledger, member('1', "Ada Un", joined=day(0)), member('2', "Bo Deux"),
        member('3', "Cy Trois", left=day(0)),
        bill('10', '1', '1.00', day(-5), due=day(5)),
        bill('11', '1', '2.00', day(-40), due=day(-30)),
        bill('12', '1', '4.00', day(-100), due=day(-90)),
        bill('13', '1', '8.00', day(-370), due=day(-365)),
        bill('14', '1', '16.00', day(-400), due=day(-366)),
        payment('90', '1', '0.50', day(-1)),
        bill('20', '2', '15.00', day(0), kind='membership_fee', start=day(0), end=day(300)),
        payment('91', '2', '20.00', day(-2), b20='15.00'),
        payment('92', None, '7.00', day(-2)))
    return ledger


def figures(ledger):
    def read():
        association, = ledger.get('asso.association').search([])
        with association.own_context():
            return {
                f.code: (f.number, f.amount if f.amount is None else str(f.amount))
                for f in ledger.get('asso.figure').search([])}
    return ledger.run(read)


def test_figures_count_members_money_and_what_waits(books):
    found = figures(books)
    dues_before = found.pop('dues_before')
    assert dues_before == (0, '0.00')
    assert found == {
        'members': (3, None), 'up_to_date': (1, None), 'to_renew': (0, None),
        'late': (2, None), 'joined': (1, None), 'left': (1, None), 'subscriptions': (0, None),
        'accesses': (0, None),
        'dues': (1, '15.00'),
        'not_due': (1, '1.00'), 'overdue_month': (1, '2.00'), 'overdue_quarter': (1, '4.00'),
        'overdue_year': (1, '8.00'), 'overdue_older': (1, '15.50'), 'ahead': (1, '5.00'),
        'bank_rows': (0, '0.00'), 'unmatched': (1, '7.00'), 'quarantine': (0, None),
        'bank_until': (None, None)}


def test_what_is_owed_less_what_is_ahead_is_what_members_owe_in_the_ledger(books):
    found = figures(books)
    owed = sum(Decimal(found[code][1]) for code in [
            'not_due', 'overdue_month', 'overdue_quarter', 'overdue_year', 'overdue_older'])
    with books.transaction():
        lines = books.get('account.move.line').search([
                ('account.type.receivable', '=', True), ('move.state', '=', 'posted')])
        assert owed - Decimal(found['ahead'][1]) == sum(l_.debit - l_.credit for l_ in lines)


def test_row_of_the_bank_that_waits_is_counted_and_the_bank_is_known(ledger, portal, treasurer):
    treasurer.book((row('9.00'), 'waiting', None, None))
    found = figures(ledger)
    assert found['bank_rows'] == (1, '9.00')
    with ledger.transaction():
        figure, = ledger.get('asso.figure').search([('code', '=', 'bank_until')])
        assert figure.day == dt.date(2026, 2, 10)


def test_each_figure_opens_what_it_counts(books):
    def open_():
        association, = books.get('asso.association').search([])
        with association.own_context():
            Figure = books.get('asso.figure')
            counted = {}
            for figure in Figure.search([]):
                action = Figure.show([figure])
                from trytond.pyson import PYSONDecoder
                domain = PYSONDecoder().decode(action['pyson_domain'])
                counted[figure.code] = (
                    figure.number,
                    books.get(action['res_model']).search(domain, count=True))
            return counted
    assert {
        code: found for code, (number, found) in books.run(open_).items()
        if number not in {None, found}} == {}


def test_bridge_is_answered_the_figures_of_its_association(books):
    answer = json.loads(books.run(books.get('asso.feed').figures, 'portal'))
    assert answer['currency'] == 'EUR'
    assert [(f['code'], f['number'], f['amount'], f['day']) for f in answer['figures'][:2]] == [
        ('members', 3, None, None), ('up_to_date', 1, None, None)]
    assert answer['isp'] == {'memberCount': 3, 'subscriberCount': 0}
    assert [answer['months'][-1][name] for name in ['joined', 'members', 'dues']] == [
        1, 2, '15.00']
    assert {(row['offer'], row['begun']) for row in answer['offers']} == {(None, 0)}


def test_neighbour_has_figures_of_its_own(make_ledger):
    ledger = make_ledger('two')
    send(ledger, member('1', "Ada Un"), bill('11', '1', '2.00', day(-40), due=day(-30)))

    def read(code):
        feed, = ledger.get('asso.feed').search([('code', '=', code)])
        return {
            f['code']: f['amount']
            for f in ledger.get('asso.figure').told(feed.company)['figures']}['overdue_month']
    assert [ledger.run(read, code) for code in ['portal', 'neighbour']] == ['2.00', '0.00']


def test_each_figure_is_under_one_tab_of_the_dashboard(ledger):
    from trytond.pyson import PYSONDecoder
    with ledger.transaction():
        tabs = ledger.get('ir.action.act_window.domain').search([
                ('act_window.res_model', '=', 'asso.figure')])
        shown = [
            figure.code for tab in tabs
            for figure in ledger.get('asso.figure').search(PYSONDecoder().decode(tab.domain))]
        assert sorted(shown) == sorted(f.code for f in ledger.get('asso.figure').search([]))
