"""The set-up of an association: whole, once, and by administrators only."""
import datetime as dt
from decimal import Decimal

import pytest
from trytond.exceptions import UserError
from trytond.model.exceptions import AccessError

from tests.databases import Database, written
from tests.ready import SETTINGS


def set_up(ledger, values=SETTINGS, user=None):
    def call():
        return ledger.get('asso.association.setup.start').set_up(values)
    return ledger.run(call, user=user)


@pytest.fixture
def feed(ledger):
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        yield feed


@pytest.fixture
def association(feed):
    return feed.association


@pytest.mark.postgresql("values read back are compared with those given")
def test_set_up_called_again_writes_nothing(ledger, backend):
    database = Database(ledger.database, backend)
    before = written(database)
    first = set_up(ledger)
    assert written(database) == before
    assert set_up(ledger) == first


def test_set_up_with_other_values_changes_what_is_asked_and_no_more(ledger, backend):
    asked = {
        **SETTINGS, 'feed_name': "Another", 'fees_first': True,
        'bridge_password': "another-password", 'cutover': '2020-01-01', 'language': 'en'}
    database = Database(ledger.database, backend)
    before = written(database)
    set_up(ledger, asked)
    after = written(database)
    assert [name for name in after if after[name] != before[name]] == [
        'asso_association', 'asso_feed']
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        assert (feed.name, feed.association.fees_first, feed.association.cutover) == (
            "Another", True, None)
    set_up(ledger, asked)
    assert written(database) == after


def test_set_up_with_later_days_adds_the_missing_years(ledger):
    set_up(ledger, {**SETTINGS, 'last_day': dt.date(2029, 3, 1)})
    with ledger.transaction():
        years = ledger.get('account.fiscalyear').search([], order=[('start_date', 'ASC')])
        assert [y.name for y in years] == [str(year) for year in range(2021, 2030)]
        assert [len(y.periods) for y in years] == [13] * 9
        assert len({y.move_sequence for y in years}) == 9


@pytest.mark.stress
def test_set_up_of_years_around_others_leaves_no_gap_and_no_overlap(bare_ledger):
    set_up(bare_ledger, {
            'company': "Asso", 'first_day': '2023-09-01', 'last_day': '2024-08-31'})
    set_up(bare_ledger, {
            'company': "Asso", 'first_day': '2022-01-01', 'last_day': '2025-01-01'})
    with bare_ledger.transaction():
        years = bare_ledger.get('account.fiscalyear').search(
            [], order=[('start_date', 'ASC')])
        assert [(y.name, str(y.start_date), str(y.end_date)) for y in years] == [
            ('2022', '2022-01-01', '2022-12-31'),
            ('2023', '2023-01-01', '2023-08-31'),
            ('2023-2024', '2023-09-01', '2024-08-31'),
            ('2024-2025', '2024-09-01', '2025-08-31'),
            ]
        assert [len(y.periods) for y in years] == [13, 9, 13, 13]


def test_set_up_makes_the_accounts_of_the_association(association):
    assert {
        name: getattr(association, name).code for name in association._fields
        if name.startswith('account_')} == {
            'account_receivable': '4112',
            'account_suspense': '471',
            'account_transit': '5116',
            'account_fees': '6278',
            'account_internal': '58',
            'account_opening': '890',
            'account_revenue': '706',
            'account_fee': '7561',
            'account_donation': '7541',
            'account_fee_deferral': '4671',
            'account_donation_deferral': '4672',
            'account_deferred': '487',
            'account_doubtful': '491',
            'account_depreciation': '68174',
            'account_recovery': '78174',
            'account_loss': '6541',
            }
    assert bool(association.account_receivable.type.receivable)
    assert bool(association.account_receivable.party_required)


@pytest.mark.parametrize(
    'code', ['4112', '467', '4671', '4672', '471', '5112', '5115', '58'])
def test_set_up_makes_the_accounts_where_money_waits_reconcilable(ledger, code):
    with ledger.transaction():
        account, = ledger.get('account.account').search([('code', '=', code)])
        assert bool(account.reconcile)


