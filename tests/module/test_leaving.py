"""The module deactivated as doc/how-to/leave.md says: the books stay, and say the same."""
import datetime as dt
import os
import re
from decimal import Decimal

import pytest
from trytond.model import ModelSQL
from trytond.model.exceptions import AccessError

from tests.ledger import Ledger
from tests.module.portal import Portal, bill, change, gift, line, member, note, offer, payment
from tests.module.subscriber import Subscriber
from tests.program import ROOT

HOW_TO = ROOT / 'doc' / 'how-to' / 'leave.md'
YEAR = '2026'
on_postgresql = pytest.mark.postgresql("what is deleted and dropped")


def send_some(ledger):
    portal = Portal(ledger)
    portal.settings(cutover=dt.date(2024, 1, 1))
    portal.send(
        offer(), member(), member('2'),
        change('subscription', id='1', member='1', offer='1', start='2026-01-01'))
    portal.send(
        bill('1', '120.00', '2026-01-05', lines=[
                line('100.00', '20.00', '20.00', offer='1', subscription='1')]),
        bill('2', '30.00', '2026-02-05'), gift('3', '50.00', '2026-02-06', member='2'),
        bill('4', '8.00', '2022-01-01'),
        payment('1', '130.00', '2026-02-07', ('1', '120.00'), ('2', '10.00')),
        payment('2', '20.00', '2026-02-08', ('3', '20.00'), member='2'),
        payment('3', '5.00', '2026-02-09', member=None),
        note('5', '4.00', '2026-03-01', '2', ('2', '4.00')))
    portal.send(bill('9', '1.00', '2026-01-05', member='unknown'))
    subscriber = Subscriber(ledger, portal)
    subscriber.subscribe(subscriber.offer('120.00', months=12), '2026-10-01')
    subscriber.bill('2026-10-01')

    def close():
        from trytond_asso_members.closing import deferral, doubtful
        year, = ledger.get('account.fiscalyear').search([('name', '=', YEAR)])
        return len(deferral.book(year)), len(doubtful.book(year, Decimal('5.00')))
    assert ledger.run(close) == (2, 1)


def fec(ledger):
    "The rows of the audit file of the year"
    with ledger.transaction(language='fr'):
        Fec = ledger.pool.get('account.fr.fec', type='wizard')
        wizard = Fec(Fec.create()[0])
        wizard.start.fiscalyear, = ledger.get('account.fiscalyear').search(
            [('name', '=', YEAR)])
        wizard.start.type = 'is-bic'
        wizard.start.deferral_period = None
        formats = wizard.get_format_date(), wizard.get_format_number()
        return [
            *wizard.get_start_balance(),
            *(wizard.get_row(line, *formats) for line in wizard.get_lines())]


def balances(ledger):
    with ledger.transaction():
        return {
            (a.code, a.name): a.balance
            for a in ledger.get('account.account').search([]) if a.balance}


def tables(database, ours):
    connection = database.connect()
    try:
        cursor = connection.cursor()
        cursor.execute(
            "select name from sqlite_master where type = 'table'"
            if database.backend.name == 'sqlite' else
            "select table_name from information_schema.tables where table_schema = 'public'")
        return {name for name, in cursor.fetchall() if name.startswith('asso_') == ours}
    finally:
        connection.close()


def drops():
    "The SQL of the procedure"
    statements, = re.findall(r'```sql\n(.*?)```', HOW_TO.read_text(), re.S)
    return statements


def drop_tables(database):
    connection = database.connect()
    try:
        for statement in filter(None, map(str.strip, drops().split(';'))):
            connection.cursor().execute(statement)
        connection.commit()
    finally:
        connection.close()


@pytest.fixture(scope='module')
def left(backend):
    "The database and a ledger of it without the module, and what the books said before"
    database = backend.create(f'left_{os.getpid()}')
    ledger = Ledger(database.name)
    send_some(ledger)
    before = fec(ledger), balances(ledger)
    Start = ledger.get('asso.association.leave.start')
    for _ in range(2):
        ledger.run(Start.leave)
        assert (fec(ledger), balances(ledger)) == before

    def deactivate():
        Module = ledger.get('ir.module')
        Module.deactivate(Module.search([('name', '=', 'asso_members')]))
    ledger.run(deactivate)
    ledger.disconnect()
    for module in ['asso_members', 'ir']:
        backend.admin(database.name, module)
    drop_tables(database)
    # A process has one pool for a name
    from trytond.pool import Pool
    Pool.stop(database.name)
    without = Ledger(database.name)
    yield database, without, before
    without.disconnect()
    Pool.stop(database.name)
    database.drop()


