"""A database of the last state before the module had rooms, brought up to date.

tests/upgrade/demo-in-one-folder.sqlite.xz is what `make demo` made then (commit 6b4a3ce), with
these settings changed on its feed: fees first, closed periods moved, not by sets, cut-over
2020-01-01.
"""
import datetime as dt
import json
import lzma
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.databases import Database, written
from tests.ledger import Ledger
from tests.module.portal import bill
from tests.ready import SETTINGS

OLD = Path(__file__).parent.parent / 'upgrade' / 'demo-in-one-folder.sqlite.xz'
BOOKS = [
    'account_invoice', 'account_invoice_line', 'account_invoice_tax', 'account_move',
    'account_move_line', 'account_move_reconciliation', 'account_tax_line',
    'account_invoice-account_move_line', 'asso_allocation', 'asso_binding', 'asso_member',
    'asso_offer', 'asso_payment', 'asso_quarantine', 'asso_subscription', 'party_party']


def books(database, before=None):
    "The rows of the tables, in the columns that they had before."
    connection = sqlite3.connect(database.backend.directory / f'{database.name}.sqlite')
    connection.row_factory = sqlite3.Row
    found = {
        table: [dict(row) for row in connection.execute(f'select * from "{table}" order by id')]
        for table in BOOKS}
    # Else what others write next stays beside the file
    connection.close()
    if before:
        return {
            table: [
                {name: row[name] for name in old}
                for row, old in zip(rows, before[table], strict=True)]
            for table, rows in found.items()}
    return found


def old_database(backend, name):
    if backend.name != 'sqlite':
        pytest.skip("a database of SQLite")
    backend.directory.joinpath(f'{name}.sqlite').write_bytes(lzma.decompress(OLD.read_bytes()))
    return Database(name, backend)


@pytest.fixture
def database(backend):
    database = old_database(backend, f'old_{os.getpid()}')
    yield database
    database.drop()


@pytest.fixture(scope='module')
def upgrade(backend):
    "The old database upgraded once: the rows of its books before, it, and a ledger on a copy"
    database = old_database(backend, f'upgraded_{os.getpid()}')
    before = books(database)
    backend.admin(database.name, 'asso_members')
    file = backend.directory / f'{database.name}.sqlite'
    kept = file.rename(file.with_suffix('.kept'))
    shutil.copyfile(kept, file)
    yield before, database, kept, Ledger(database.name)
    database.drop()
    kept.unlink()


@pytest.fixture
def upgraded(upgrade):
    "The rows of the books before `trytond-admin -u asso_members`; the database after, its ledger"
    before, database, kept, ledger = upgrade
    ledger.reset()
    ledger.disconnect()
    database.drop()
    shutil.copyfile(kept, database.backend.directory / f'{database.name}.sqlite')
    yield before, database, ledger
    ledger.disconnect()


@pytest.mark.stress
def test_upgrade_leaves_the_books_and_takes_the_settings_over(upgraded):
    before, database, ledger = upgraded
    assert len(before['account_invoice']) == 137
    assert books(database, before) == before
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        association, = ledger.get('asso.association').search([])
        assert feed.association == association
        assert association.company == feed.company
        assert (
            association.fees_first, association.closed_periods, association.by_sets,
            association.fee_income, association.donation_income, association.cutover) == (
                True, 'move', False, 'call', 'payment', dt.date(2020, 1, 1))
        assert {
            name: getattr(association, name).code for name in association._fields
            if name.startswith(('account_', 'journal_'))
            and getattr(association, name)} == {
                'account_receivable': '4112', 'account_suspense': '471',
                'account_opening': '890', 'account_revenue': '706', 'account_fee': '7561',
                'account_donation': '7541', 'account_fee_deferral': '4671',
                'account_donation_deferral': '4672', 'journal_bill': 'ADH',
                'journal_lettering': 'LET', 'journal_opening': 'REP', 'journal_income': 'MISC',
                'journal_suspense': 'MISC'}
        assert [association.sequence_bill.prefix, association.sequence_credit_note.prefix] == [
            'COT-', 'AV-']
    columns = {row[1] for row in sqlite3.connect(
        database.backend.directory / f'{database.name}.sqlite').execute(
            'pragma table_info(asso_feed)')}
    assert columns & {'account_receivable', 'cutover', 'by_sets', 'sequence_bill'} == set()


