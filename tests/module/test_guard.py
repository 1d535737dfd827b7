"""What unknown modules hook into goes Tryton's own way, and nothing else does."""
import datetime as dt
import logging
import re
from decimal import Decimal
from pathlib import Path

import pytest

import trytond_asso_members
from tests.module.portal import Portal, bill, gone, line, member, payment
from trytond_asso_members import books, guard

MODULE = Path(trytond_asso_members.__file__).parent
ANALYTIC = [
    'analytic_account: account.invoice.line (default_analytic_accounts)',
    'analytic_invoice: account.invoice.line (__setup__, _credit, get_move_lines)',
    'analytic_account: account.move (_cancel_default, post)',
    'account_product + analytic_account: account.move.line (product)',
    'analytic_account: account.move.line (__setup__, default_analytic_state)',
    ]
HISTORY = ['account_invoice_history: account.invoice (__setup__, draft, set_number)']
CREATED = ['account.invoice', 'account.move', 'account.move.reconciliation', 'asso.payment']


@pytest.fixture
def portal(ledger):
    return Portal(ledger)


@pytest.fixture
def analytic(make_ledger):
    return Portal(make_ledger('analytic'))


@pytest.fixture
def history(make_ledger):
    return Portal(make_ledger('history'))


def found(portal):
    with portal.ledger.transaction():
        return guard.found()


def form(portal):
    with portal.ledger.transaction():
        feed, = portal.feed.search([('code', '=', 'portal')])
        return feed.own_way


def count(monkeypatch, ledger, *names):
    "How often Tryton's own create is called from now on: {model: number}."
    counts = dict.fromkeys(names, 0)

    def watch(model):
        create = model.create

        def counted(cls, vlist):
            counts[cls.__name__] += 1
            return create(vlist)
        monkeypatch.setattr(model, 'create', classmethod(counted))
    for name in names:
        watch(ledger.get(name))
    return counts


def the(portal, name, /, **values):
    record, = portal.ledger.get(name).search([(k, '=', v) for k, v in values.items()])
    return record


def send_paid_bill(portal):
    return portal.send(
        member(), bill('1', '24.00', '2026-01-01', lines=[line('20.00', '20.00', '4.00')]),
        payment('1', '24.00', '2026-01-10', ('1', '24.00')))


def test_known_modules_are_those_that_ours_needs():
    from trytond.modules import get_module_info
    needed, left = {'asso_members'}, ['asso_members']
    while left:
        depends = set(get_module_info(left.pop()).get('depends', [])) - needed
        needed |= depends
        left.extend(depends)
    assert needed == guard.KNOWN


def test_all_that_is_written_is_guarded():
    by_name = re.compile(r"bulk\.(?:insert|update|update_each|delete)\(\s*'([^']+)'")
    written = {
        name for path in MODULE.glob('*.py')
        for name in by_name.findall(path.read_text(encoding='utf-8'))}
    lists = [books.MOVES, books.INVOICES, books.LETTERINGS, books.PAYMENT_LINES]
    assert set(guard.WRITTEN) == written.union(*lists)


def test_nothing_hooks_into_what_ours_needs(portal, monkeypatch, caplog):
    counts = count(monkeypatch, portal.ledger, *CREATED)
    assert set(send_paid_bill(portal).values()) == {'applied'}
    assert (found(portal), form(portal)) == ([], '')
    assert counts == dict.fromkeys(CREATED, 0)
    assert [r for r in caplog.records if r.name == guard.__name__] == []


def test_what_hooks_in_is_named(analytic):
    assert found(analytic) == ANALYTIC
    assert form(analytic) == '\n'.join(ANALYTIC)


def test_what_hooks_in_is_told_once(analytic, caplog):
    guard._told.clear()
    with caplog.at_level(logging.WARNING, guard.__name__):
        send_paid_bill(analytic)
        analytic.send(payment('2', '1.00', '2026-01-11'))
    message, = (r.getMessage() for r in caplog.records if r.name == guard.__name__)
    assert message.splitlines()[1:] == ANALYTIC


def open_analytic_account(portal):
    "An analytic account that a rule gives to what is posted on 706."
    def make():
        Account = portal.ledger.get('analytic_account.account')
        root, = Account.create([{'name': "Projets", 'type': 'root', 'state': 'opened'}])
        account, = Account.create([{
                    'name': "Réseau", 'root': root.id, 'parent': root.id, 'state': 'opened'}])
        portal.ledger.get('analytic_account.rule').create([{
                    'account': the(portal, 'account.account', code='706').id,
                    'analytic_accounts': [
                        ('create', [{'root': root.id, 'account': account.id}])]}])
    portal.ledger.run(make)


