"""What members agree to pay in instalments: a promise, beside the books."""
import datetime as dt
import json
from decimal import Decimal

import pytest

from tests.module.mirror import Mirror
from tests.module.portal import bill, payment
from trytond_asso_members.arrangements.parts import parts
from trytond_asso_members.bills.instalments import spread

pytestmark = pytest.mark.usefixtures('telling')


@pytest.fixture(autouse=True)
def reminding(telling, portal):
    portal.settings(reminder_weeks='1, 3, 6', due_soon_days=5)


@pytest.fixture
def arranging(ledger, portal):
    return Arranging(ledger, portal)


@pytest.fixture
def mirror(portal, monkeypatch):
    "What the first member is told, of what differs: {key: entry}, proved against the whole"
    from trytond_asso_members.statements import touched
    monkeypatch.setattr(touched, 'MARGIN', dt.timedelta())
    copy = Mirror()
    copy.take(portal.statement())

    def read():
        statement = portal.statement(copy.generation)
        copy.take(statement)
        assert json.loads(portal.call('statement', '', ''))['digest'] == statement['digest']
        assert [m['id'] for m in statement['members']] == ['1']
        return {
            f"{e['type']} {e['id']}": e for m in copy.members.values() if m['id'] == '1'
            for e in m['entries']}
    return read


class Arranging:
    "A treasurer who gives the first member time."

    def __init__(self, ledger, portal):
        self.ledger, self.portal = ledger, portal
        self.model = ledger.get('asso.arrangement')

    def propose(self, *amounts, first=dt.date(2026, 3, 1), act='transition_agree'):
        "By the wizard: the amounts, or as it proposes."
        from trytond.transaction import Transaction

        def work():
            Wizard = self.ledger.pool.get('asso.arrangement.propose', type='wizard')
            member, = self.ledger.get('asso.member').search([('portal_id', '=', '1')])
            wizard = Wizard(Wizard.create()[0])
            Start = self.ledger.get('asso.arrangement.propose.start')
            Part = self.ledger.get('asso.arrangement.propose.part')
            with Transaction().set_context(
                    active_model='asso.member', active_id=member.id, active_ids=[member.id]):
                values = wizard.default_start([])
                values.pop('parts')
                start = Start(**values, reason="chômage")
                start.first = first
                start.on_change_first()
                if amounts:
                    start.parts = [
                        Part(date=day, amount=Decimal(amount), currency=start.currency)
                        for day, amount in zip(
                            [p.date for p in start.parts], amounts, strict=False)]
                wizard.start = start
                getattr(wizard, act)()
        self.ledger.run(work, user=self.user(), _check_access=True)

    def user(self):
        "An accountant"
        def make():
            User = self.ledger.get('res.user')
            if found := User.search([('login', '=', 'accountant')]):
                return found[0].id
            data = self.ledger.get('ir.model.data')
            company = self.ledger.get('company.company').search([])[0].id
            return User.create([{
                        'name': "A", 'login': 'accountant', 'company': company,
                        'companies': [('add', [company])],
                        'groups': [('add', [data.get_id('account', 'group_account')])],
                        }])[0].id
        return self.ledger.run(make)

    def refused(self, *amounts, **values):
        from trytond_asso_members.exceptions import ArrangementError
        with pytest.raises(ArrangementError) as error:
            self.propose(*amounts, **values)
        return str(error.value)

    def told(self):
        "'state left: left of each instalment', the newest first"
        with self.ledger.transaction():
            return [
                f"{a.state} {a.left}: {' '.join(str(i.left) for i in a.instalments)}"
                for a in self.model.search([])]

    def act(self, name, checked=True):
        self.ledger.run(
            lambda: getattr(self.model, name)(self.model.search([])),
            user=self.user(), _check_access=checked)


@pytest.mark.parametrize('left, parts, found', [
    ('50.00', [(1, '30.00'), (2, '20.00')], [(1, '30.00'), (2, '20.00')]),
    ('15.00', [(1, '30.00'), (2, '20.00')], [(2, '15.00')]),
    ('60.00', [(1, '30.00'), (2, '20.00')], [(1, '40.00'), (2, '20.00')]),
    ('0.00', [(1, '30.00')], []), ('0.00', [], [])])
def test_what_is_left_is_spread_over_the_last_parts(left, parts, found):
    def read(pairs):
        return [(day, Decimal(amount)) for day, amount in pairs]
    assert spread(Decimal(left), read(parts)) == read(found)


