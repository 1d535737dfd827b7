"""A message to oneself, to see that messages arrive, and how they look."""
import smtplib
import ssl
from contextlib import contextmanager
from email.utils import make_msgid
from urllib.parse import urlsplit

from trytond import config
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..exceptions import MessageError
from . import sending
from .composing import language


def send(association, subject, text, lang):
    """Send the words to the user's own address, at once, and return the address.

    Raise MessageError, which says what to do, if they have none or the mail server does not take
    the message.
    """
    address = Pool().get('res.user')(Transaction().user).email
    if not address:
        raise MessageError(gettext('asso_members.msg_trial_no_address'))
    if association.why_held == 'sender':
        raise MessageError(gettext('asso_members.msg_trial_no_sender'))
    mail = sending.mail_of_words(
        association, address, subject, text, lang.code,
        make_msgid('asso', association.sender_domain))
    with reached() as server, sending.Server() as smtp:
        try:
            smtp.send(mail)
        except sending.Refused as refused:
            raise MessageError(gettext(
                    'asso_members.msg_trial_refused', server=server, address=address,
                    sender=association.sender_address, said=str(refused))) from refused
    return address


@contextmanager
def reached():
    "Yield the name of the mail server; MessageError says what to do if it is not reached."
    # Without the password
    server = urlsplit(config.get('email', 'uri')).netloc.rpartition('@')[2]
    try:
        yield server
    except OSError as error:
        kind = {
            smtplib.SMTPAuthenticationError: 'login', ssl.SSLCertVerificationError: 'certificate',
            }.get(type(error), 'no_server')
        raise MessageError(gettext(
                f'asso_members.msg_trial_{kind}', server=server,
                said=str(error) or type(error).__name__)) from error


class Trial(Wizard):
    "Send Me a Test Message"
    __name__ = 'asso.notice.trial'

    start = StateTransition()
    done = StateView(
        'asso.notice.trial.done', 'asso_members.trial_done_view_form',
        [Button("Close", 'end', 'tryton-close', default=True)])

    def transition_start(self):
        association = self.record
        with association.own_context():
            lang = language(association.company, None)
            with Transaction().set_context(language=lang.code):
                subject, text = (
                    gettext(
                        f'asso_members.msg_trial_{part}',
                        association=association.company.party.name,
                        sender=association.sender_address,
                        answers=association.treasurer_address or association.sender_address)
                    for part in ['subject', 'text'])
            self.done.address = send(association, subject, text, lang)
        return 'done'

    def default_done(self, fields):
        return {'address': self.done.address}


class TrialDone(ModelView):
    "The Test Message Was Sent"
    __name__ = 'asso.notice.trial.done'

    address = fields.Char("Sent to", readonly=True)
