"""A member's party erased: the name is nowhere any more, and the books are as they were."""
import datetime as dt
import json

import pytest
from trytond.transaction import Transaction

from tests.module.portal import Portal, bill, gone, member, payment
from tests.module.subscriber import Subscriber
from tests.module.treasurer import Treasurer, row

NAME = 'Quéméner'
pytestmark = pytest.mark.postgresql("rows changed in SQL")


def texts(ledger, name_=NAME):
    "{(table, column)} in which the name stands, in all tables of the database."
    with ledger.transaction():
        cursor, found = Transaction().connection.cursor(), set()
        for Model in [Model for _, Model in ledger.pool.iterobject()]:
            if not hasattr(Model, '__table__') or callable(Model.table_query):
                continue
            for name, field in Model._fields.items():
                if field._type not in {'char', 'text', 'fullchar', 'dict'} or (
                        not field.sql_type()):
                    continue
                table = Model.__table__()
                cursor.execute(*table.select(getattr(table, name)))
                if any(name_.lower() in str(value).lower() for value, in cursor):
                    found.add((Model.__name__, name))
        return found


def trial(ledger):
    with ledger.transaction():
        Line = ledger.get('account.move.line')
        return [
            (line.move.number, line.date, line.account.code, line.debit, line.credit)
            for line in Line.search([], order=[('id', 'ASC')])]


def erase(ledger, number=None):
    "Erase the member of this number, or the only one, with the wizard Erase."
    Member = ledger.get('asso.member')
    member, = Member.search([('portal_id', '=', number)] if number else [])
    party = member.party
    party.active = False
    party.save()
    Erase = ledger.pool.get('party.erase', type='wizard')
    wizard = Erase(Erase.create()[0])
    wizard.ask.party = party
    wizard.transition_erase()


def test_name_of_a_party_erased_is_nowhere_any_more(ledger):
    portal = Portal(ledger)
    portal.send(
        member(last_name=NAME, email=f'{NAME}@example.org', street=f"Chez {NAME}",
            comment=NAME, nickname=NAME),
        bill('1', '20.00', '2026-01-05'), bill('2', '5.00', '2026-01-05'),
        payment('5', '25.00', '2026-01-06', ('1', '20.00'), label=f"VIR {NAME}"),
        payment('6', '3.00', '2026-01-06', label=f"VIR {NAME}", member=None))
    portal.send(payment('6', '3.00', '2026-01-06', label=f"VIR {NAME}"))

    def allocate():
        payment, = ledger.get('asso.payment').search([('amount', '=', 25)])
        bills = ledger.get('account.invoice').search([])
        payment.allocate_by_hand(
            {('bill', b.id): b.total_amount for b in bills}, f"dit {NAME}")
    ledger.run(allocate)
    portal.send(
        payment('7', '-3.00', '2026-01-08', label=f"REMB {NAME}", allocations=None),
        bill('3', '9.00', '2026-01-05', number='F-1', due=NAME, lines=[]))
    assert portal.quarantine() == {('bill', '3'): 'date_form'}
    assert portal.balances() == {'1': '0.00'}
    before, books = texts(ledger), trial(ledger)
    assert {
        ('party.party', 'name'), ('party.address', 'street_unstructured'),
        ('party.contact_mechanism', 'value'), ('asso.member', 'comment'),
        ('asso.binding', 'brought'), ('asso.payment', 'label'),
        ('account.move.line', 'description'), ('asso.allocation', 'reason'),
        ('asso.quarantine', 'content'), ('asso.quarantine', 'reason')} <= before

    ledger.run(lambda: erase(ledger))
    assert texts(ledger) == set()
    assert trial(ledger) == books
    assert portal.faults() == []
    assert json.loads(portal.call('quarantine'))['changes'] == []
    assert portal.send(gone('bill', '3'), gone('member', '1')) == {
        '3': 'unchanged', '1': 'applied'}


def test_reasons_of_a_member_erased_are_nowhere_any_more(ledger):
    portal = Portal(ledger)
    portal.send(member())
    subscriber = Subscriber(ledger, portal)
    subscription = subscriber.subscribe(
        subscriber.offer(), '2026-03-01', suspended=[('2026-05-01', '2026-05-31')],
        discount_reason=f"fils de {NAME}", end_reason=NAME)

    def write():
        Subscription = ledger.get('asso.subscription')
        suspension, = Subscription(subscription).suspensions
        suspension.__class__.write([suspension], {'reason': NAME})
        Member = ledger.get('asso.member')
        Member.write(Member.search([]), {'left_reason': NAME})
    ledger.run(write)
    reasons = {
        ('asso.subscription', 'discount_reason'), ('asso.subscription', 'end_reason'),
        ('asso.subscription.suspension', 'reason'), ('asso.member', 'left_reason')}
    assert reasons <= texts(ledger)
    ledger.run(lambda: erase(ledger))
    assert texts(ledger) & reasons == set()


def test_rows_of_the_bank_of_a_party_erased_keep_their_labels_alone(ledger):
    portal = Portal(ledger)
    portal.send(
        member(last_name=NAME, email='a@example.org'),
        bill('1', '20.00', '2026-01-05', number='F-1'),
        member('2', last_name="Le Guen"))
    treasurer = Treasurer(ledger, portal)
    known = {
        'counterparty': NAME, 'iban': 'FR7630006000011234567890189',
        'information': {'libelle': f"VIR {NAME}"}}
    label = f"VIR {NAME}"
    treasurer.book(
        (row('20.00', label=label, line=1, **known), 'matched', '1', 'F-1'))
    waits, = treasurer.book((row('4.00', label=f"{label} BIS", **known), 'waiting', None, None))
    treasurer.divide(waits, ('4.00', '1', None))
    treasurer.book((row('7.00', label="VIR LE GUEN", iban='FR1', line=3), 'matched', '2', None))
    refunded, = treasurer.book((row('-4.00', label=f"REMB {NAME}"), 'waiting', None, None))
    treasurer.divide(refunded, ('-4.00', '1', None))
    books = trial(ledger)
    ledger.run(lambda: erase(ledger, '1'))
    assert texts(ledger) == {('account.statement.origin', 'description')}
    assert trial(ledger) == books
    assert portal.faults() == []
    with ledger.transaction():
        Origin = ledger.get('account.statement.origin')
        assert sorted((o.payer_iban or '', o.texts or '') for o in Origin.search([])) == [
            ('', ''), ('', ''), ('', ''), ('FR1', "VIR LE GUEN")]


def test_messages_to_a_member_erased_are_nowhere_any_more(ledger, mails):
    from trytond_asso_members.notices import sending
    portal = Portal(ledger)
    portal.call('finish', str(portal.run), '{"state": "done"}')
    portal.begin()
    portal.settings(messages_since=dt.date(2026, 1, 1), messages_from='compta@example.org')
    portal.send(
        member(first_name=NAME, email='odile@example.org'), bill('1', '20.00', '2026-02-05'))
    Association = ledger.get('asso.association')
    ledger.run(lambda: [sending.send(one) for one in Association.search([])])
    assert len(mails.fetch()) == 1
    portal.send(payment('1', '20.00', '2026-02-06', ('1', '20.00')))

    ledger.run(lambda: erase(ledger))
    assert texts(ledger) == set()
    ledger.run(lambda: [sending.send(one) for one in Association.search([])])
    assert mails.fetch() == []