@pytest.mark.parametrize('amount, number, first, found', [
    ('100.00', 3, dt.date(2026, 1, 31), [
        ('2026-01-31', '33.33'), ('2026-02-28', '33.33'), ('2026-03-31', '33.34')]),
    ('0.02', 3, dt.date(2026, 1, 1), [
        ('2026-01-01', '0.00'), ('2026-02-01', '0.00'), ('2026-03-01', '0.02')]),
    ('10.00', 1, dt.date(2026, 1, 1), [('2026-01-01', '10.00')])])
def test_parts_are_equal_and_the_last_takes_the_rest(amount, number, first, found):
    assert [
        (str(day), str(part)) for day, part in parts(Decimal(amount), number, first)] == found


def test_what_is_owed_is_proposed_and_what_is_paid_pays_the_oldest(portal, arranging):
    portal.send(bill('2', '20.00', '2026-02-01'))
    arranging.propose()
    assert arranging.told() == ['agreed 120.00: 40.00 40.00 40.00']
    portal.send(payment('1', '50.00', '2026-03-02', ('1', '50.00')))
    assert arranging.told() == ['agreed 70.00: 0 30.00 40.00']
    assert portal.balances()['1'] == '-70.00'


def test_parts_are_proposed_as_a_client_asks_for_them(ledger, portal):
    "A client sends the fields that it was told, and -1 for a form"
    Start = ledger.get('asso.arrangement.propose.start')
    with ledger.transaction():
        member, = ledger.get('asso.member').search([('portal_id', '=', '1')])
        bills = ledger.get('account.invoice').search([('party', '=', member.party.id)])
        company = member.company
        values = {
            'id': -1, 'party': member.party.id, 'company': company.id,
            'currency': company.currency.id, 'bills': [b.id for b in bills],
            'first': dt.date(2026, 3, 1), 'number': 2,
            'parts': [], 'amount': None}
        asked = Start.fields_get(['first'])['first']['on_change']
        sent = {name: values[name] for name in asked}
        rpc = Start.__rpc__['on_change']
        for _ in range(2):
            arguments, named, *_ = rpc.convert(Start, dict(sent), ['first'], {})
            changed = rpc.result(Start.on_change(*arguments, **named))
            proposed = [row['amount'] for _, row in changed['parts']['add']]
            assert proposed == [Decimal('50.00')] * 2


def test_draft_is_agreed_once_and_not_changed_any_more(ledger, portal, arranging):
    from trytond_asso_members.exceptions import ArrangementError
    arranging.propose(act='transition_draft')
    arranging.act('agree')
    arranging.act('agree', checked=False)
    assert arranging.told() == ['agreed 100.00: 33.33 33.33 33.34']
    Instalment = ledger.get('asso.arrangement.instalment')
    for work in [
            lambda: Instalment.write(Instalment.search([]), {'amount': Decimal(1)}),
            lambda: Instalment.create([{
                        'arrangement': arranging.model.search([])[0].id,
                        'date': dt.date(2026, 8, 1), 'amount': Decimal(1)}]),
            lambda: Instalment.delete(Instalment.search([])),
            lambda: arranging.model.delete(arranging.model.search([]))]:
        with pytest.raises(ArrangementError):
            ledger.run(work)
    with ledger.transaction():
        assert arranging.model.search([])[0].agreed_on == ledger.get('ir.date').today()


def test_sum_that_is_not_what_is_owed_is_refused_and_so_is_a_second(arranging):
    assert "99.99" in arranging.refused('40.00', '40.00', '19.99').replace(',', '.')
    arranging.propose()
    assert "nothing to pay" in arranging.refused()
    arranging.act('cancel')
    arranging.act('cancel', checked=False)
    arranging.propose('50.00', '50.00')
    assert arranging.told() == [
        'agreed 100.00: 50.00 50.00', 'cancelled 100.00: 33.33 33.33 33.34']


def test_two_drafts_of_one_bill_are_not_agreed_at_once(arranging):
    from trytond_asso_members.exceptions import ArrangementError
    arranging.propose(act='transition_draft')
    arranging.propose(act='transition_draft')
    with pytest.raises(ArrangementError):
        arranging.act('agree')
    assert sorted(arranging.told()) == ['draft 100.00: 33.33 33.33 33.34'] * 2


def subjects(mails):
    return [mail['Subject'] for mail in mails]


