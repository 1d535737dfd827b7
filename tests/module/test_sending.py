"""How messages are sent, to a real mail server that is down, slow, or refuses."""
import datetime as dt
from threading import Thread

import pytest

from tests.module.portal import bill, member, payment

pytestmark = pytest.mark.usefixtures('telling')


@pytest.fixture
def owed(portal):
    "Each of the two members has a bill to be told of"
    portal.send(
        bill('2', '30.00', '2026-02-01'), bill('3', '30.00', '2026-02-01', member='2'))


@pytest.fixture
def messages(ledger):
    "'to state attempts error' of each message, the oldest first"
    def look():
        with ledger.transaction():
            return [
                f"{m.recipient.split('@')[0]} {m.state} {m.attempts} {m.error or ''}".strip()
                for m in ledger.get('asso.notice.message').search([], order=[('id', 'ASC')])]
    return look


@pytest.fixture
def wait(ledger):
    "Let so much time pass that what waits, or was taken, is tried again"
    def pass_():
        Message = ledger.get('asso.notice.message')
        ledger.run(lambda: Message.write(Message.search([]), {
                    'not_before': None, 'leased_until': None}))
    return pass_


def refusing(command, text, name='ada', times=99):
    "Answers of the server: this one to a command about a recipient, so often"
    left = [times]

    def answer(asked, recipient):
        if asked == command and (name in recipient) and left[0]:
            left[0] -= 1
            return text
        return None
    return answer


def words(mail):
    return mail.get_body(('plain',)).get_content()


@pytest.mark.parametrize('command', [pytest.param('RCPT', marks=pytest.mark.stress), 'DATA'])
def test_message_put_off_is_sent_later_with_the_same_id(
        owed, send, mails, messages, wait, command):
    mails.answer = refusing(command, "450 Greylisted", times=1)
    mail, = send()
    assert mail.recipients == ['bob@example.org']
    assert messages() == ['ada due 1 450 Greylisted', 'bob sent 1']
    assert send() == []  # its time has not come
    wait()
    mail, = send()
    assert (mail.recipients, messages()) == (['ada@example.org'], ['ada sent 2', 'bob sent 1'])


@pytest.mark.stress
def test_mailbox_that_is_full_is_noted_and_the_others_are_served(
        ledger, owed, send, mails, messages):
    mails.answer = refusing('DATA', "552 Mailbox full")
    mail, = send()
    assert mail.recipients == ['bob@example.org']
    assert messages() == ['ada never 1 552 Mailbox full', 'bob sent 1']
    with ledger.transaction():
        assert [n.why for n in ledger.get('asso.notice').search(
                    [('state', '=', 'never')])] == ['refused']

    def again():
        Message = ledger.get('asso.notice.message')
        Message.send_again(Message.search([('state', '=', 'never')]))
    ledger.run(again)
    mails.answer = refusing('DATA', "", times=0)
    mail, = send()
    assert (mail.recipients, messages()) == (['ada@example.org'], ['ada sent 1', 'bob sent 1'])


def test_address_that_is_none_is_noted_and_the_others_are_served(
        portal, owed, send, messages):
    portal.send(member('3', email='é@ada'), bill('4', '30.00', '2026-02-01', member='3'))
    assert len(send()) == 2
    *_, last = messages()
    assert last.startswith('é never 1 ')


def test_later_message_of_a_member_waits_for_the_earlier(portal, owed, send, mails, wait):
    mails.answer = refusing('RCPT', "450 Later", times=1)
    send()
    portal.send(payment('1', '130.00', '2026-02-10', ('2', '30.00')))
    assert send() == []
    wait()
    assert [mail['Subject'].partition(' ')[0] for mail in send()] == ["Facture", "Merci"]


def test_server_that_is_down_loses_nothing(owed, send, mails, messages):
    mails.__exit__()
    assert send() == []
    assert messages() == ['ada due 0', 'bob due 0']
    mails.__enter__()
    assert len(send()) == 2


@pytest.mark.stress
def test_server_that_is_too_slow_is_left_for_now(
        owed, send, mails, messages, wait, monkeypatch):
    from trytond_asso_members.notices import sending
    monkeypatch.setattr(sending, 'SECONDS', 1)
    mails.answer = refusing('MAIL', 2, name='compta', times=1)
    assert send() == []
    ada, bob = messages()
    assert (ada.startswith('ada due 1 ') and 'timed out' in ada, bob) == (True, 'bob due 0')
    wait()
    assert len(send()) == 2


def test_sender_that_is_refused_costs_no_message_its_turn(owed, send, mails, messages):
    mails.answer = refusing('MAIL', "550 Not you", name='compta')
    assert send() == []
    assert messages() == ['ada due 0 550 Not you', 'bob due 0']


def test_association_that_holds_its_messages_sends_none(portal, owed, send, messages):
    portal.settings(messages_held=True)
    assert (send(), messages()) == ([], [])
    portal.settings(messages_held=False, messages_from=None)
    assert (send(), messages()) == ([], [])  # Tryton's own address is none
    portal.settings(messages_from='compta@example.org')
    assert len(send()) == 2


def test_nothing_is_sent_twice(owed, send):
    assert len(send()) == 2
    assert send() == []


def test_reminder_that_was_put_off_is_not_sent_once_it_is_paid(
        portal, send, mails, messages, wait):
    portal.settings(reminder_weeks="1, 3")
    mails.answer = refusing('RCPT', "450 Later", times=1)
    assert send('2026-01-14') == []
    portal.send(payment('1', '100.00', '2026-01-15', ('1', '100.00')))
    wait()
    assert [mail['Subject'] for mail in send('2026-01-15')] == ["Merci pour 100,00\xa0€"]