@pytest.mark.stress
def test_upgraded_books_go_on(upgraded):
    *_, ledger = upgraded
    Feed = ledger.get('asso.feed')
    with ledger.transaction():
        code = Feed.search([])[0].code
    before = json.loads(ledger.run(Feed.snapshot, code, ''))
    member = next(m for m in before['members'] if m['balance'] == '0.00')
    run = json.loads(ledger.run(Feed.begin, code, 'test'))['run']
    change = bill('new', '12.00', '2026-03-01', member=member['id'])
    answer = json.loads(ledger.run(Feed.apply, code, json.dumps(
        {'contract': 1, 'run': run, 'changes': [change]})))
    assert [o['outcome'] for o in answer['outcomes']] == ['applied']
    after = json.loads(ledger.run(Feed.snapshot, code, ''))
    assert {m['id']: m['balance'] for m in after['members']} == {
        **{m['id']: m['balance'] for m in before['members']}, member['id']: '-12.00'}


def rows(database, statement):
    connection = sqlite3.connect(database.backend.directory / f'{database.name}.sqlite')
    return connection.execute(statement).fetchall()


# Without that of Tryton's statements, which came later
JOURNALS = """
    select id, code, name, type, active from account_journal where code <> 'STA' order by id"""
DATA = """
    select model from ir_model_data where module = 'asso_members'
    and (model = 'account.journal' or fs_id = 'sequence_member')"""
NAMES = """
    select res_id, lang, value from ir_translation
    where name = 'account.journal,name' and src <> 'Statement' order by res_id, lang"""


@pytest.mark.stress
def test_upgrade_keeps_the_journals_and_the_sequence_of_members(database, backend):
    "They were data of the module; Tryton deletes such data when a module no longer has it."
    before = rows(database, JOURNALS), rows(database, NAMES)
    assert {'ADH', 'BQ', 'CHQ', 'CB', 'AUT', 'LET', 'REP'} < {code for _, code, *_ in before[0]}
    assert len(rows(database, DATA)) == 8
    sequence, = rows(database, "select id, prefix from ir_sequence where prefix = 'T'")
    for _ in range(2):
        backend.admin(database.name, 'asso_members')
        assert (rows(database, JOURNALS), rows(database, NAMES)) == before
        assert rows(database, DATA) == []
        assert rows(database, "select id, prefix from ir_sequence where prefix = 'T'") == [sequence]
        assert rows(database, (
                'select company, member_sequence from asso_configuration_member_sequence')) == [
                    (company, sequence[0]) for company, in rows(
                        database, 'select id from company_company')]


def test_members_of_the_upgraded_database_are_numbered_on(upgraded):
    *_, ledger = upgraded
    with ledger.transaction():
        party, = ledger.get('party.party').create([{'name': "Eve Ici"}])
        eve, = ledger.get('asso.member').create([{'party': party.id}])
        assert eve.number == 'T1'


def test_association_beside_an_upgraded_one_has_a_sequence_of_its_own(upgraded):
    *_, ledger = upgraded
    ledger.run(ledger.get('asso.association.setup.start').set_up, {
            **SETTINGS, 'company': "La Toile", 'feed': 'other', 'bridge_login': None})
    with ledger.transaction():
        Configuration = ledger.get('asso.configuration')
        companies = ledger.get('company.company').search([])
        sequences = {
            Configuration(1).get_multivalue('member_sequence', company=c.id) for c in companies}
        assert (len(companies), len(sequences)) == (2, 2)
        assert [j.code for j in ledger.get('account.journal').search(
                [('code', 'in', ['ADH', 'BQ', 'LET'])], order=[('code', 'ASC')])] == [
                    'ADH', 'BQ', 'LET']


def test_set_up_again_completes_an_association_of_before(upgraded):
    before, database, ledger = upgraded
    with ledger.transaction():
        company, = ledger.get('company.company').search([])
        values = {'company': company.party.name, 'feed': ledger.get('asso.feed').search([])[0].code}
    set_up = ledger.get('asso.association.setup.start').set_up
    ledger.run(set_up, values)
    after = books(database, before)
    assert [name for name in BOOKS if after[name] != before[name]] == ['party_party']
    with ledger.transaction():
        for year in ledger.get('account.fiscalyear').search([('state', '=', 'open')]):
            assert [p.type for p in year.periods].count('adjustment') == 1
        assert {m.party.dunning_procedure.name for m in ledger.get('asso.member').search([])} == {
            "Relances de l'association"}
        assert sorted(
            (w.name, w.journal.code)
            for w in ledger.get('account.move.reconcile.write_off').search([])) == [
                ("Créances irrécouvrables", 'PER'), ("Écarts de règlement", 'PER')]
    once = written(database)
    ledger.run(set_up, values)
    assert written(database) == once