@pytest.mark.stress
def test_instalments_are_told_instead_of_the_bill(arranging, send, portal):
    arranging.propose('40.00', '40.00', '20.00')
    assert subjects(send('2026-02-20')) == []
    mail, = send('2026-02-26')
    assert ' '.join(mail['Subject'].split()) == (
        "Votre prochaine échéance : 40,00 € d'ici le 1er mars 2026")
    assert send('2026-02-27') == []
    portal.send(payment('1', '30.00', '2026-02-28', ('1', '30.00')))
    send('2026-02-28')
    mail, = send('2026-03-05')
    assert mail['Subject'].split()[-2:] == ["10,00", "€"]
    assert "IBAN" in mail.get_body(('plain',)).get_content()
    assert send('2026-03-06') == []


def dated(entry):
    return ' '.join(f"{part['date']} {part['amount']}" for part in entry.get('instalments', []))


def test_member_is_told_by_which_days_what_is_left_is_to_be_paid(portal, arranging, mirror):
    portal.send(bill('2', '20.00', '2026-02-01', due='2026-02-15'))
    arranging.propose('60.00', '60.00')
    assert {key: dated(e) for key, e in mirror().items()} == {
        'bill 1': '2026-03-01 60.00 2026-04-01 40.00', 'bill 2': '2026-04-01 20.00'}
    portal.send(payment('1', '70.00', '2026-03-02', ('1', '70.00')))
    assert {key: dated(e) for key, e in mirror().items() if key != 'payment 1'} == {
        'bill 1': '2026-04-01 30.00', 'bill 2': '2026-04-01 20.00'}
    arranging.act('cancel')
    assert [dated(e) for e in mirror().values()] == ['', '', '']


def test_bill_that_was_rescheduled_is_told_by_its_terms(portal, accountant, mirror):
    terms = [(dt.date(2026, 3, 1), '40.00'), (dt.date(2026, 4, 1), '60.00')]
    accountant.reschedule(*terms, number='F-1')
    assert dated(mirror()['bill 1']) == '2026-03-01 40.00 2026-04-01 60.00'
    portal.send(payment('1', '50.00', '2026-03-02', ('1', '50.00')))
    assert dated(mirror()['bill 1']) == '2026-04-01 50.00'


def test_broken_arrangement_lets_reminders_go_on(arranging, days, send):
    arranging.propose('40.00', '40.00', '20.00')
    days('2026-03-15')
    assert arranging.told() == ['agreed 100.00: 40.00 40.00 20.00']
    days('2026-03-16')
    days('2026-03-16')
    assert arranging.told() == ['broken 100.00: 40.00 40.00 20.00']
    assert [mail['To'] for mail in send('2026-03-16')] == ['treasurer@example.org']


def test_arrangement_is_kept_once_all_is_paid_also_where_nothing_is_told(
        portal, arranging, ledger):
    arranging.propose()
    portal.settings(messages_since=None)
    portal.send(payment('1', '100.00', '2026-02-28', ('1', '100.00')))
    ledger.run(ledger.get('asso.association').note_every_day)
    assert arranging.told() == ['kept 0: 0 0 0']


def test_who_has_time_is_seen_and_not_dunned(ledger, accountant, arranging):
    later = dt.date(2026, 6, 1)
    arranging.propose()
    assert accountant.dunned(later) == []
    with ledger.transaction():
        Member = ledger.get('asso.member')
        until = dt.date(2026, 5, 1)
        assert [m.arrangement_until for m in Member.search([], order=[('id', 'ASC')])] == [
            until, None]
        for clause, found in [
                (('=', until), 1), (('<', until), 0), (('!=', None), 1), (('=', None), 1)]:
            assert Member.search([('arrangement_until', *clause)], count=True) == found
    arranging.act('cancel')
    assert accountant.dunned(later) == [(dt.date(2026, 1, 5), Decimal('100.00'))]


def test_reason_is_forgotten_when_its_time_is_over_or_the_member_erased(
        ledger, arranging, monkeypatch):
    arranging.propose()
    Retention = ledger.get('asso.retention')
    later = dt.date(2040, 1, 1)
    with monkeypatch.context() as patch:
        patch.setattr(ledger.get('ir.date'), 'today', lambda *_, **__: later)
        ledger.run(Retention.forget_all)
        with ledger.transaction():
            assert [a.reason for a in arranging.model.search([])] == ["chômage"]
        arranging.act('cancel')
        for _ in range(2):
            ledger.run(Retention.forget_all)
        with ledger.transaction():
            assert [a.reason for a in arranging.model.search([])] == [None]