@pytest.mark.postgresql("a tree written in SQL")
def test_set_up_places_every_account_in_the_tree(ledger):
    with ledger.transaction():
        Account = ledger.get('account.account')
        accounts = Account.search([])
        root, = Account.search([('parent', '=', None)])
        assert (root.left, root.right) == (1, 2 * len(accounts))
        dues, = Account.search([('code', '=', '756')])
        below = Account.search([('parent', 'child_of', [dues.id])], order=[('code', 'ASC')])
        assert [a.code for a in below] == ['756', '7561', '7562']


@pytest.mark.parametrize('code', ['7541', '7561', '7562'])
def test_set_up_makes_the_accounts_of_dues_and_gifts_open_to_bills(ledger, code):
    with ledger.transaction():
        account, = ledger.get('account.account').search([('code', '=', code)])
        assert (account.type.revenue, account.closed) == (True, False)


def test_set_up_makes_the_journals_of_the_association(association):
    assert {
        name: (getattr(association, name).code, getattr(association, name).type)
        for name in association._fields if name.startswith('journal_')} == {
            'journal_bill': ('ADH', 'revenue'),
            'journal_lettering': ('LET', 'general'),
            'journal_opening': ('REP', 'situation'),
            'journal_loss': ('PER', 'write-off'),
            'journal_income': ('MISC', 'general'),
            'journal_suspense': ('MISC', 'general'),
            }


@pytest.mark.postgresql("sequences")
def test_set_up_makes_the_sequences_of_the_association(ledger):
    def numbers():
        feed, = ledger.get('asso.feed').search([])
        return feed.association.sequence_bill.get(), feed.association.sequence_credit_note.get()
    assert ledger.run(numbers) == ('COT-000001', 'AV-000001')


def test_set_up_books_each_means_of_payment_where_the_money_is(feed):
    assert {
        m.means: (m.method.journal.code, m.method.debit_account.code,
            m.method.credit_account.code)
        for m in feed.payment_methods} == {
            'transfer': ('BQ', '5121', '5121'),
            'check': ('CHQ', '5112', '5112'),
            'cash': ('CASH', '5311', '5311'),
            'card': ('CB', '5115', '5115'),
            'other': ('AUT', '58', '58'),
            }


def test_set_up_maps_the_rates_of_french_vat(feed):
    assert {t.rate: t.tax.rate for t in feed.taxes} == {
        Decimal('20'): Decimal('0.2'),
        Decimal('10'): Decimal('0.1'),
        Decimal('8.5'): Decimal('0.085'),
        Decimal('5.5'): Decimal('0.055'),
        Decimal('2.1'): Decimal('0.021'),
        }


@pytest.mark.stress
def test_set_up_takes_the_values_of_the_feed(bare_ledger):
    set_up(bare_ledger, {
            **SETTINGS, 'feed': 'coin', 'feed_name': "COIN", 'cutover': '2022-01-01',
            'closed_periods': 'move', 'fee_income': 'payment', 'donation_income': 'call',
            'fees_first': True})
    with bare_ledger.transaction():
        feed, = bare_ledger.get('asso.feed').search([])
        association = feed.association
        assert (
            feed.code, feed.name, association.cutover, association.closed_periods,
            association.fee_income, association.donation_income, association.fees_first,
            feed.user.login) == (
                'coin', "COIN", dt.date(2022, 1, 1), 'move', 'payment', 'call', True, 'bridge')


def test_set_up_speaks_the_language_of_the_association(ledger):
    with ledger.transaction():
        company, = ledger.get('company.company').search([])
        assert company.party.lang.code == 'fr'
        assert company.currency.code == 'EUR'
        assert company.timezone == 'Europe/Paris'
        users = ledger.get('res.user').search([])
        assert {(u.login, u.language.code, u.company) for u in users} == {
            ('admin', 'fr', company), ('bridge', 'fr', company)}
        assert ledger.get('party.configuration')(1).party_lang.code == 'fr'


def test_set_up_gives_new_members_the_members_account(ledger):
    with ledger.transaction():
        Party = ledger.get('party.party')
        party, = Party.create([{'name': "Zoé"}])
        assert party.account_receivable_used.code == '4112'