def test_every_view_of_the_upgraded_module_is_found(upgraded):
    *_, ledger = upgraded
    with ledger.transaction():
        View = ledger.get('ir.ui.view')
        views = View.search([('module', '=', 'asso_members')])
        assert [v.name for v in views if not v.arch] == []
        assert {v.name.partition('/')[0] for v in views} == {
            'acts', 'arrangements', 'assemblies', 'bank', 'bills', 'books', 'chart', 'closing',
            'dashboard', 'feed', 'figures', 'members', 'notices', 'papers', 'personal', 'receipts',
            'settlement', 'setup', 'subscribing'}


@pytest.mark.postgresql("tables are altered")
def test_columns_of_the_feed_move_to_its_association(ledger):
    "On every kind of database, from the tables themselves"
    from trytond.transaction import Transaction

    from trytond_asso_members.books.from_feed import FROM_FEED
    Feed, Association = ledger.get('asso.feed'), ledger.get('asso.association')

    def settings():
        cursor = Transaction().connection.cursor()
        cursor.execute(
            f"SELECT company, {', '.join(FROM_FEED)} FROM asso_association ORDER BY company")
        return cursor.fetchall()

    def go_back():
        before = settings()
        table = Feed.__table_handler__('asso_members')
        cursor = Transaction().connection.cursor()
        for name in FROM_FEED:
            field = Association._fields[name]
            table.add_column(name, field._sql_type)
            cursor.execute(
                f'UPDATE asso_feed SET {name} = (SELECT {name} FROM asso_association a'
                ' WHERE a.company = asso_feed.company)')
            if field.required:
                table.not_null_action(name, 'add')
        handler = Association.__table_handler__('asso_members')
        handler.drop_table(
            'asso.association-receipts-asso.offer', 'asso_association-receipts-asso_offer')
        handler.drop_table('asso.association', 'asso_association')
        return before

    def upgrade():
        Association.__register__('asso_members')
        Feed.__register__('asso_members')
        table = Feed.__table_handler__('asso_members')
        assert [name for name in FROM_FEED if table.column_exist(name)] == []
        return settings()
    # A transaction remembers which tables there are
    assert ledger.run(go_back) == ledger.run(upgrade)


def test_first_active_feed_of_a_company_gives_the_settings(ledger, caplog):
    from trytond.transaction import Transaction

    from trytond_asso_members.books.from_feed import FROM_FEED
    Feed, Association = ledger.get('asso.feed'), ledger.get('asso.association')

    def go_back():
        table = Feed.__table_handler__('asso_members')
        cursor = Transaction().connection.cursor()
        for name in FROM_FEED:
            table.add_column(name, Association._fields[name]._sql_type)
            cursor.execute(
                f'UPDATE asso_feed SET {name} = (SELECT {name} FROM asso_association a'
                ' WHERE a.company = asso_feed.company)')
        others = ', '.join(n for n in FROM_FEED if n not in {'fees_first', 'by_sets'})
        for code, active, fees_first in [('old', False, True), ('second', True, True)]:
            cursor.execute(
                f'INSERT INTO asso_feed (code, name, company, epoch, active, fees_first, {others})'
                f" SELECT '{code}', '{code}', company, epoch, {active}, {fees_first}, {others}"
                " FROM asso_feed WHERE code = 'portal'")
        cursor.execute('UPDATE asso_feed SET by_sets = NULL')
        Association.__table_handler__('asso_members').drop_table(
            'asso.association', 'asso_association')

    def upgrade():
        Association.__register__('asso_members')
        Feed.__register__('asso_members')
    ledger.run(go_back)
    ledger.run(upgrade)
    with ledger.transaction():
        association, = Association.search([])
        assert (association.fees_first, association.by_sets) == (False, True)
    assert [r.args[1] for r in caplog.records if 'other settings' in r.msg] == [
        {'fees_first': True}] * 2


def test_feeds_of_a_company_with_other_suspense_accounts_stop_the_upgrade(ledger):
    from trytond.transaction import Transaction

    from trytond_asso_members.books.from_feed import FROM_FEED, take_over
    from trytond_asso_members.exceptions import SetupError
    Feed, Association = ledger.get('asso.feed'), ledger.get('asso.association')
    with ledger.transaction():
        table = Feed.__table_handler__('asso_members')
        cursor = Transaction().connection.cursor()
        for name in FROM_FEED:
            table.add_column(name, Association._fields[name]._sql_type)
        cursor.execute('UPDATE asso_feed SET account_suspense = 1')
        cursor.execute(
            'INSERT INTO asso_feed (code, name, company, epoch, active, account_suspense)'
            " SELECT 'second', 'second', company, epoch, active, 2 FROM asso_feed")
        with pytest.raises(SetupError):
            take_over(Association)
