"""Tryton itself writes what others hook into, and everything when the setting is off."""
import re
from itertools import chain
from pathlib import Path

import pytest

import trytond_asso_members
from tests.module.portal import Portal, bill, change, gone, line, member, offer, payment
from tests.module.ways import CREATED, count, form, found, send_paid_bill, the
from trytond_asso_members import guard
from trytond_asso_members.books import door

MODULE = Path(trytond_asso_members.__file__).parent


@pytest.fixture
def portal(ledger):
    return Portal(ledger)


def needed(*modules):
    "The modules, and all that they depend on"
    from trytond.modules import get_module_info
    found, left = set(modules), list(modules)
    while left:
        depends = set(get_module_info(left.pop()).get('depends', [])) - found
        found |= depends
        left.extend(depends)
    return found


def test_known_modules_are_those_that_ours_needs():
    "tests/same runs with them."
    assert needed('asso_members') == guard.NEEDED | {'asso_members'}


def test_known_rooms_are_those_with_a_part_in_what_is_written(ledger):
    "A room that comes later goes by sets once tests/same runs with it, and it is added here."
    rooms = set()
    for name in {*guard.WRITTEN, *chain.from_iterable(guard.READ.values())}:
        owners = map(guard._owner, ledger.get(name).__mro__)
        rooms.update(owner for owner in owners if owner.startswith('asso_members'))
    assert rooms == guard.ROOMS
    assert {MODULE / room.partition('/')[2] / 'tryton.cfg' for room in rooms}.issubset(
        MODULE.glob('*/tryton.cfg'))


def test_all_that_is_written_is_guarded():
    by_name = re.compile(
        r"bulk\.(?:insert|insert_missing|update|update_each|update_rows|delete)\(\s*'([^']+)'")
    written = {
        name for path in MODULE.rglob('*.py')
        for name in by_name.findall(path.read_text(encoding='utf-8'))}
    lists = [door.MOVES, door.INVOICES, door.LETTERINGS, door.PAYMENT_LINES]
    assert set(guard.WRITTEN) == written.union(*lists)


def test_nothing_hooks_into_what_is_known(portal, monkeypatch, caplog):
    counts = count(monkeypatch, portal.ledger, *CREATED)
    assert set(send_paid_bill(portal).values()) == {'applied'}
    assert (found(portal), form(portal)) == ([], '')
    assert counts == dict.fromkeys(CREATED, 0)
    assert [r for r in caplog.records if r.name == guard.__name__] == []


@pytest.fixture
def heard(portal, monkeypatch):
    "The records for which triggers were pulled; no module here has an action of its own for them."
    heard = []
    Trigger, Member = portal.ledger.get('ir.trigger'), portal.ledger.get('asso.member')
    monkeypatch.setattr(
        Member, 'hear', lambda records, trigger: heard.extend(map(str, records)), raising=False)
    actions = Trigger.action.selection
    monkeypatch.setattr(Trigger.action, 'selection', [*actions, ('asso.member|hear', "Hear")])
    return heard


def add_trigger(portal, model, *events, condition='true'):
    def create():
        trigger, = portal.ledger.get('ir.trigger').create([{
                    'name': "On it", 'model': the(portal, 'ir.model', name=model).id,
                    'condition': condition, 'action': 'asso.member|hear',
                    **{f'on_{event}_': True for event in events}}])
        return trigger.id
    return portal.ledger.run(create)


def test_trigger_on_bills_is_pulled(portal, heard, monkeypatch):
    add_trigger(portal, 'account.invoice', 'create')
    counts = count(monkeypatch, portal.ledger, *CREATED)
    send_paid_bill(portal)
    assert form(portal) == 'ir.trigger "On it": account.invoice'
    assert heard == [f"account.invoice,{the_id(portal, 'account.invoice', number='F-1')}"]
    assert counts == dict(zip(CREATED, [1, 1, 1, 0], strict=True))


def the_id(portal, name, /, **values):
    with portal.ledger.transaction():
        return the(portal, name, **values).id