def test_set_up_leaves_no_wizard_to_open(ledger):
    with ledger.transaction():
        Item = ledger.get('ir.module.config_wizard.item')
        assert Item.search([('state', '=', 'open')]) == []


@pytest.mark.stress
def test_set_up_completes_a_company_with_the_french_chart(bare_ledger):
    set_up(bare_ledger, {
            'company': "Asso", 'first_day': '2026-01-01', 'last_day': '2026-12-31'})

    def as_before_the_module():
        Account = bare_ledger.get('account.account')
        Account.delete(Account.search([('code', '=', '7562')]))
        accounts = Account.search([('code', 'in', ['5112', '471'])])
        Account.write(accounts, {'reconcile': False})
    bare_ledger.run(as_before_the_module)
    set_up(bare_ledger, {'company': "Asso"})
    with bare_ledger.transaction():
        accounts = bare_ledger.get('account.account').search(
            [('code', 'in', ['7562', '5112', '471'])], order=[('code', 'ASC')])
        assert [(a.code, a.reconcile) for a in accounts] == [
            ('471', True), ('5112', True), ('7562', False)]


@pytest.mark.parametrize('values, words', [
        ({}, ['"company"']),
        ({'company': "Asso"}, ['"first_day"', '"last_day"']),
        ({**SETTINGS, 'first-day': '2026-01-01'}, ['"first-day"', 'first_day']),
        ({**SETTINGS, 'first_day': '01/01/2026'}, ['"first_day"', '"01/01/2026"']),
        ({**SETTINGS, 'currency': 'USD'}, ['"currency"', '"USD"']),
        ({**SETTINGS, 'language': 'xx'}, ['"language"', '"xx"']),
        ({**SETTINGS, 'bridge_password': None}, ['"bridge"', '"bridge_password"']),
        ({**SETTINGS, 'bridge_login': 'admin'}, ['"admin"']),
        ({**SETTINGS, 'fee_income': 'later'}, ['later']),
        ({**SETTINGS, 'timezone': 'Europe/Atlantis'}, ['Europe/Atlantis']),
        ])
def test_set_up_with_a_wrong_value_names_it(bare_ledger, backend, values, words):
    database = Database(bare_ledger.database, backend)
    before = written(database)
    with pytest.raises(UserError) as error:
        set_up(bare_ledger, {'language': 'en', **values})
    assert [w for w in words if w not in str(error.value)] == []
    assert written(database) == before


def test_set_up_by_a_user_who_is_no_administrator_is_refused(ledger):
    def accountant():
        User = ledger.get('res.user')
        Group = ledger.get('res.group')
        groups = Group.search([('name', '!=', "Administration")])
        user, = User.create([{
                    'name': "Accountant", 'login': 'accountant',
                    'groups': [('add', [g.id for g in groups])]}])
        return user.id
    with pytest.raises(AccessError):
        set_up(ledger, user=ledger.run(accountant))


def test_set_up_wizard_sets_up_and_keeps_no_password(bare_ledger):
    def wizard():
        Setup = bare_ledger.pool.get('asso.association.setup', type='wizard')
        session_id, state, _ = Setup.create()
        start = Setup.execute(session_id, {}, state)['view']['defaults']
        start = {k: v for k, v in start.items() if '.' not in k}
        values = {
            **start, 'company': "Asso", 'first_day': dt.date(2026, 1, 1),
            'last_day': dt.date(2026, 12, 31), 'bridge_login': 'bridge',
            'bridge_password': 'bridge-password'}
        done = Setup.execute(session_id, {'start': values}, 'set_up')['view']
        data = bare_ledger.get('ir.session.wizard')(session_id).data
        return done['defaults']['steps'], data
    steps, data = bare_ledger.run(wizard)
    assert 'bridge-password' not in data
    assert steps.startswith('"Asso" can begin.')
    with bare_ledger.transaction():
        company, = bare_ledger.get('company.company').search([])
        assert company.party.name == "Asso"
