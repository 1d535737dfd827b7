"""A year closed by the list: each point done or explained, then as Tryton closes it."""
import json
from decimal import Decimal

import pytest
from trytond.transaction import Transaction

from tests.module.portal import bill, payment
from tests.module.subscriber import day


class Closer:
    "A treasurer who closes the year 2021"

    def __init__(self, ledger):
        self.ledger = ledger
        Year = ledger.get('account.fiscalyear')
        self.year = ledger.run(lambda: Year.search([('name', '=', '2021')])[0].id)
        Closing = ledger.get('asso.closing')
        self.id = ledger.run(lambda: Closing.create([{'year': self.year}])[0].id)

    def do(self, work):
        return self.ledger.run(
            lambda: work(self.ledger.get('asso.closing')(self.id)), _skip_warnings=True)

    def points(self):
        return self.do(
            lambda closing: {p.kind: (p.count, p.amount, p.state) for p in closing.points})

    def open(self):
        return [kind for kind, (*_, state) in self.points().items() if state == 'open']

    def press(self, button):
        self.do(lambda closing: getattr(closing, button)([closing]))

    def explain(self, kind):
        def work(closing):
            point, = [p for p in closing.points if p.kind == kind]
            point.explanation = "vu avec l'expert-comptable"
            point.save()
        self.do(work)

    def begin(self):
        "From the menu; the closing that is shown"
        def work():
            Wizard = self.ledger.pool.get('asso.closing.begin', type='wizard')
            (_, data), = Wizard.execute(Wizard.create()[0], {}, 'open_')['actions']
            return data['res_id']
        return self.ledger.run(work)

    def step(self, state):
        "Open the next step, and press the button of the wizard; (its name, what it then opens)"
        def work(closing):
            action = closing.next([closing])
            Wizard = self.ledger.pool.get(action['wiz_name'], type='wizard')
            with Transaction().set_context(
                    active_model='asso.closing', active_id=self.id, active_ids=[self.id]):
                session = Wizard.create()[0]
                values = Wizard.execute(session, {}, 'start')['view']['defaults']
                Start = self.ledger.get(Wizard.start.model_name)
                start = Start(**{k: v for k, v in values.items() if '.' not in k})
                if state == 'balance':
                    start.on_change_fiscalyear()
                    values |= {
                        name: getattr(start, name).id
                        for name in ['journal', 'period', 'credit_account', 'debit_account']}
                form = {k: v for k, v in values.items() if '.' not in k}
                return Wizard.__name__, Wizard.execute(session, {'start': form}, state)
        return self.do(work)

    def take_result(self):
        "As Tryton's own wizard does, with the values that it proposes"
        def work(closing):
            pool = self.ledger.pool
            Wizard = pool.get('account.fiscalyear.balance_non_deferral', type='wizard')
            Start = self.ledger.get('account.fiscalyear.balance_non_deferral.start')
            wizard = Wizard(Wizard.create()[0])
            wizard.start = Start(**Start.default_get(list(Start._fields), with_rec_name=False))
            wizard.start.on_change_fiscalyear()
            return wizard.create_move().id
        return self.do(work)


@pytest.fixture
def closer(ledger, portal):
    "Of an association from before the set-up made adjustment periods"
    def forget():
        Period = ledger.get('account.period')
        Period.delete(Period.search([('type', '=', 'adjustment')]))
    ledger.run(forget)
    portal.send(payment('1', '40.00', '2021-06-01', member='2'))
    return Closer(ledger)


def test_year_is_closed_once_each_point_is_done(ledger, portal, closer):
    from trytond_asso_members.exceptions import ClosingError
    assert closer.points()['ahead'] == (1, Decimal('40.00'), 'shown')
    assert closer.open() == ['adjustment']
    with pytest.raises(ClosingError, match="Adjustment Period"):
        closer.press('close')
    for _ in range(2):
        closer.press('make_adjustment')
    assert closer.open() == []
    closer.press('close')
    assert closer.do(lambda closing: closing.state) == 'closed'
    assert portal.faults() == []


@pytest.mark.stress
def test_result_is_taken_by_the_wizard_of_tryton(ledger, portal, closer):
    portal.send(bill('2', '30.00', '2021-05-01', member='2'))
    closer.press('make_adjustment')
    assert closer.points()['result'] == (1, Decimal('30.00'), 'open')
    move = closer.take_result()
    assert closer.open() == ['result', 'drafts']
    ledger.run(lambda: ledger.get('account.move').post([ledger.get('account.move')(move)]))
    assert closer.open() == []
    closer.press('close')
    assert closer.do(lambda closing: closing.state) == 'closed'


@pytest.mark.stress
def test_step_of_the_list_is_done_and_comes_back_to_it(ledger, portal, closer):
    portal.send(bill('2', '30.00', '2021-05-01', member='2'))
    closer.press('make_adjustment')
    assert closer.step('balance') == ('account.fiscalyear.balance_non_deferral', {})
    assert closer.points()['result'] == (0, Decimal('0.00'), 'done')
    assert closer.open() == []
    assert closer.do(lambda closing: closing.next([closing])) is None
    assert portal.faults() == []


