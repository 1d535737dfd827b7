"""What other programs are told of members, tax receipts that are issued, and old words."""
import datetime as dt
import json

import pytest

from tests.module.portal import bill, member
from trytond_asso_members.documents import drawing

pytestmark = pytest.mark.usefixtures('telling')
EMAILS = {'email': 'ada@example.org'}


@pytest.fixture
def told(ledger):
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


def test_tax_receipt_is_told_with_its_paper_once(ledger, given, send):
    send()
    for _ in range(2):
        given.issue(2026)
    found = [mail for mail in send() if 'reçu fiscal' in mail['Subject']]
    assert [mail.recipients for mail in found] == [['ada@example.org']]
    assert [part.get_content_type() for part in found[0].iter_attachments()] == (
        ['application/pdf'] if drawing.is_possible() else [])


def test_words_of_old_messages_are_forgotten_and_their_trace_stays(ledger, portal, send):
    from trytond.transaction import Transaction
    portal.send(bill('2', '30.00', '2026-02-01'))
    send()
    Message, Retention = ledger.get('asso.notice.message'), ledger.get('asso.retention')

    def age(months):
        table = Message.__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.create_date], [dt.datetime.now() - dt.timedelta(days=31 * months)]))

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
