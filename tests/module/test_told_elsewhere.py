"""What other programs are told of members, tax receipts that are issued, and old words."""
import datetime as dt
import json

import pytest

from tests.module.giving import ADDRESS
from tests.module.portal import bill, member
from trytond_asso_members.documents import drawing


@pytest.fixture
def told(ledger, telling):
    "The calls of a hook of changed members: [(field, data)] since the last time"
    Hook, Call = ledger.get('asso.hook'), ledger.get('asso.hook.call')
    ledger.run(lambda: Hook.create([{
                    'name': "CRM", 'url': 'https://example.org/hook',
                    'kinds': ['member.changed']}]))
    seen = set()

    def bodies():
        found = []
        for call in Call.search([('id', 'not in', list(seen))], order=[('id', 'ASC')]):
            call.freeze()
            seen.add(call.id)
            found.append(json.loads(call.body)['data'])
        return found

    def look():
        found = ledger.run(bodies)
        assert all('example' not in json.dumps(data) for data in found)
        return [(data['member'], data['field']) for data in found]
    return look


def test_changes_of_a_member_are_told_by_field_without_values(ledger, portal, told):
    changed = member(
        last_name="Morin-Duval", email='new@example.org', phone='+33123456789',
        city="Grenoble")
    for times in [1, 0]:
        portal.send(changed)
        assert sorted(told()) == times * [
            ('1', 'address'), ('1', 'email'), ('1', 'name'), ('1', 'phone')]
    portal.send(member('3', email='three@example.org'))
    assert told() == []  # joining says that

    def by_hand():
        party = ledger.get('asso.member').search([('portal_id', '=', '2')])[0].party
        party.name = "Bob Exemple"
        party.save()
        party.save()
    ledger.run(by_hand)
    assert told() == [('2', 'name')]
    with ledger.transaction():
        assert {(n.state, n.why) for n in ledger.get('asso.notice').search(
                    [('kind', '=', 'member.changed')])} == {('never', 'programs')}


def test_tax_receipt_is_told_with_its_paper_once(portal, given, send):
    portal.send(member(email='ada@example.org', **ADDRESS))
    portal.settings(messages_since=dt.date(2027, 1, 1), messages_from='compta@example.org')
    numbers = given.issue()
    assert given.issue() == []
    mail, = send('2027-01-15')
    assert mail.recipients == ['ada@example.org']
    assert (mail['Subject'], [part.get_filename() for part in mail.iter_attachments()]) == (
        "Votre reçu fiscal de 2026",
        [f'{max(numbers)} Morin 1.pdf'] if drawing.is_possible() else [])
    assert send('2027-01-15') == []


def test_words_of_old_messages_are_forgotten_and_their_trace_stays(
        ledger, telling, portal, send):
    from trytond.transaction import Transaction
    portal.send(bill('2', '30.00', '2026-02-01'))
    send()
    Message, Retention = ledger.get('asso.notice.message'), ledger.get('asso.retention')

    def age(months):
        table = Message.__table__()
        made = dt.datetime.now() - dt.timedelta(days=31 * months)  # noqa: DTZ005 - as Tryton
        Transaction().connection.cursor().execute(*table.update([table.create_date], [made]))

    def forget():
        retention, = Retention.search([('kind', '=', 'messages')])
        due = retention.due
        Retention.forget([retention])
        message, = Message.search([])
        return retention.months, due, message.text is None, message.state, [
            (n.kind, n.state) for n in message.notices]
    trace = ['sent', [('bill.posted', 'sent')]]
    assert ledger.run(forget) == (24, 0, False, *trace)
    ledger.run(age, 25)
    assert ledger.run(forget) == (24, 1, True, *trace)
    assert ledger.run(forget) == (24, 0, True, *trace)
    ledger.run(lambda: Message.send_again(Message.search([])))
    with ledger.transaction():
        assert [m.state for m in Message.search([])] == ['sent']
