"""asso-bridge outbox: what members would be told, and told, over RPC and in this process."""
import datetime as dt
import json
from collections import Counter

import pytest

from asso_bridge import sync
from asso_bridge.config import load
from asso_bridge.errors import TryAgain
from asso_bridge.ledger.tryton import connect
from asso_bridge.outbox import send_all
from tests import ready
from tests.bridge.dumps import row, rows, write
from tests.bridge.test_cli import call
from tests.mail import MailServer
from tests.server import Server

FROM = 'compta@example.org'
SETTINGS = {'messages_since': dt.date(2026, 2, 1), 'messages_from': FROM}


def more(count=1):
    "The rows of the dump with so many bills more, of 12.00 each"
    new = rows()
    for pk in range(10, 10 + count):
        new += [
            row('billing.bill', pk, member=1 + pk % 2, date='2026-02-05', status='open'),
            row('billing.invoice', pk, validated=True, number=f'202602-0000{pk}',
                date_due='2026-03-05'),
            row('billing.invoicedetail', pk, invoice=pk, label="Tunnel", amount='10.00',
                quantity='1.00', tax='20.0', offersubscription=None,
                period_from='2026-02-01', period_to='2026-02-28')]
    return new


@pytest.fixture
def told(ledger, embedded, capsys):
    "Settings that lead to an association that has told nobody yet of a bill of February"
    sync.run(embedded)

    def write_settings():
        Association = ledger.get('asso.association')
        Association.write(
            Association.search([]), {**SETTINGS, 'messages_reply_to': 'treasurer@example.org'})
    ledger.run(write_settings)
    write(embedded.dump, more())
    sync.run(embedded)
    capsys.readouterr()
    return embedded


@pytest.fixture
def toml(told, tmp_path):
    path = tmp_path / 'asso-bridge.toml'
    path.write_text(
        f'database = "{told.database}"\ntrytond_config = "{told.trytond_config}"\n'
        f'dump = "{told.dump}"\nstate = "{told.state}"\n')
    return path


@pytest.fixture
def outbox(capsys, monkeypatch, toml):
    "The exit code of the command, and what it answers"
    def run(*arguments):
        code, out, err = call(
            capsys, monkeypatch, 'outbox', '-c', toml, '--json', *arguments)
        assert err == ''
        return code, json.loads(out)
    return run


ASSOCIATION = ready.SETTINGS['company']
SAID = {
    'event': 'bill.posted', 'occurrence': '', 'member': '1', 'number': '202602-000010',
    'to': 'u1@example.org', 'language': 'fr', 'subject': "Facture 202602-000010\xa0: 12,00\xa0€",
    'amount': '12.00', 'state': 'due', 'reason': None}
# Told to the treasurer, and about no member: the dump has a payment without one
WAITS = {
    'event': 'payment.unmatched', 'occurrence': '2026-01-10', 'member': None, 'number': None,
    'to': 'treasurer@example.org', 'language': 'fr',
    'subject': f"{ASSOCIATION}\xa0: à voir dans Tryton", 'amount': '8.00',
    'state': 'due', 'reason': None}


@pytest.mark.stress
def test_outbox_shows_what_would_be_said_and_writes_nothing(ledger, outbox, mails):
    def counted():
        with ledger.transaction():
            return [
                [(n.state, n.why) for n in ledger.get('asso.notice').search([])],
                ledger.get('asso.notice.message').search_count([])]
    before = counted()
    assert outbox('--on', '2026-02-06') == (0, {'messages': [SAID, WAITS], 'hooks': []})
    assert (counted(), mails.fetch()) == (before, [])


def test_outbox_sends_once_what_is_due(outbox, mails):
    sent, told = {**SAID, 'state': 'sent'}, {**WAITS, 'state': 'sent'}
    assert outbox('--send', '--on', '2026-02-06') == (
        0, {'messages': [sent, told], 'hooks': []})
    assert [(mail['Subject'], mail.recipients) for mail in mails.fetch()] == [
        (said['subject'], [said['to']]) for said in [SAID, WAITS]]
    assert outbox('--send', '--on', '2026-02-06') == (0, {'messages': [], 'hooks': []})
    # On its own day it is still seen
    assert outbox('--on', '2026-02-05') == (0, {'messages': [sent], 'hooks': []})
    assert mails.fetch() == []


def test_outbox_says_why_something_is_not_sent(ledger, outbox, mails):
    mails.__exit__()
    assert outbox('--send') == (2, {'messages': [SAID, WAITS], 'hooks': []})

    def hold():
        Association = ledger.get('asso.association')
        Association.write(Association.search([]), {'messages_held': True})
    ledger.run(hold)
    assert outbox('--send') == (
        0, {'messages': [
                {**said, 'state': 'held', 'reason': 'held'} for said in [SAID, WAITS]],
            'hooks': []})
    mails.__enter__()


@pytest.mark.stress
def test_outbox_tells_a_person_in_lines(capsys, monkeypatch, toml, mails):
    code, out, err = call(
        capsys, monkeypatch, 'outbox', '-c', toml, '--on', '2026-02-06')
    assert (code, err) == (0, '')
    assert out.replace('\xa0', ' ') == (
        'due: bill.posted to u1@example.org (202602-000010): '
        '"Facture 202602-000010 : 12,00 €"\n'
        f'due: payment.unmatched to treasurer@example.org: "{ASSOCIATION} : à voir dans Tryton"\n')


# -- a server that is killed


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def trytond(database, mail_server):
    "A trytond that may be killed, and writes from an address of its own"
    with Server(database, email={'uri': mail_server.uri, 'from': FROM}) as server:
        yield server


@pytest.fixture
def waiting(trytond, tmp_path):
    "Settings of an association with two messages to send, to each of its members"
    password = tmp_path / 'password'
    password.write_text(ready.SETTINGS['bridge_password'])
    settings = load(
        url=f'http://127.0.0.1:{trytond.port}', database=trytond.database.name,
        password_file=password, dump=write(tmp_path / 'dump.json', rows()),
        state=tmp_path / 'state', tries=1)
    sync.run(settings)
    models = trytond.rpc().model.asso
    models.association.write(models.association.search([], {}), SETTINGS, {})
    write(settings.dump, more(2))
    sync.run(settings)
    return settings


def send(settings):
    with connect(settings) as ledger:
        return [said.state for said in send_all(ledger, '').messages]


@pytest.mark.parametrize('point', [
        pytest.param('MAIL', marks=pytest.mark.stress),
        pytest.param('DATA', marks=pytest.mark.stress), 'accepted'])
@pytest.mark.stress
def test_trytond_killed_while_it_sends_loses_no_message(waiting, trytond, mail_server, point):
    asked = []

    def answer(command, recipient):
        asked.append(command)
        if asked.count(point) == 2:
            trytond.kill()
    mail_server.answer = answer
    with pytest.raises(TryAgain):
        send(waiting)
    mail_server.answer = lambda command, recipient: None
    trytond.wait()
    trytond.start()
    assert 'due' in send(waiting)  # one is still lent to who was killed
    with trytond.database.connect() as connection:
        connection.cursor().execute('UPDATE asso_notice_message SET leased_until = NULL')
        connection.commit()
    send(waiting)
    told = Counter((mail['Message-ID'], mail['Subject']) for mail in mail_server.fetch())
    assert len({subject for _, subject in told}) == len(told) == 2
    assert sum(told.values()) - 2 == (point != 'MAIL')