@pytest.mark.stress
def test_menu_shows_the_closing_of_the_oldest_year_that_is_open(closer):
    closer.press('make_adjustment')
    assert [closer.begin() for _ in range(2)] == [[closer.id]] * 2
    closer.press('close')
    later = closer.begin()
    assert later != [closer.id]
    assert closer.begin() == later


def test_income_taken_to_the_result_is_not_deferred(ledger, closer, portal):
    "Tryton's own entry is of the year, as ours is"
    from trytond_asso_members.closing import deferral
    portal.send(bill('2', '30.00', '2021-05-01', member='2'))
    closer.press('make_adjustment')
    move = closer.take_result()
    ledger.run(lambda: ledger.get('account.move').post([ledger.get('account.move')(move)]))
    assert closer.do(lambda closing: deferral.booked(closing.year)) == {}


def test_what_stays_as_it_is_is_explained(ledger, portal, closer):
    portal.send(payment('3', '12.00', '2021-07-01', member=None))
    closer.press('make_adjustment')
    assert closer.points()['unmatched'] == (1, Decimal('12.00'), 'open')
    assert closer.points()['suspense'] == (1, Decimal('12.00'), 'open')
    closer.explain('unmatched')
    closer.explain('suspense')
    assert closer.points()['unmatched'][-1] == 'explained'
    closer.press('close')
    assert closer.do(lambda closing: closing.state) == 'closed'


def check(portal, moment, wrong, drift):
    "What the bridge sends of a comparison, once more for a lost answer"
    for _ in range(2):
        portal.call('checked', json.dumps({
                    'moment': moment, 'compared': 9, 'wrong': wrong, 'waiting': 0, 'decided': 3,
                    'drift': drift, 'differences': "The balance of the member 2 is wrong."}))


def test_portal_agrees_by_a_check_since_the_end_of_the_year(ledger, portal, closer):
    assert closer.points()['agreement'] == (0, Decimal(0), 'done')
    portal.call('finish', str(portal.run), '{"state": "done", "seconds": "1.0"}')
    assert closer.points()['agreement'] == (1, Decimal(0), 'open')
    check(portal, '2021-12-31T23:00:00', 0, '0.00')
    assert closer.points()['agreement'] == (1, Decimal(0), 'open')
    check(portal, '2022-01-05T03:00:00', 2, '1.50')
    assert closer.points()['agreement'] == (2, Decimal('1.50'), 'open')
    check(portal, '2022-01-06T03:00:00', 0, '0.00')
    assert closer.points()['agreement'] == (0, Decimal(0), 'done')
    assert ledger.run(lambda: ledger.get('asso.feed.check').search([], count=True)) == 3


def test_money_that_the_bank_has_not_shown_is_in_transit(portal, closer):
    portal.settings(bank_since=day('2021-01-01'))
    portal.send(payment('5', '9.00', '2021-08-01', member='2'))
    assert closer.points()['transit'] == (1, Decimal('9.00'), 'open')
    assert closer.points()['suspense'] == (0, Decimal(0), 'done')


def test_explanation_says_by_whom_and_when(ledger, closer):
    def read(closing):
        point, = [p for p in closing.points if p.kind == 'transit']
        return (
            point.explained_by and point.explained_by.login, bool(point.explained_on))
    assert closer.do(read) == (None, False)
    closer.explain('transit')
    assert closer.do(read) == (closer.do(lambda closing: 'admin'), True)


def test_closing_of_an_older_release_gets_the_points_that_came_since(ledger, closer):
    from trytond_asso_members.closing.checklist import KINDS

    def forget(closing):
        Point = closing.points[0].__class__
        Point.delete([p for p in closing.points if p.kind in {'agreement', 'transit'}])
        for _ in range(2):
            Point._add_missing()
    closer.do(forget)
    assert closer.points().keys() == {kind for kind, _ in KINDS}
    assert closer.do(lambda closing: len(closing.points)) == len(KINDS)


def test_each_point_opens_what_is_behind_it(closer):
    def work(closing):
        return {p.kind: p.open([p]).get('pyson_domain') for p in closing.points}
    opened = closer.do(work)
    member, = closer.do(lambda closing: closer.ledger.get('asso.member').search(
            [('portal_id', '=', '2')]))
    assert opened['ahead'] == f'[["id", "in", [{member.id}]]]'
    assert opened['drafts'] == '[["id", "in", []]]'


def test_second_closing_of_a_year_is_refused(ledger, closer):
    from trytond.model.exceptions import SQLConstraintError
    with pytest.raises(SQLConstraintError, match="begun already"):
        Closer(ledger)


@pytest.mark.stress
def test_year_that_is_proposed_is_the_oldest_open_one(ledger, closer):
    Closing = ledger.get('asso.closing')
    assert ledger.run(Closing.default_year) == closer.year
    closer.press('make_adjustment')
    closer.press('close')
    assert ledger.run(lambda: ledger.get('account.fiscalyear')(
            Closing.default_year()).start_date) == day('2022-01-01')


def test_point_has_the_name_that_its_wizard_shows(closer):
    assert closer.do(lambda closing: closing.points[0].rec_name) == "Portal and Books Agree"
