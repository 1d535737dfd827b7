"""The chart of an association: its balance sheet, its income statement, and its accounts."""
import datetime as dt
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest

import trytond_asso_members
from tests.module.portal import fee, gift, payment
from tests.module.statements import Statements
from tests.module.test_association import set_up

DAY = dt.date(2026, 6, 30)
DAYS = [dt.date(2025, 12, 31), DAY, dt.date(2027, 2, 14)]
# Off the balance sheet: accounts of liaison, and what is promised and not owed
OFF = ('18', '489', '80', '88')


@pytest.fixture
def statements(ledger):
    return Statements(ledger)


def text(lines):
    return {name: str(amount) for name, amount in lines.items()}


def post(ledger, *moves):
    "Post moves: (day, {code: amount, debit positive})"
    def work():
        Account, Move = ledger.get('account.account'), ledger.get('account.move')
        Period = ledger.get('account.period')
        association, = ledger.get('asso.association').search([])
        accounts = {a.code: a for a in Account.search([])}
        party = association.company.party.id
        periods = {
            day: Period.find(association.company, date=day).id for day in {d for d, _ in moves}}
        Move.post(Move.create([{
                'journal': association.journal_income.id, 'date': day, 'period': periods[day],
                'lines': [('create', [{
                                'account': accounts[code].id,
                                'party': party if accounts[code].party_required else None,
                                'debit': max(amount, 0), 'credit': max(-amount, 0)}
                            for code, amount in lines.items()])]}
                for day, lines in moves]))
    ledger.run(work)


def any_moves(ledger, dice, count):
    "So many moves, on any accounts on which one may book."
    with ledger.transaction():
        accounts = ledger.get('account.account').search([
                ('code', '!=', None), ('type', '!=', None), ('closed', '!=', True)])
        codes = sorted(a.code for a in accounts if not a.code.startswith(OFF))
    for _ in range(count):
        amounts = [Decimal(dice.randrange(-99999, 99999)) / 100 for _ in range(3)]
        lines = dict(zip(dice.sample(codes, 4), [*amounts, -sum(amounts)], strict=True))
        yield dt.date(2025, 1, 1) + dt.timedelta(dice.randrange(900)), lines


def sum_of(moves, *codes, until, since=dt.date.min):
    "What was booked on accounts whose codes begin so, positive in credit."
    return -sum(
        amount for day, lines in moves if since <= day <= until
        for code, amount in lines.items() if code.startswith(codes))


@pytest.mark.parametrize('day', [
        pytest.param(DAYS[0], marks=pytest.mark.stress),
        pytest.param(DAYS[1], marks=pytest.mark.stress), DAYS[2]])
def test_both_sides_are_equal_on_any_day_and_the_result_is_income_less_expense(
        ledger, statements, day):
    moves = list(any_moves(ledger, random.Random(1), 20))
    post(ledger, *moves)
    sheet = statements.balance_sheet(day)
    assert sheet['Actif'] == sheet['Passif'] != 0
    assert sheet["Excédent ou déficit de l'exercice"] == sum_of(
        moves, '6', '7', '86', '87', '12', until=day)
    first = dt.date(day.year, 1, 1)
    assert statements.income_statement(day.year, from_date=first, to_date=day)[
        'Compte de résultat'] == sum_of(moves, '6', '7', since=first, until=day)


@pytest.mark.stress
def test_statements_show_the_lines_that_say_something(portal, ledger, statements):
    portal.send(
        fee('8', '50.00', '2026-01-05', start='2026-01-01', end='2026-12-31'),
        gift('9', '30.00', '2026-01-05'),
        payment('1', '60.00', '2026-03-10', member=None),
        payment('2', '40.00', '2026-03-10', ('8', '40.00')),
        payment('3', '25.00', '2026-03-10', member='2', allocations=None))
    post(ledger, (DAY, {'864': Decimal('500.00'), '875': Decimal('-500.00')}))
    # Who is ahead stands below, whatever others owe
    assert text(statements.balance_sheet(DAY)) == {
        'Actif': '265.00', 'Actif circulant': '265.00', "Créances d'exploitation": '140.00',
        'Créances clients, adhérents, usagers et comptes rattachés': '140.00',
        'Disponibilités': '125.00',
        'Passif': '265.00', 'Fonds propres': '150.00',
        "Excédent ou déficit de l'exercice": '150.00', 'Compte de résultat': '150.00',
        "Résultat d'exploitation": '150.00', "Produits d'exploitation": '150.00',
        'Cotisations': '50.00', 'Ventes de biens et services': '100.00',
        'Ventes de prestations de service': '100.00',
        'Dettes': '115.00', "Dettes d'exploitation": '55.00',
        'Adhérents et usagers créditeurs': '25.00',
        'Cotisations et dons appelés, non encaissés': '30.00',
        "Sommes reçues, en attente d'affectation": '60.00'}
    assert text(statements.income_statement(2026)) == {
        'Compte de résultat': '150.00', "Résultat d'exploitation": '150.00',
        "Produits d'exploitation": '150.00', 'Cotisations': '50.00',
        'Ventes de biens et services': '100.00', 'Ventes de prestations de service': '100.00',
        'Contributions volontaires en nature': '0.00', 'Contributions volontaires': '500.00',
        'Bénévolat': '500.00', 'Charges des contributions volontaires': '-500.00',
        'Personnel bénévole': '-500.00'}
    every = text(statements.balance_sheet(DAY, zero_lines=True))
    assert every.items() >= text(statements.balance_sheet(DAY)).items()
    assert every['Fonds dédiés'] == '0.00'
    assert [name for name, amount in every.items() if amount.startswith('-0.00')] == []


