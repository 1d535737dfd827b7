"""Mails that come back: the address is written to no more, until somebody has seen to it."""
import json

import pytest

from tests.module.portal import bill, member, payment
from tests.module.test_letters import write  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures('telling')
HARD, SOFT = "5.1.1", "4.2.2"


@pytest.fixture
def returned(portal):
    "Tell that mails came back; what became of each"
    def tell(*bounces):
        answer = portal.call('bounces', json.dumps([
                    {'message_id': id_, 'status': status, 'reason': "No such user"}
                    for id_, status in bounces]))
        return json.loads(answer)['outcomes']
    return tell


@pytest.fixture
def failing(ledger):
    "The addresses to which nobody writes, as the client lists them"
    def look():
        with ledger.transaction():
            return [
                (m.value, m.returned_why) for m in ledger.get('party.contact_mechanism').search(
                    [('returned_on', '!=', None)], order=[('id', 'ASC')])]
    return look


@pytest.fixture
def states(ledger):
    "'state why' of each event of members"
    def look():
        with ledger.transaction():
            return sorted(
                f"{n.state} {n.why}" for n in ledger.get('asso.notice').search(
                    [('party', '!=', None)]) if n.why not in {'programs', 'told'})
    return look


def to_ada(mails):
    return [mail for mail in mails if mail.recipients == ['ada@example.org']]


def test_address_that_fails_is_noted_once_and_written_to_by_post(
        ledger, portal, send, returned, failing, states, write):  # noqa: F811
    portal.send(
        member(email='ada@example.org', street="3 quai", postal_code='29200', city="Brest"),
        bill('2', '30.00', '2026-02-01'))
    mail, = send()
    id_ = mail['Message-ID']
    assert returned((id_, SOFT), ('<other@example.org>', HARD)) == ['later', 'unknown']
    assert (failing(), states()) == ([], ['sent None'])
    assert returned((id_, HARD), (id_, HARD)) == ['noted', 'known']
    assert returned((id_, HARD)) == ['known']
    assert failing() == [('ada@example.org', "5.1.1 No such user")]
    assert states() == ['never returned']
    portal.send(bill('3', '30.00', '2026-02-02'))
    assert to_ada(send()) == []
    assert states() == ['never returned'] * 2
    id_, = write()
    with ledger.transaction():
        letter = ledger.get('asso.notice.message')(id_)
        assert (len(letter.notices), letter.address) == (2, "Ada Morin 1\n3 quai\n29200 Brest")


def test_message_that_waits_for_an_address_that_fails_is_not_sent(
        portal, send, mails, returned, states):
    portal.send(bill('2', '30.00', '2026-02-01'))
    mail, = send()
    mails.__exit__()
    portal.send(bill('3', '30.00', '2026-02-02'))
    assert send() == []
    returned((mail['Message-ID'], HARD))
    mails.__enter__()
    assert to_ada(send() + send()) == []
    assert states() == ['never returned'] * 2


def test_address_is_written_to_again_once_it_changes_or_a_person_says_so(
        ledger, portal, send, returned, failing, person):  # noqa: F811
    portal.send(bill('2', '30.00', '2026-02-01'))
    mail, = send()
    returned((mail['Message-ID'], HARD))
    portal.send(member(email='ada@example.org'))  # as it was
    assert len(failing()) == 1

    def again():
        Mechanism = ledger.get('party.contact_mechanism')
        Mechanism.write_again(Mechanism.search([('returned_on', '!=', None)]))
        member_, = ledger.get('asso.member').search([('portal_id', '=', '1')])
        member_.messages_refused, member_.messages_weekly = ['receipts'], False
        member_.save()
    for _ in range(2):
        ledger.run(again, user=person, _check_access=True)
        assert failing() == []
    portal.send(payment('1', '5.00', '2026-02-02', allocations=[]))
    mail, = to_ada(send())
    returned((mail['Message-ID'], HARD))
    portal.send(member(email='new@example.org'), bill('3', '30.00', '2026-02-03'))
    assert failing() == []
    assert [mail.recipients for mail in send() if 'new@example.org' in mail.recipients] == [
        ['new@example.org']]


@pytest.mark.stress
def test_another_address_of_the_member_is_written_to_instead(ledger, portal, send, returned):
    def add():
        party = ledger.get('asso.member').search([('portal_id', '=', '1')])[0].party
        ledger.get('party.contact_mechanism').create([{
                    'party': party.id, 'type': 'email', 'value': 'second@example.org'}])
    ledger.run(add)
    portal.send(bill('2', '30.00', '2026-02-01'))
    mail, = send()
    returned((mail['Message-ID'], HARD))
    portal.send(bill('3', '30.00', '2026-02-02'))
    assert ['second@example.org'] in [mail.recipients for mail in send()]


def test_treasurer_is_told_whose_address_fails_until_it_is_seen_to(
        ledger, portal, send, returned):
    portal.send(bill('2', '30.00', '2026-02-01'))
    mail, = send('2026-02-20')
    returned((mail['Message-ID'], HARD))
    digest, = send('2026-02-20')
    assert digest.recipients == ['treasurer@example.org']
    told = digest.get_body(('plain',)).get_content()
    assert "Personne ne répond à l'adresse électronique de : [1] Ada Morin 1\r\n" in told
    assert "Association → Messages → Adresses en échec" in told
    assert send('2026-02-21') == []

    def archive():
        Mechanism = ledger.get('party.contact_mechanism')
        Mechanism.write(Mechanism.search([('returned_on', '!=', None)]), {'active': False})
    ledger.run(archive)
    assert send('2026-02-28') == []


@pytest.mark.stress
def test_message_that_came_back_is_sent_again_to_the_address_of_now(
        ledger, portal, send, returned, failing):
    portal.send(member(email='ada@example.org'), bill('2', '30.00', '2026-02-01'))
    mail, = send()
    old = (mail['Message-ID'], HARD)
    assert returned(old) == ['noted']
    portal.send(member(email='ada@example.net'))
    Message = ledger.get('asso.notice.message')
    ledger.run(lambda: Message.send_again(Message.search([])))
    mail, = send()
    assert (mail.recipients, mail['Message-ID'] == old[0]) == (['ada@example.net'], False)
    assert (returned(old), failing()) == (['unknown'], [])