def test_reminder_that_no_server_took_is_not_sent_once_it_is_paid(portal, send, mails):
    portal.settings(reminder_weeks="1, 3")
    mails.__exit__()
    assert send('2026-01-14') == []
    portal.send(payment('1', '100.00', '2026-01-15', ('1', '100.00')))
    mails.__enter__()
    assert [mail['Subject'] for mail in send('2026-01-15')] == ["Merci pour 100,00\xa0€"]


@pytest.mark.stress
def test_reminder_that_goes_out_behind_another_says_again(portal, send, mails):
    portal.settings(reminder_weeks='1, 3, 9')
    portal.send(bill('2', '30.00', '2026-02-01', member='2'))
    mails.__exit__()
    send('2026-02-12')
    mails.__enter__()
    assert [mail['Subject'].partition(':')[0] == "Again" for mail in send('2026-02-24')
        if mail.recipients == ['bob@example.org']] == [False, True]


def test_message_that_was_put_off_goes_in_words_of_now(portal, owed, send, mails, wait):
    mails.answer = refusing('RCPT', "450 Later", times=1)
    send()
    portal.send(payment('1', '10.00', '2026-02-10', ('2', '10.00')))
    wait()
    first, second = send()
    assert "20,00" in words(first) and "Merci" in second['Subject']


def test_message_that_may_have_come_keeps_its_words(
        portal, owed, send, mails, wait, monkeypatch):
    from trytond_asso_members.notices import sending
    monkeypatch.setattr(sending, 'SECONDS', 1)
    mails.answer = refusing('accepted', 2, times=1)
    first, = send()
    portal.send(payment('1', '10.00', '2026-02-10', ('2', '10.00')))
    wait()
    again, *_ = send()
    assert (again['Message-ID'], words(again)) == (first['Message-ID'], words(first))


@pytest.mark.parametrize('is_killed', [pytest.param(False, marks=pytest.mark.stress), True])
def test_doubt_outlasts_a_later_refusal_until_the_message_is_sent(
        ledger, portal, owed, send, mails, wait, monkeypatch, is_killed):
    from trytond_asso_members.notices import sending
    Message = ledger.get('asso.notice.message')

    def doubts():
        return ledger.run(lambda: [
            bool(m.in_doubt) for m in Message.search([], order=[('id', 'ASC')])])
    mails.answer = refusing('RCPT', "450 Later", times=1)
    send()
    assert doubts() == [False, False]
    if is_killed:
        # Whoever had it has noted nothing
        past = dt.datetime(2026, 1, 1)  # noqa: DTZ001
        ledger.run(lambda: Message.write(Message.search([('state', '=', 'due')]), {
                    'not_before': None, 'leased_until': past}))
    else:
        wait()
        monkeypatch.setattr(sending, 'SECONDS', 1)
        mails.answer = refusing('accepted', 2, times=1)
        send()
        assert doubts() == [True, False]
    portal.send(payment('1', '10.00', '2026-02-10', ('2', '10.00')))
    for _ in range(2):
        mails.answer = refusing('RCPT', "450 Later", times=1)
        send()
        assert doubts()[:2] == [True, False]
        wait()
    first, *_ = send()
    assert "30,00" in words(first)
    assert doubts()[0] is False


@pytest.mark.stress
def test_money_that_moves_while_no_server_answers_is_told_to_whom_it_is(portal, send, mails):
    portal.send(payment('1', '20.00', '2026-02-10'))
    mails.__exit__()
    send()
    portal.send(payment('1', '20.00', '2026-02-10', member='2'))
    mails.__enter__()
    mail, = send()
    assert mail.recipients == ['bob@example.org']
    # Back to whom nobody has told of it
    portal.send(payment('1', '20.00', '2026-02-10'))
    mail, = send()
    assert mail.recipients == ['ada@example.org']
    assert send() == []


def test_message_that_cannot_be_made_keeps_no_other(owed, send, mails, messages, monkeypatch):
    from trytond_asso_members.notices import sending
    made = sending.mail_of

    def fail(association, message, facts):
        if message.recipient.startswith('ada'):
            raise OSError("no font")
        return made(association, message, facts)
    monkeypatch.setattr(sending, 'mail_of', fail)
    assert len(send()) == 1
    assert messages() == ['ada due 1 OSError: no font', 'bob sent 1']


@pytest.mark.postgresql("two senders at once, in transactions of their own")
def test_two_senders_send_each_message_once(ledger, portal, mails):
    portal.send(*[
        change for n in range(3, 23) for change in [
            member(str(n), email=f'm{n}@example.org'),
            bill(str(n), '5.00', '2026-02-01', member=str(n))]])
    mails.answer = lambda command, recipient: 0.05 if command == 'DATA' else None

    def work():
        from trytond_asso_members.notices import sending
        for association in ledger.get('asso.association').search([]):
            sending.send(association)
    ledger.run(lambda: [a.note_deadlines() for a in ledger.get('asso.association').search([])])
    senders = [Thread(target=ledger.run, args=(work,)) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    told = [mail.recipients[0] for mail in mails.fetch()]
    assert sorted(told) == sorted(f'm{n}@example.org' for n in range(3, 23))


def test_timer_of_tryton_sends_by_itself(ledger, owed, mails):
    def due():
        Cron = ledger.get('ir.cron')
        Cron.write(Cron.search([]), {'active': False})
        Cron.write(
            Cron.search([
                    ('method', '=', 'asso.association|send_messages'),
                    ('active', 'in', [True, False])]),
            {'active': True, 'next_call': None})
    ledger.run(due)
    ledger.get('ir.cron').run(ledger.database)
    assert len(mails.fetch()) == 2
