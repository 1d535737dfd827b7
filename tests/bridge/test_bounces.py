"""asso-bridge bounces: mails that came back, as mail servers write them, told to Tryton."""
import io
import json
import mailbox
import sys

import pytest

from asso_bridge.bounces.mailbox import mails as mails_of
from asso_bridge.bounces.notification import bounce_of
from asso_bridge.errors import WrongSetting
from tests.bridge.test_cli import call
from tests.bridge.test_outbox import outbox, told, toml  # noqa: F401 - fixtures

ID = '<asso.1@example.org>'


def report(*blocks, returned='message/rfc822', id_=ID, head='', body="Subject: F-1\n\nBonjour"):
    "A notification as RFC 3464 has it, of blocks of fields, with the mail that was returned"
    text = '\n'.join(f'\n{block}' for block in ['Reporting-MTA: dns; mx.example.org', *blocks])
    return (
        f'From: MAILER-DAEMON@mx.example.org\nTo: compta@example.org\n{head}'
        'MIME-Version: 1.0\n'
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        '--b\nContent-Type: text/plain\n\nIt was not delivered.\n'
        f'--b\nContent-Type: message/delivery-status\n{text}\n'
        f'--b\nContent-Type: {returned}\n\nMessage-ID: {id_}\n{body}\n--b--\n').encode()


def fields(
        status='5.1.1', action='failed',
        said='smtp; 550 5.1.1 <ada@example.org>: No such user'):
    return (
        'Final-Recipient: rfc822; ada@example.org\n'
        f'Action: {action}\nStatus: {status}\nDiagnostic-Code: {said}')


NO_USER = '550 5.1.1 <ada@example.org>: No such user'
WHOLE = report(fields())
DELIVERED = fields('2.1.5', 'delivered', 'smtp; 250 OK')


@pytest.mark.parametrize('content, found', [
    (WHOLE, (ID, '5.1.1', NO_USER)),
    # The headers alone; the mail that is answered, where none is returned
    (report(fields(), returned='text/rfc822-headers'), (ID, '5.1.1', NO_USER)),
    (report(fields(said='x-unix; gone'), returned='text/plain', head=f'In-Reply-To:\n {ID}\n'),
        (ID, '5.1.1', 'gone')),
    # Folded, with a comment, and in another case
    (report(fields('4.2.2 (mailbox full)', 'Failed', 'smtp; 452\n 4.2.2 Full')),
        (ID, '4.2.2', '452 4.2.2 Full')),
    # Late is not lost, whatever the code
    (report(fields('5.4.1', 'delayed', 'x')), (ID, '4.4.1', 'x')),
    # A server that gives no status of its own
    (report(fields('', said='smtp; 550 Blocked')), (ID, '5.0.0', '550 Blocked')),
    # Of several recipients, the one that failed
    (report(DELIVERED, fields(said='no')), (ID, '5.1.1', 'no')),
    (report(DELIVERED), None),
    (report(fields(), id_=''), None),
    (WHOLE.replace(b'multipart/report; report-type=delivery-status', b'multipart/mixed'), None),
    (b'Message-ID: <asso.1@example.org>\nAction: failed\nStatus: 5.1.1\n\nBonjour', None),
    (b'', None), (b'\xff\xfe\0' * 99, None),
    (b'Content-Type: multipart/report; boundary=b\n\n--b', None),
    # What somebody has made up
    (report(fields(), id_='<asso\x00.1@example.org>'), None),
    (report(fields(), id_=f'<{"a" * 20_000}@example.org>'), None),
    (b''.join(
        b'Content-Type: multipart/report; boundary=b%d\n\n--b%d\n' % (n, n)
        for n in range(1500)), None),
    ])
def test_mail_that_came_back_is_read_and_no_other(content, found):
    bounce = bounce_of(content)
    assert (bounce and (bounce.message_id, bounce.status, bounce.reason)) == found


@pytest.fixture
def bounces(capsys, monkeypatch, toml):  # noqa: F811
    "What the command answers"
    def run(source, stdin=b''):
        monkeypatch.setattr(sys, 'stdin', io.TextIOWrapper(io.BytesIO(stdin)))
        code, out, err = call(
            capsys, monkeypatch, 'bounces', '-c', toml, '--json', str(source))
        assert (code, err) == (0, '')
        return {name: count for name, count in json.loads(out).items() if count}
    return run


def test_bounces_are_told_once_from_any_mailbox(
        tmp_path, ledger, outbox, bounces, mails):  # noqa: F811
    outbox('--send', '--on', '2026-02-06')
    mail = next(m for m in mails.fetch() if m.recipients == ['u1@example.org'])
    ours = report(fields(), id_=mail['Message-ID'])
    late = report(fields('4.2.2'), id_=mail['Message-ID'])
    strange, other = report(fields()), b'Subject: Bonjour\n\nA question.\n'
    # A mail server pipes it with a line of its own before
    assert bounces('-', b'From MAILER-DAEMON Thu Feb  6 09:00:00 2026\n' + late) == {'later': 1}
    assert bounces('-', other) == {'other': 1}
    folder = mailbox.Maildir(tmp_path / 'Maildir')
    for content in [ours, late, strange, other]:
        folder.add(content)
    assert bounces(tmp_path / 'Maildir') == {'noted': 1, 'later': 1, 'unknown': 1, 'other': 1}
    assert len(folder) == 4
    file = mailbox.mbox(tmp_path / 'mbox')
    for content in [ours, ours, other]:
        file.add(content)
    file.flush()
    assert bounces(tmp_path / 'mbox') == {'known': 2, 'other': 1}
    (tmp_path / 'one.eml').write_bytes(ours)
    assert bounces(tmp_path / 'one.eml') == {'known': 1}
    with ledger.transaction():
        assert [(m.value, m.returned_why) for m in ledger.get('party.contact_mechanism').search(
                    [('returned_on', '!=', None)])] == [
            ('u1@example.org', NO_USER)]


def test_source_that_is_no_mailbox_stops(tmp_path):
    for source in [tmp_path / 'none', tmp_path]:
        with pytest.raises(WrongSetting, match=str(source)):
            list(mails_of(str(source)))
