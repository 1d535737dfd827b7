"""Members in Tryton: what a treasurer reads of them, finds them by, and may do."""
import datetime as dt
import json
from contextlib import contextmanager
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from trytond.model.exceptions import AccessError, SQLConstraintError
from trytond.model.modelsql import ForeignKeyError
from trytond.modules.party.exceptions import EraseError
from trytond.transaction import inactive_records

from trytond_asso_members.canonical import digest

TODAY = dt.datetime.now(ZoneInfo('Europe/Paris')).date()


def day(days):
    return str(TODAY + dt.timedelta(days=days))


def member(id_, name, **values):
    first, last = name.split()
    return 'member', id_, {
        'id': id_, 'number': id_, 'kind': 'natural', 'first_name': first,
        'last_name': last, 'status': 'member', **values}


def bill(id_, member, amount, date, due=None, kind='invoice', **values):
    return 'bill', id_, {
        'id': id_, 'kind': kind, 'member': member, 'date': date, 'due': due,
        'number': f'2026-{id_}' if kind == 'invoice' else None,
        'total': amount,
        'lines': [{
                'label': kind, 'quantity': '1', 'unit_price': amount,
                'tax_rate': '0.00', 'net': amount, 'tax': '0.00',
                'gross': amount}],
        **values}


def payment(id_, member, amount, date, **allocations):
    return 'payment', id_, {
        'id': id_, 'member': member, 'date': date, 'amount': amount,
        'means': 'transfer', 'label': f'VIR {id_}',
        'allocations': [
            {'bill': bill[1:], 'amount': amount}
            for bill, amount in allocations.items()]}


def credit_note(id_, member, bill, amount, date):
    return 'credit_note', id_, {
        'id': id_, 'member': member, 'bill': bill, 'date': date,
        'total': amount, 'label': "Geste",
        'allocations': [{'bill': bill, 'amount': amount}]}


def send(ledger, *records):
    "Send records (None: deleted) to the feed, which must apply them all"
    changes = [{
            'type': type_, 'id': id_, 'op': 'upsert',
            'digest': digest(record), 'data': record,
            } if record else {
            'type': type_, 'id': id_, 'op': 'delete', 'digest': '0' * 64,
            } for type_, id_, record in records]
    Feed = ledger.get('asso.feed')
    run = json.loads(ledger.run(Feed.begin, 'portal', 'test'))['run']
    outcomes = json.loads(ledger.run(Feed.apply, 'portal', json.dumps({
                    'contract': 1, 'run': run, 'changes': changes})))['outcomes']
    assert [(o['id'], o['outcome'], o.get('reason')) for o in outcomes] == [
        (c['id'], 'applied', None) for c in changes]


@pytest.fixture(scope='module')
def books(shared_ledger):
    """Tryton on a database that the tests of this file share: they write nothing.

    Ada owes 29.00 of a late bill of 39.00, and 10.00 not due yet; Bo is
    5.00 ahead, and his fee is paid; Cy's fee is late; Di has nothing.
    """
    ledger = shared_ledger()
    send(
        ledger,
        member('1', "Ada Un", email='ada@exemple.org', nickname='lovelace'),
        member('2', "Bo Deux", mobile='06 12 34 56 78'),
        member('3', "Cy Trois"),
        member('10', "Di Dix", status='not_member'),
        bill('11', '1', '39.00', day(-60), day(-30)),
        bill('12', '1', '10.00', day(-1), day(29)),
        bill('21', '2', '15.00', day(-90), kind='membership_fee',
            start=day(-90), end=day(275)),
        bill('31', '3', '15.00', day(-90), day(-60), kind='membership_fee',
            start=day(-90), end=day(275)),
        payment('91', '1', '10.00', day(-20), b11='10.00'),
        payment('92', '2', '20.00', day(-20), b21='15.00'))
    return ledger


@pytest.fixture
def association(books):
    "{number: member}, in a transaction that is rolled back"
    with books.transaction():
        yield {m.number: m for m in books.get('asso.member').search([])}


