"""The link by which a member refuses messages, signed: in the message, and in its headers.

Whoever has it needs no account, and it is good for ever; it is for one member and these choices
alone.  It leads to Tryton itself, so that it works without a portal.
"""
import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlsplit

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import MessageError, SetupError
from .choice import CHOICES

PATH = '/asso_members/choice'
ALL = 'all'  # in the place of the choices: the page where each is chosen


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    messages_url = fields.Char(
        "Tryton's Web Address",
        help="Where members reach this Tryton, as \"https://tryton.example.org\": thanks, "
        "invitations and receipts then have a link by which a member refuses more of them.\n"
        "Leave empty to send no such link.")
    messages_key = fields.Char(
        "Key of Links", help="The links in messages are signed with it.")

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        bulk.fill(cls, 'messages_key', new_key)

    @staticmethod
    def default_messages_key():
        return new_key()

    @classmethod
    def validate_fields(cls, associations, field_names):
        super().validate_fields(associations, field_names)
        if 'messages_url' in field_names:
            for association in associations:
                association.check_messages_url()

    def check_messages_url(self):
        "Raise MessageError for what is no address of https, as mail programs demand it."
        url = self.messages_url or 'https://localhost'
        parts = urlsplit(url)
        if parts.scheme != 'https' or not parts.hostname or not url.isascii() or (
                set(url) & {'?', '#', ' ', '<', '>', ','}):
            raise MessageError(gettext(
                    'asso_members.msg_messages_url', association=self.rec_name,
                    url=self.messages_url))


def new_key():
    "A key of 32 random bytes, as text."
    return secrets.token_urlsafe(32)


def link(association, member, choices):
    "The address at which the member refuses the choices; None without member, choice or address."
    if not (association.messages_url and association.messages_key and member and choices):
        return None
    return _link(association, member.id, '-'.join(choices))


def choosing(association, member):
    "The address at which the member (its id) chooses all; the association has one of its own."
    return _link(association, member, ALL)


def _link(association, member, names):
    return '/'.join([
            association.messages_url.rstrip('/'), quote(Transaction().database.name) + PATH,
            str(member), names, signature(association.messages_key, member, names)])


def signature(key, member, names):
    "The signature for a member (id) and the names of choices, as they stand in the link."
    digest = hmac.digest(key.encode(), f'{member} {names}'.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip('=')


def signed(member, names, given):
    """Return (member, choices) of a link; (None, []) unless it is signed so.

    As much is done without the member as with it, so that the time tells nothing either.
    """
    found = Pool().get('asso.member').of_link(member)
    key = found and _key_of(found[0].company) or new_key()
    is_right = hmac.compare_digest(signature(key, member, names).encode(), given.encode())
    every = [name for name, _ in CHOICES]
    choices = every if names == ALL else names.split('-')
    if not (found and is_right and set(choices) <= set(every)):
        return None, []
    return found[0], choices


def _key_of(company):
    "The key of the company's association, None where there is none."
    try:
        return Pool().get('asso.association').of(company).messages_key
    except SetupError:
        return None