def post_by_hand(portal, like, number):
    "Post an invoice as a person does in the client."
    def make():
        Invoice = portal.ledger.get('account.invoice')
        bill = the(portal, 'account.invoice', number=like)
        invoice, = Invoice.create([{
                    'type': 'out', 'number': number, 'party': bill.party.id,
                    'invoice_address': bill.invoice_address.id, 'account': bill.account.id,
                    'journal': bill.journal.id, 'invoice_date': bill.invoice_date,
                    'currency': bill.currency.id, 'lines': [('create', [{
                                    'type': 'line', 'description': "Accès", 'quantity': 1,
                                    'unit_price': bill.untaxed_amount,
                                    'currency': bill.currency.id,
                                    'account': bill.lines[0].account.id}])]}])
        Invoice.post([invoice])
    portal.ledger.run(make)


def analysis(portal, number):
    "What analytic accounting has of an invoice: of its items, of its move's lines"
    with portal.ledger.transaction():
        invoice = the(portal, 'account.invoice', number=number)
        return [
            (entry.root.name, entry.account)
            for item in invoice.lines for entry in item.analytic_accounts], [
            (line.account.code, line.analytic_state, [
                (a.account.name, a.debit, a.credit, a.date) for a in line.analytic_lines])
            for line in sorted(invoice.move.lines, key=lambda line: line.account.code)]


def test_bill_has_its_analytic_lines_like_an_invoice_of_the_client(analytic):
    open_analytic_account(analytic)
    analytic.send(member(), bill('1', '20.00', '2026-01-05'))
    post_by_hand(analytic, 'F-1', 'F-2')
    items, lines = analysis(analytic, 'F-1')
    assert (items, lines) == analysis(analytic, 'F-2')
    assert items == [("Projets", None)]
    assert lines == [
        ('4112', 'valid', []),
        ('706', 'valid', [("Réseau", Decimal(0), Decimal(20), dt.date(2026, 1, 5))])]


def test_payments_are_written_by_sets_as_far_as_nothing_hooks_in(
        analytic, history, monkeypatch):
    for portal, moves in [(analytic, 2), (history, 1)]:
        counts = count(monkeypatch, portal.ledger, *CREATED)
        assert set(send_paid_bill(portal).values()) == {'applied'}
        assert counts == dict(zip(CREATED, [1, moves, 1, 0], strict=True))
        assert portal.states() == {'1': 'paid'}


def test_bill_keeps_the_party_of_its_day_by_its_history(history):
    assert found(history) == HISTORY
    history.send(member(last_name="Morin"), bill('1', '20.00', '2026-01-05'))
    history.send(member(last_name="Lovelace"))
    with history.ledger.transaction():
        party = the(history, 'account.invoice', number='F-1').party
        assert [party.name, party.__class__(party.id).name] == ["Ada Morin", "Ada Lovelace"]


@pytest.fixture
def heard(portal, monkeypatch):
    "What triggers tell: [(model, id)]; none of the modules here offers an action to them."
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


def test_trigger_switched_off_lets_by_sets_again(portal, heard):
    id_ = add_trigger(portal, 'account.invoice', 'create')
    Trigger = portal.ledger.get('ir.trigger')
    portal.ledger.run(lambda: Trigger.write([Trigger(id_)], {'active': False}))
    send_paid_bill(portal)
    assert (found(portal), heard) == ([], [])


def test_setting_off_has_all_written_by_tryton(portal, monkeypatch):
    portal.settings(by_sets=False)
    counts = count(monkeypatch, portal.ledger, *CREATED)
    assert set(send_paid_bill(portal).values()) == {'applied'}
    assert counts == dict(zip(CREATED, [1, 2, 1, 1], strict=True))
    assert portal.states() == {'1': 'paid'}
    portal.send(gone('payment', '1'))
    assert portal.open() == {('bill', '1'): '24.00'}


def test_setting_is_on_in_a_feed_of_before_it(ledger):
    Feed = ledger.get('asso.feed')

    def upgrade():
        from trytond.transaction import Transaction
        table = Feed.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.update([table.by_sets], [None]))
        Feed.__register__('asso_members')
    ledger.run(upgrade)
    with ledger.transaction():
        assert [feed.by_sets for feed in Feed.search([])] == [True]


def test_writes_that_are_logged_one_by_one_are_not_by_sets(ledger):
    with ledger.transaction():
        assert guard.by_sets(*guard.WRITTEN)
    with ledger.transaction(_log=True):
        assert not guard.by_sets('asso.payment')
