"""Addresses whose mail came back: nobody is written to there, until a person has seen to it."""
import logging
from dataclasses import dataclass

from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval

logger = logging.getLogger(__name__)

# The subjects of a status that are about where the mail goes: RFC 3463, section 3
OF_ADDRESS = {'0', '1', '2', '4'}


@dataclass(frozen=True)
class Bounce:
    "What a mail server says of one of our mails; `status` is that of RFC 3463, as 5.1.1."
    message_id: str
    status: str
    reason: str

    @property
    def is_final(self):
        "Whether the mail is not delivered; otherwise it may be another time."
        return self.status.startswith('5')

    @property
    def said(self):
        "The status and the reason, which often has the status in it."
        return self.reason if self.status in self.reason else f'{self.status} {self.reason}'.strip()

    @property
    def is_of_address(self):
        "Whether the address is at fault, and not the mail, its sender or a server."
        return self.status.split('.')[1] in OF_ADDRESS


class ContactMechanism(metaclass=PoolMeta):
    __name__ = 'party.contact_mechanism'

    returned_on = fields.Date(
        "Returned on", readonly=True, states={'invisible': ~Bool(Eval('returned_on'))},
        help="Mail to this address came back: no more is sent there until it is changed, or "
        "somebody presses \"Write Again\".")
    returned_why = fields.Char(
        "Returned Because", readonly=True, states={'invisible': ~Bool(Eval('returned_on'))})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons['write_again'] = {
            'invisible': ~Bool(Eval('returned_on')), 'depends': ['returned_on']}

    @classmethod
    @ModelView.button
    def write_again(cls, mechanisms):
        "Forget that mail came back: the address is written to again."
        cls.write(mechanisms, {'returned_on': None, 'returned_why': None})

    @classmethod
    def on_write(cls, mechanisms, values):
        after = super().on_write(mechanisms, values)
        if 'value' in values:
            changed = [m for m in mechanisms if m.returned_on and m.value != values['value']]
            after.append(lambda: changed and cls.write_again(changed))
        return after


def address_of(party):
    "The first e-mail address of the party from which no mail came back, or None."
    return next((
            mechanism.value for mechanism in party.contact_mechanisms
            if mechanism.type == 'email' and not mechanism.returned_on), None)


def is_returned(party, address):
    "Whether mail to this address of the party came back."
    return party is not None and any(
        mechanism.returned_on and mechanism.type == 'email' and mechanism.value == address
        for mechanism in party.contact_mechanisms)


def note(company, bounces):
    """Note the mails of the company that came back; return the outcome of each, in their order.

    'noted': its address is written to no more.  'refused': the mail was, for another reason, as
    its sender; the address is written to as before.  'later': it may be reached another time, which
    only the log says, by the status.  'known': it was noted before.  'unknown': no mail of the
    company.
    """
    pool = Pool()
    messages = {m.message_id: m for m in pool.get('asso.notice.message').search([
                ('company', '=', company.id),
                ('message_id', 'in', [bounce.message_id for bounce in bounces])])}
    known = {m.message_id for m in messages.values() if m.returned}
    mechanisms = pool.get('party.contact_mechanism').search([
            ('type', '=', 'email'),
            ('party', 'in', [m.party.id for m in messages.values() if m.party])])
    outcomes = []
    for bounce in bounces:
        message = messages.get(bounce.message_id)
        if not message:
            outcomes.append('unknown')
        elif not bounce.is_final:
            # The reason often names the address
            logger.warning("message %s: %s", message.id, bounce.status)
            outcomes.append('later')
        elif message.message_id in known:
            outcomes.append('known')
        else:
            known.add(message.message_id)
            fails = bounce.is_of_address
            message.came_back(bounce.said, mechanisms if fails else [])
            outcomes.append('noted' if fails else 'refused')
    return outcomes