def find(ledger, number):
    with inactive_records():
        found, = ledger.get('asso.member').search([('number', '=', number)])
    return found


def numbers(ledger, *domain, **options):
    return [m.number for m in ledger.get('asso.member').search(
            list(domain), **options)]


def test_balance_is_positive_when_ahead_and_negative_when_owing(association):
    assert {n: m.balance for n, m in association.items()} == {
        '1': Decimal('-39.00'), '2': Decimal('5.00'),
        '3': Decimal('-15.00'), '10': Decimal('0.00')}


def test_balance_is_of_the_members_company_whatever_the_users(books):
    with books.transaction(company=None):
        ada = find(books, '1')
        assert (ada.balance, ada.overdue, ada.currency.code) == (
            Decimal('-39.00'), Decimal('29.00'), 'EUR')
        assert numbers(books, ('balance', '=', 0)) == ['10']


def test_balance_ignores_draft_moves(ledger):
    def draft():
        feed, = ledger.get('asso.feed').search([])
        Period = ledger.get('account.period')
        ledger.get('account.move').create([{
                    'company': feed.company.id, 'date': TODAY,
                    'journal': feed.journal_income.id,
                    'period': Period.find(feed.company, date=TODAY).id,
                    'lines': [('create', [
                                {'account': feed.account_receivable.id,
                                    'party': find(ledger, '1').party.id,
                                    'debit': Decimal('7.00')},
                                {'account': feed.account_revenue.id,
                                    'credit': Decimal('7.00')},
                                ])],
                    }])
    send(ledger, member('1', "Ada Un"), bill('11', '1', '39.00', day(-60)))
    ledger.run(draft)
    with ledger.transaction():
        assert find(ledger, '1').balance == Decimal('-39.00')
        assert find(ledger, '1').party.receivable == Decimal('46.00')


def test_overdue_is_net_of_what_is_attached(association):
    assert {n: m.overdue for n, m in association.items()} == {
        '1': Decimal('29.00'), '2': Decimal('0.00'),
        '3': Decimal('15.00'), '10': Decimal('0.00')}


def test_search_by_what_a_treasurer_types_finds(books, association):
    found = {
        ('balance', '<', 0): ['1', '3'],
        ('balance', '=', 0): ['10'],
        ('balance', '>=', 0): ['2', '10'],
        ('balance', 'in', (Decimal('5.00'), Decimal('-15.00'))): ['2', '3'],
        ('overdue', '>', 0): ['1', '3'],
        ('membership_state', '=', 'current'): ['2'],
        ('membership_state', 'in', ('late', 'none')): ['1', '3', '10'],
        ('membership_until', '=', None): ['1', '3', '10'],
        ('membership_until', '>=', TODAY): ['2'],
        ('portal_id', '=', '10'): ['10'],
        ('portal_id', '=', None): [],
        ('email', 'ilike', 'ada%'): ['1'],
        ('email', '=', None): ['2', '3', '10'],
        ('mobile', '!=', None): ['2'],
        ('rec_name', 'ilike', '%1%'): ['1', '10'],
        ('rec_name', 'ilike', '%trois%'): ['3'],
        ('rec_name', 'ilike', '%exemple.org%'): ['1'],
        ('rec_name', 'ilike', '%lovelace%'): ['1'],
        }
    assert {clause: numbers(books, clause) for clause in found} == found


def test_search_for_no_balance_finds_cents_that_cancel_out(ledger):
    send(
        ledger,
        member('1', "Ada Un"),
        bill('11', '1', '0.10', day(-3)),
        bill('12', '1', '0.20', day(-2)),
        payment('91', '1', '0.30', day(-1)))
    with ledger.transaction():
        assert len(find(ledger, '1').open_entries) == 3
        assert numbers(ledger, ('balance', '=', 0)) == ['1']
        assert numbers(ledger, ('balance', '<', 0)) == []