def test_each_table_of_the_module_is_dropped(ledger):
    tables = {
        Model._table for _, Model in ledger.pool.iterobject()
        if issubclass(Model, ModelSQL) and not Model.table_query
        and Model._table.startswith('asso_')}
    assert sorted(re.findall(r'DROP TABLE "?(.*?)"?;', drops())) == sorted(tables)


def test_entries_name_no_record_of_the_module_once_it_was_left(ledger):
    def origins():
        Move = ledger.get('account.move')
        return {m.origin.__name__ for m in Move.search([('origin', '!=', None)])}
    send_some(ledger)
    assert {name for name in ledger.run(origins) if name.startswith('asso.')} == {
        'asso.association', 'asso.payment'}
    ledger.run(ledger.get('asso.association.leave.start').leave)
    assert ledger.run(origins) == {'account.invoice', 'ir.attachment'}


@on_postgresql
@pytest.mark.stress
def test_books_stay_as_they_were_without_the_module(left):
    database, ledger, (audit, trial) = left
    with pytest.raises(KeyError):
        ledger.get('asso.member')
    assert len(audit) > 15
    assert fec(ledger) == audit
    assert balances(ledger) == trial
    assert tables(database, ours=True) == set()
    with ledger.transaction():
        assert ledger.get('ir.model.data').search([('module', '=', 'asso_members')]) == []
        assert ledger.get('ir.model').search([('name', 'like', 'asso.%')]) == []


@on_postgresql
@pytest.mark.stress
def test_forms_and_menus_open_without_the_module(left):
    _, ledger, _ = left
    with ledger.transaction():
        opened = set()
        View = ledger.get('ir.ui.view')
        for view in View.search([('inherit', '=', None), ('model', '!=', None)]):
            Model = ledger.get(view.model)
            definition = Model.fields_view_get(view.id)
            if hasattr(Model, 'search') and hasattr(Model, '__table__'):
                records = Model.search([], limit=20)
                # Tryton stores an avatar that is shown, and fails the second time on PostgreSQL
                Model.read([r.id for r in records], [
                        name for name in definition['fields'] if 'avatar' not in name])
                opened.add(view.model)
        assert {'account.invoice', 'account.move', 'account.move.line', 'party.party',
            'account.journal', 'account.account.template'} <= opened
        menus = ledger.get('ir.ui.menu').search([])
        assert [m.complete_name for m in menus if 'Association' in m.complete_name] == []
        for menu in menus:
            if menu.action and getattr(menu.action, 'res_model', None):
                ledger.get(menu.action.res_model)


@on_postgresql
@pytest.mark.stress
def test_work_goes_on_without_the_module(left):
    _, ledger, _ = left

    def work():
        Invoice, Line = ledger.get('account.invoice'), ledger.get('account.move.line')
        old, = Invoice.search([('number', '=', 'F-2')])
        assert (old.state, str(old.amount_to_pay)) == ('posted', '16.00')
        invoice, = Invoice.copy([old])
        invoice.invoice_date = dt.date(2026, 3, 1)
        invoice.save()
        Invoice.post([invoice])
        payment, = Line.search([
                ('party', '=', old.party.id), ('reconciliation', '=', None), ('credit', '>', 0),
                ('invoice_payment', '=', old.id), ('move.journal.code', '=', 'LET')] , limit=1)
        assert payment.move.origin.rec_name
        return invoice.number
    assert ledger.run(work).startswith('F2026-')


@on_postgresql
@pytest.mark.stress
def test_leaving_by_whoever_is_no_administrator_is_refused(ledger):
    def accountant():
        user, = ledger.get('res.user').create([{'name': "Accountant", 'login': 'accountant'}])
        return user.id
    with pytest.raises(AccessError):
        ledger.run(ledger.get('asso.association.leave.start').leave, user=ledger.run(accountant))
