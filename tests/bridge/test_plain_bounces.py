"""Mails that came back in plain words, invented in the forms of several mail servers."""
import pytest

from asso_bridge.bounces.notification import bounce_of

ID = '<179.4.1.asso@example.org>'
OURS = (
    f'Return-Path: <compta@example.org>\nFrom: Les Amis <compta@example.org>\n'
    f'To: ada@example.net\nSubject: F-1\nMessage-ID: {ID}\nMIME-Version: 1.0\n')
DAEMON = 'Return-Path: <>\nFrom: Mail Delivery System <Mailer-Daemon@mx.example.org>\n'
SAID = '550 5.1.1 <ada@example.net>: No such user'


def mail(words, head='', sender=DAEMON, original=OURS):
    return f'{sender}To: compta@example.org\n{head}\n{words}\n\n{original}\nBonjour\n'.encode()


EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  Ada@example.net
    {}

------ This is a copy of the message, including all the headers. ------"""
FAILED = (
    'X-Failed-Recipients: Ada@Example.net\nAuto-Submitted: auto-replied\n'
    'Subject: Mail delivery failed: returning message to sender\n')
TRIED = f'host mx.example.net [5.39.1.20]\n    SMTP error after RCPT TO:\n    {SAID}'
QMAIL = """Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@example.net>:
{}

--- Below this line is a copy of the message."""
POSTFIX = """   The Postfix program

<ada@example.net>: host mx.example.net[192.0.2.1] said: 554 mailbox full
    (in reply to RCPT TO command)"""
FRENCH = """Bonjour,

Votre message pour ada@example.net n'a pas \xe9t\xe9 remis.

ada@example.net : 550 5.2.1 Adresse d\xe9sactiv\xe9e
"""


def attached(words, kind='message/rfc822', original=OURS):
    "As those of Orange, Free or La Poste, where they are no reports"
    return (
        f'{DAEMON}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
        f'--b\nContent-Type: text/plain; charset=iso-8859-1\n\n{words}\n'
        f'--b\nContent-Type: {kind}\n\n{original}\nBonjour\n--b--\n').encode('latin-1')


@pytest.mark.parametrize('content, status, reason', [
    (mail(EXIM.format(TRIED), FAILED), '5.1.1', SAID),
    # Exim says in its header alone that this is for good
    (mail(EXIM.format('Unrouteable address'), FAILED), '5.0.0', 'Unrouteable address'),
    (mail(EXIM.format(TRIED)), '5.1.1', SAID),
    (mail(QMAIL.format('Sorry, no mailbox here by that name. (#5.1.1)')), '5.1.1', '(#5.1.1)'),
    (mail(POSTFIX), '5.0.0', '554 mailbox full'),
    (attached(FRENCH), '5.2.1', 'Adresse désactivée'),
    (attached(FRENCH, 'text/rfc822-headers'), '5.2.1', 'Adresse désactivée'),
    ])
def test_failure_in_plain_words_is_read(content, status, reason):
    bounce = bounce_of(content)
    assert (bounce.message_id, bounce.status) == (ID, status)
    assert reason in bounce.reason


PERSON = 'From: Ada <ada@example.net>\n'
QUOTED = '> ' + OURS.replace('\n', '\n> ')


@pytest.mark.parametrize('content', [
    # A person, who answers or sends on what came back; a program that answers for her
    mail('Bonjour, ada@example.net : 550 euros, merci.', sender=PERSON),
    mail(EXIM.format(TRIED), sender=PERSON),
    mail("Absente jusqu'au 5. ada@example.net, tel. 550 12", 'Auto-Submitted: auto-replied\n',
        sender=f'Return-Path: <>\n{PERSON}'),
    mail("Absente. Écrivez à bob@example.net", 'Auto-Submitted: auto-replied\n'),
    # Nothing has failed for good; or nobody knows of which mail, or it went to somebody else
    mail(EXIM.format('retry: 451 4.7.1 Greylisted')),
    mail(QMAIL.format('Connected to 5.39.1.20 but greeting failed. (#4.4.1)')),
    mail(EXIM.format(TRIED), FAILED, original=''),
    mail(EXIM.format(TRIED), FAILED, original=QUOTED),
    mail(EXIM.format(TRIED), FAILED, original=OURS.replace('ada@', 'eve@')),
    mail(EXIM.format(TRIED), FAILED, original=OURS.replace('ada@', 'm.ada@')),
    mail(EXIM.format(TRIED).replace('Ada@', 'm.ada@').replace('<ada@', '<m.ada@')),
    mail(EXIM.format(TRIED), FAILED, original=OURS.replace('To:', 'To: bob@example.net,')),
    mail('A warning: ada@example.net has not got it yet.\n\nThe message identifier is: 5.1.1'),
    attached(FRENCH, 'text/plain', original='Bonjour'),
    attached('ada@example.net: 192.0.5.1.1 550th'),
    ])
def test_mail_that_says_no_failure_for_certain_is_left_alone(content):
    assert bounce_of(content) is None
