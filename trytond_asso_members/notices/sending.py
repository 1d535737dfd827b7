"""What is due, sent: each message in transactions of its own, so that none is lost or sent twice.

A message is taken, which is committed, then sent, then noted as sent, which is committed.
Whoever is killed in between leaves it taken; once its lease is over it is sent again, with the
same Message-ID.
"""
import logging
import math
import smtplib
import time
from contextlib import suppress
from email import policy
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr

from sql.aggregate import Max
from trytond import config
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.sendmail import get_smtp_server
from trytond.transaction import Transaction

from .. import bulk, savepoint
from . import composing, digest, paper, wording
from .facts import Facts
from .leased import take
from .returned import is_returned
from .words import PAPERS

logger = logging.getLogger(__name__)

SECONDS = 30  # to wait for the server, where Tryton's configuration names no time
OF_BILLS = {'bill.posted', 'bill.credited'}


class _Whole(UnstructuredHeader):
    "A header with an address, which no mail program finds again once it is broken into lines."

    def fold(self, *, policy):
        return f'{self.name}: {self}{policy.linesep}'


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type('list-unsubscribe', _Whole)
POLICY = policy.default.clone(header_factory=_HEADERS)


class Refused(Exception):
    "The server does not take a message.  `again`: it may take it later."

    def __init__(self, code, said, again=None):
        said = said.decode(errors='replace') if isinstance(said, bytes) else said
        super().__init__(f'{code} {said}')
        self.again = code < 500 if again is None else again


class SenderRefused(Refused):
    "The server takes nothing from this sender, until somebody has seen to it."


class Server:
    "The mail server of Tryton's configuration; raise OSError if there is none to talk to."

    def __init__(self):
        uri = config.get('email', 'uri')
        if 'timeout=' not in uri:
            uri += f'{"&" if "?" in uri else "?"}timeout={SECONDS}'
        self._smtp = get_smtp_server(uri, strict=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with suppress(OSError):
            self._smtp.quit()

    def send(self, mail):
        "Send the mail, or raise Refused; OSError if the server went away."
        try:
            self._smtp.send_message(mail)
        except smtplib.SMTPSenderRefused as error:
            raise SenderRefused(error.smtp_code, error.smtp_error, again=True) from error
        except smtplib.SMTPRecipientsRefused as error:
            (code, said), = error.recipients.values()
            raise Refused(code, said) from error
        except smtplib.SMTPResponseException as error:
            raise Refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            # An address that this server cannot write to, or nobody
            raise Refused(553, str(error)) from error


def send(association, day=None, seconds=math.inf):
    """Say what is due of the association, for so long; return whether there is more to send.

    One that tells its members nothing by itself has only what a person sends.  It commits as it
    goes, so that only the message in flight can be in doubt.
    """
    if association.why_held:
        return False
    day = day or Pool().get('ir.date').today()
    end = time.monotonic() + seconds
    newest = _newest_message()
    if association.messages_since:
        _compose_all(association, day)
    try:
        with Server() as server:
            return _deliver(association, day, server, end, newest)
    except OSError as error:
        # Whoever connects in vain has taken nothing
        logger.error("the mail server cannot be reached, messages wait: %s", error)
        return False


def _newest_message():
    "The id of the last message so far, or 0."
    table = Pool().get('asso.notice.message').__table__()
    (newest,), = bulk.select(table.select(Max(table.id)))
    return newest or 0


def _compose_all(association, day):
    more = True
    while more is not None:
        try:
            savepoint.begin()
            bulk.hold(association.__name__, [association.id])
            with association.own_context():
                current = association.__class__(association.id)
                more = composing.compose(current, day)
                if more is None:
                    digest.compose(current, day)
            Transaction().commit()
        except savepoint.BUSY:
            # Somebody else is composing
            Transaction().rollback()
            return


def _deliver(association, day, server, end, newest):
    Association, Message = association.__class__, Pool().get('asso.notice.message')
    goes_on = True
    while goes_on and (message := take(Message, association)):
        with association.own_context():
            goes_on = _deliver_one(
                Association(association.id), message, day, server,
                has_waited=message.id <= newest)
        Transaction().commit()
        if goes_on and time.monotonic() > end:
            return True
    return False


def _deliver_one(association, message, day, server, has_waited):
    """Send the message and note what became of it; return whether others may follow.

    `has_waited`: it was put into words before this sender began.
    """
    facts = Facts(association, list(message.notices), day)
    # Much may have come between putting it into words and sending it, unless a person sends again
    if message.sent is None and message.party and not message.by_hand:
        message = composing.renew(facts, message, has_waited)
    elif message.sent is None and message.by_hand and not message.in_doubt:
        message = composing.readdressed(message)
    if not message:
        return True
    if is_returned(message.party, message.recipient):
        message.was_refused(gettext('asso_members.msg_address_returned'))
        return True
    try:
        mail = mail_of(association, message, facts)
    except savepoint.BUSY:
        raise
    except Exception as error:
        # A paper that cannot be drawn, for one: somebody may see to it
        logger.exception("message %s cannot be made", message.id)
        message.was_put_off(getattr(error, 'message', None) or f'{type(error).__name__}: {error}')
        return True
    try:
        server.send(mail)
    except SenderRefused as refused:
        message.was_put_off(str(refused), charged=False)
        return False
    except Refused as refused:
        (message.was_put_off if refused.again else message.was_refused)(str(refused))
    except OSError as error:  # of smtplib too
        message.was_cut_off(f'{type(error).__name__}: {error}')
        return False
    else:
        message.was_sent()
    return True


def mail_of(association, message, facts):
    "The message as it goes out, with the papers of what it tells."
    mail = mail_of_words(
        association, message.recipient, message.subject, message.text, message.language,
        message.message_id)
    for notice in sorted(message.notices, key=lambda notice: notice.id):
        if found := _paper(notice, facts):
            name, content = found
            mail.add_attachment(
                content, maintype='application', subtype='pdf', filename=name)
    if message.refusal:
        # RFC 2369 and 8058: mail programs show a button
        mail['List-Unsubscribe'] = f'<{message.refusal}>'
        mail['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click'
    # Of the whole, not of a part
    mail['Content-Language'] = message.language
    return mail


def _paper(notice, facts):
    "(name of the file, its bytes) of what the notice is of, or None."
    pool, record = Pool(), facts.record(notice)
    if notice.kind in PAPERS:
        return paper.drawn(notice)
    if notice.kind in OF_BILLS and record and facts.has_paper(record):
        _, content, _, _ = pool.get('asso.bill', type='report').execute([record.id], {})
        return paper.name_of_bill(record), content
    if notice.kind == 'receipt.issued' and record and facts.has_receipt(record):
        _, content, _, _ = pool.get('asso.receipt', type='report').execute([record.id], {})
        return record.filename, content
    return None


def mail_of_words(association, recipient, subject, text, language, message_id):
    "The words as a mail from the association, in plain text and as a page."
    mail = EmailMessage(policy=POLICY)
    name, address = parseaddr(association.sender_address)
    mail['From'] = formataddr((name or association.company.party.name, address))
    mail['To'] = recipient
    if association.treasurer_address:
        mail['Reply-To'] = association.treasurer_address
    mail['Subject'] = subject
    mail['Date'] = formatdate()
    mail['Message-ID'] = message_id
    # No program is to answer
    mail['Auto-Submitted'] = 'auto-generated'
    mail.set_content(text)
    mail.add_alternative(wording.page(subject, text, language), subtype='html')
    return mail