def test_search_with_order_sorts(books, association):
    found = {
        ('number', 'DESC'): ['10', '3', '2', '1'],
        ('balance', 'ASC'): ['1', '3', '10', '2'],
        ('overdue', 'DESC'): ['1', '3', '2', '10'],
        ('membership_until', 'ASC NULLS LAST'): ['2', '1', '3', '10'],
        ('membership_state', 'ASC'): ['2', '1', '3', '10'],
        }
    assert {
        order: numbers(books, order=[order, ('number', 'ASC')])
        for order in found} == found


def test_open_entries_are_the_lines_not_lettered_in_order_of_due_date(
        association):
    assert [
        (line.debit - line.credit, line.invoice_payment is not None)
        for line in association['1'].open_entries] == [
            (Decimal('39.00'), False), (Decimal('-10.00'), True),
            (Decimal('10.00'), False)]
    assert [line.credit for line in association['2'].open_entries] == [
        Decimal('5.00')]
    assert list(association['10'].open_entries) == []


def test_membership_paid_is_current_until_its_end(association):
    assert {
        n: (str(m.membership_until), m.membership_state)
        for n, m in association.items()} == {
            '1': ('None', 'late'), '2': (day(275), 'current'),
            '3': ('None', 'late'), '10': ('None', 'none')}


def test_membership_credited_in_full_is_not_paid(ledger):
    send(
        ledger,
        member('3', "Cy Trois"),
        bill('31', '3', '15.00', day(-90), kind='membership_fee',
            start=day(-90), end=day(275)))
    send(ledger, credit_note('93', '3', '31', '15.00', day(-1)))
    with ledger.transaction():
        cy = find(ledger, '3')
        fee, = ledger.get('account.invoice').search([
                ('party', '=', cy.party.id),
                ('bill_kind', '=', 'membership_fee')])
        assert (fee.state, cy.membership_until, cy.membership_state) == (
            'paid', None, 'late')


def test_membership_deleted_in_the_portal_is_not_paid(ledger):
    send(
        ledger,
        member('3', "Cy Trois"),
        bill('31', '3', '15.00', day(-90), kind='membership_fee',
            start=day(-90), end=day(275)))
    send(ledger, ('bill', '31', None))
    with ledger.transaction():
        cy = find(ledger, '3')
        assert (cy.balance, cy.membership_until, cy.membership_state) == (
            Decimal('0.00'), None, 'late')


def test_reading_a_page_asks_once_however_many_members(
        books, association, monkeypatch):
    Member = books.get('asso.member')
    asked = []
    query = Member._amount_query.__func__

    def count(cls, name, parties=None):
        asked.append((name, len(parties)))
        return query(cls, name, parties)
    monkeypatch.setattr(Member, '_amount_query', classmethod(count))
    Member.read(
        [m.id for m in association.values()], ['balance', 'overdue'])
    assert sorted(asked) == [('balance', 4), ('overdue', 4)]


def test_member_made_in_tryton_has_a_number_clear_of_the_portals(
        books, association):
    party, = books.get('party.party').create([{'name': "Eve Ici"}])
    eve, = books.get('asso.member').create([{'party': party.id}])
    assert (eve.number, eve.rec_name, eve.status, eve.kind) == (
        'T1', '[T1] Eve Ici', 'member', 'natural')


@pytest.mark.parametrize('field, message', [
        ('party', "already a member|déjà un adhérent"),
        ('number', "bears this number|porte ce numéro")])
def test_member_twice_is_refused_by_name(books, association, field, message):
    other, = books.get('party.party').create([{'name': "Zed"}])
    ada = association['1']
    values = {'party': other.id, 'number': '77'}
    values[field] = {'party': ada.party.id, 'number': ada.number}[field]
    with pytest.raises(SQLConstraintError, match=message):
        books.get('asso.member').create([values])


def test_party_replaced_hands_its_member_over(books, association):
    di = association['10']
    other, = books.get('party.party').create([{'name': "Di Dix"}])
    Replace = books.pool.get('party.replace', type='wizard')
    wizard = Replace(Replace.create()[0])
    wizard.ask.source = di.party
    wizard.ask.destination = other
    wizard.transition_replace()
    values, = books.get('asso.member').read([di.id], ['party'])
    assert values['party'] == other.id