@pytest.mark.stress
def test_line_of_zero_is_shown_where_the_year_before_had_an_amount(ledger, statements):
    post(
        ledger, (dt.date(2025, 3, 1), {'194': Decimal('-70.00'), '5121': Decimal('70.00')}),
        (dt.date(2026, 3, 1), {'194': Decimal('70.00'), '7894': Decimal('-70.00')}))
    assert 'Fonds dédiés' not in statements.balance_sheet(DAY)
    assert statements.balance_sheet(
        DAY, comparison=True, date_cmp=dt.date(2025, 12, 31))['Fonds dédiés'] == 0


@pytest.mark.parametrize('name', ['balance_sheet.comparison', 'income_statement'])
def test_reader_may_ask_for_lines_of_zero(ledger, name):
    with ledger.transaction():
        view = ledger.get(f'account.{name}.context').fields_view_get(view_type='form')
        assert 'zero_lines' in view['fields']


@pytest.fixture
def of_before(ledger):
    "A chart as associations had it before: some accounts of now are not there, others by hand"
    def work():
        Account, Type = ledger.get('account.account'), ledger.get('account.account.type')
        accounts = {a.code: a for a in Account.search([])}
        Account.delete([accounts[code] for code in ['194', '875', '7542']])
        for code, parent, name in [('194', '19', "Fonds du jardin"), ('7542', '75', "Mécènes")]:
            Account.create([{
                    'code': code, 'name': name, 'parent': accounts[parent].id,
                    'company': accounts[parent].company.id,
                    'type': accounts['758' if code == '7542' else '195'].type.id}])
        off, = Type.search([('name', '=', "Comptes d'attente")])
        Account.write([accounts['471']], {'type': off.id, 'debit_type': None})
    ledger.run(work)
    post(ledger, (DAY, {'194': Decimal('-10.00'), '5121': Decimal('10.00')}))


@pytest.mark.stress
def test_update_makes_no_account_twice_and_leaves_those_made_by_hand(
        ledger, of_before, statements):
    def codes():
        with ledger.transaction():
            return sorted(a.code for a in ledger.get('account.account').search([]) if a.code)
    before = codes()
    for _ in range(2):
        set_up(ledger)
        assert codes() == sorted([*before, '875'])
    with ledger.transaction():
        accounts = {a.code: a for a in ledger.get('account.account').search([])}
        assert [(accounts[c].name, accounts[c].template_override) for c in ['194', '7542']] == [
            ("Fonds du jardin", True), ("Mécènes", True)]
        assert accounts['471'].type.name == "Sommes reçues, en attente d'affectation"
    assert statements.balance_sheet(DAY)['Fonds dédiés'] == 10


def test_reference_names_every_account_and_its_line(ledger):
    page = Path(trytond_asso_members.__file__).parents[1] / 'doc' / 'reference' / 'accounts.md'
    written = re.findall(r'^\| (\w+) (.*?) \| (.*?)(?:;.*)? \| (?:new|changed) \|$',
        page.read_text(), re.MULTILINE)
    with ledger.transaction():
        accounts = {a.code: a for a in ledger.get('account.account').search([])}
        ModelData = ledger.get('ir.model.data')
        ours = {d.db_id for d in ModelData.search([
                    ('module', '=', 'asso_members'), ('model', '=', 'account.account.template')])}
        assert written == [
            (code, accounts[code].name, accounts[code].type.name) for code, *_ in written]
        assert {a.code for a in accounts.values() if a.template.id in ours and a.type} <= {
            code for code, *_ in written}


@pytest.mark.stress
def test_accounts_keep_their_lines_when_another_module_has_account_fr_read_again(make_ledger):
    def lines(ledger):
        def read():
            return {
                t.code: (t.type and t.type.name, t.debit_type and t.debit_type.name, t.parent.code)
                for t in ledger.get('account.account.template').search([('parent', '!=', None)])}
        return ledger.run(read)
    with_another = lines(make_ledger('analytic'))
    assert with_another == lines(make_ledger('ready'))


@pytest.mark.parametrize('compared', [{}, {'comparison': True, 'date_cmp': DAYS[0]}])
def test_level_of_a_statement_is_summed_once(ledger, monkeypatch, compared):
    with ledger.transaction(cumulate=True, date=DAY, **compared):
        Type, summed = ledger.get('account.account.type'), []
        amounts = Type.get_amount
        monkeypatch.setattr(
            Type, 'get_amount', lambda types, name: summed.append(name) or amounts(types, name))
        Type.read(
            [t.id for t in Type.search([('parent', '=', None)])],
            ['amount', 'amount_cmp', 'shown_childs'])
        assert summed == ['amount', 'amount_cmp'][:1 + bool(compared)]