def test_trigger_on_paid_bills_is_pulled(portal, heard):
    paid = '{"__class__": "Equal", "s1": {"__class__": "Eval", "v": "self.state", "d": ""}, '\
        '"s2": "paid"}'
    add_trigger(portal, 'account.invoice', 'write', condition=paid)
    portal.send(member(), bill('1', '24.00', '2026-01-01'))
    assert heard == []
    portal.send(payment('1', '24.00', '2026-01-10', ('1', '24.00')))
    assert heard == [f"account.invoice,{the_id(portal, 'account.invoice', number='F-1')}"]


def test_trigger_on_payments_is_pulled(portal, heard, monkeypatch):
    add_trigger(portal, 'asso.payment', 'create')
    counts = count(monkeypatch, portal.ledger, *CREATED)
    send_paid_bill(portal)
    assert heard == [f"asso.payment,{the_id(portal, 'asso.payment', label='VIR 1')}"]
    assert counts == dict(zip(CREATED, [0, 0, 0, 1], strict=True))


def test_bills_and_letterings_go_the_way_of_means_of_payment(portal, heard, monkeypatch):
    add_trigger(portal, 'account.invoice.payment.mean', 'create')
    counts = count(monkeypatch, portal.ledger, *CREATED)
    send_paid_bill(portal)
    assert counts == dict(zip(CREATED, [1, 1, 1, 0], strict=True))


def test_trigger_switched_off_lets_by_sets_again(portal, heard):
    id_ = add_trigger(portal, 'account.invoice', 'create')
    Trigger = portal.ledger.get('ir.trigger')
    portal.ledger.run(lambda: Trigger.write([Trigger(id_)], {'active': False}))
    send_paid_bill(portal)
    assert (found(portal), heard) == ([], [])


@pytest.mark.stress
def test_setting_off_has_all_written_by_tryton(portal, monkeypatch):
    portal.settings(by_sets=False)
    counts = count(monkeypatch, portal.ledger, *CREATED)
    assert set(send_paid_bill(portal).values()) == {'applied'}
    assert counts == dict(zip(CREATED, [1, 2, 1, 1], strict=True))
    assert portal.states() == {'1': 'paid'}
    portal.send(gone('payment', '1'))
    assert portal.open() == {('bill', '1'): '24.00'}


def test_line_of_a_subscription_is_written_by_tryton_too(portal):
    portal.settings(by_sets=False)
    portal.send(member(), offer(), change(
            'subscription', id='1', member='1', offer='1', start='2026-01-01'))
    named = line('20.00', offer='1', subscription='1', start='2026-01-01', end='2026-01-31')
    assert portal.send(bill('1', '20.00', '2026-01-01', lines=[named])) == {'1': 'applied'}
    with portal.ledger.transaction():
        item, = the(portal, 'account.invoice', number='F-1').lines
        assert item.origin.__name__ == 'asso.subscription'


def test_writes_that_are_logged_one_by_one_are_not_by_sets(ledger):
    with ledger.transaction():
        assert guard.by_sets(*guard.WRITTEN)
    with ledger.transaction(_log=True):
        assert not guard.by_sets('asso.payment')


@pytest.mark.parametrize('setting', [True, False])
def test_person_takes_a_lettering_back_by_tryton(portal, heard, monkeypatch, setting):
    send_paid_bill(portal)
    portal.settings(by_sets=setting)
    if setting:
        add_trigger(portal, 'asso.allocation', 'create')
    counts = count(monkeypatch, portal.ledger, 'asso.allocation')

    def make_user():
        Group = portal.ledger.get('res.group')
        group, = Group.search([('name', '=', 'Accounting Administration')])
        user, = portal.ledger.get('res.user').create([{
                    'name': 'Zoé', 'login': 'zoe', 'groups': [('add', [group.id])],
                    'companies': [('add', [1])], 'company': 1}])
        return user.id

    def unletter():
        Reconciliation = portal.ledger.get('account.move.reconciliation')
        bill = the(portal, 'account.invoice', number='F-1')
        Reconciliation.delete([bill.lines_to_pay[0].reconciliation])
    user = portal.ledger.run(make_user)
    portal.ledger.run(unletter, user=user, _check_access=True)
    assert portal.faults() == []
    assert portal.open() == {('bill', '1'): '24.00', ('payment', '1'): '24.00'}
    assert (counts, len(heard)) == ({'asso.allocation': 1}, 1 if setting else 0)