def test_party_with_member_cannot_be_deleted(books, association):
    with pytest.raises(ForeignKeyError):
        books.get('party.party').delete([association['10'].party])


def erase(books, member):
    party = member.party
    party.active = False
    party.save()
    Erase = books.pool.get('party.erase', type='wizard')
    wizard = Erase(Erase.create()[0])
    wizard.ask.party = party
    wizard.transition_erase()


def test_party_of_member_is_erased_with_what_the_member_tells(
        books, association):
    di = association['10']
    erase(books, di)
    values, = books.get('asso.member').read(
        [di.id], ['number', 'first_name', 'last_name', 'active', 'party.name'])
    assert values == {
        'id': di.id, 'number': '10', 'first_name': None, 'last_name': None,
        'active': False,
        'party.': {'id': di.party.id, 'name': None}}


def test_party_of_member_who_owes_is_not_erased(books, association):
    with pytest.raises(EraseError):
        erase(books, association['1'])


def test_subscription_state_follows_todays_date(books, association):
    Subscription = books.get('asso.subscription')
    offer, = books.get('asso.offer').create([{
                'reference': 'ADSL',
                'name': "ADSL"}])
    states = {
        (-10, None): 'running',
        (-10, 0): 'running',
        (0, 0): 'running',
        (-10, -1): 'ended',
        (1, None): 'future',
        }
    subscriptions = Subscription.create([{
                'member': association['1'].id, 'offer': offer.id,
                'start': TODAY + dt.timedelta(days=start),
                'end': None if end is None else TODAY + dt.timedelta(days=end),
                } for start, end in states])
    assert [s.state for s in subscriptions] == list(states.values())
    for state in ['future', 'running', 'ended']:
        assert set(Subscription.search([('state', '=', state)])) == {
            s for s in subscriptions if s.state == state}
    assert [s.state for s in Subscription.search(
            [], order=[('state', 'ASC')])] == sorted(states.values())


def test_offer_reference_twice_is_refused_in_one_company(books, association):
    Offer = books.get('asso.offer')
    Offer.create([{'reference': 'ADSL', 'name': "ADSL"}])
    with pytest.raises(SQLConstraintError, match="reference|référence"):
        Offer.create([{'reference': 'ADSL', 'name': "Another"}])


@contextmanager
def logged_in(books, *groups):
    "A transaction of a user of these groups, checked as one of the client's"
    with books.transaction() as transaction:
        get_id = books.get('ir.model.data').get_id
        company = transaction.context['company']
        user, = books.get('res.user').create([{
                    'name': "Somebody", 'login': 'somebody',
                    'companies': [('add', [company])], 'company': company,
                    'groups': [('add', [get_id(*group) for group in groups])],
                    }])
        with transaction.set_user(user.id), transaction.set_context(
                _check_access=True):
            yield


LOGS = [
    'asso.allocation', 'asso.binding', 'asso.feed.run', 'asso.payment',
    'asso.quarantine']


@pytest.mark.parametrize('group', [
        ('account', 'group_account'),
        ('asso_members', 'group_member'),
        ('asso_members', 'group_member_admin')])
def test_user_of_group_reads_members_but_writes_no_log(books, group):
    with logged_in(books, group):
        ada = find(books, '1')
        assert books.get('asso.member').read(
            [ada.id], ['balance', 'portal_id']) == [
                {'id': ada.id, 'balance': Decimal('-39.00'), 'portal_id': '1'}]
        assert books.get('ir.model.access').get_access(LOGS) == {
            name: {
                'read': True, 'write': False, 'create': False,
                'delete': False}
            for name in LOGS}


def test_user_without_group_reads_no_member(books):
    with logged_in(books), pytest.raises(AccessError):
        books.get('asso.member').search([])


@pytest.mark.parametrize('language, name', [
        ('fr', "Facture 11"), ('en', "Bill 11")])
def test_record_of_the_portal_is_named_in_the_readers_language(
        books, language, name):
    with books.transaction(language=language):
        binding, = books.get('asso.binding').search([
                ('type', '=', 'bill'), ('external_id', '=', '11')])
        assert binding.rec_name == name
