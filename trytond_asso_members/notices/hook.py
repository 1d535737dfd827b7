"""A hook: an address of another program that is told of what happens."""
import base64
import binascii
import secrets

from sql import Literal
from trytond.i18n import gettext
from trytond.model import DeactivableMixin, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import MessageError
from .posting import Private, target
from .words import TOLD

PREFIX = 'whsec_'
LONG_ENOUGH = range(24, 65)  # bytes of a secret


class Hook(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.hook'

    company = fields.Many2One('company.company', "Company", required=True, ondelete='RESTRICT')
    name = fields.Char("Name", required=True)
    url = fields.Char(
        "URL", required=True,
        help="What happens is posted there, by the rules of Standard Webhooks.")
    kinds = fields.MultiSelection(
        TOLD, "Events", sort=False, help="Leave empty for all of them.")
    secret = fields.Char(
        "Secret", required=True,
        help="Whoever is called verifies by it that the call is the association's.")
    secret_before = fields.Char(
        "Secret Before", readonly=True,
        help="Calls are signed by it too, until the new one is known everywhere and this one "
        "is forgotten.")
    private = fields.Boolean(
        "In the Own Network", help="Allow an address of the own network, and one without TLS.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('name', 'ASC'), ('id', 'ASC')]
        cls._buttons.update({'renew_secret': {}, 'forget_secret': {}})

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @classmethod
    def default_secret(cls):
        return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()

    @classmethod
    def validate_fields(cls, hooks, field_names):
        super().validate_fields(hooks, field_names)
        if {'secret', 'url'} & field_names:
            for hook in hooks:
                hook.check_call()

    def check_call(self):
        "Raise MessageError for a secret that signs nothing, or an address that cannot be called."
        try:
            target(self.url)
        except Private as private:
            raise MessageError(gettext(
                    'asso_members.msg_hook_url', hook=self.rec_name)) from private
        if len(key_of(self.secret)) not in LONG_ENOUGH:
            raise MessageError(gettext('asso_members.msg_hook_secret', hook=self.rec_name))

    @property
    def keys(self):
        "The keys by which calls are signed, the newest first."
        return [key_of(one) for one in [self.secret, self.secret_before] if one]

    @classmethod
    @ModelView.button
    def renew_secret(cls, hooks):
        "Sign by a new secret, and by the one of before until that is forgotten."
        for hook in hooks:
            cls.write([hook], {'secret': cls.default_secret(), 'secret_before': hook.secret})

    @classmethod
    @ModelView.button
    def forget_secret(cls, hooks):
        cls.write(hooks, {'secret_before': None})

    @classmethod
    def copy(cls, hooks, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('secret', cls.default_secret())
        default.setdefault('secret_before', None)
        return super().copy(hooks, default=default)

    @classmethod
    def call_for(cls, rows):
        """Note the calls of the events, [(id of the notice, its row)], in their transaction.

        What came with a first load is no event to others either.
        """
        table = cls.__table__()
        hooks = cls.browse([id_ for id_, in bulk.select(
                    table.select(table.id, where=table.active == Literal(True)))])
        bulk.insert('asso.hook.call', [
                {
                    'hook': hook.id, 'notice': id_, 'party': row['party'], 'state': 'due',
                    'attempts': 0}
                for id_, row in rows if row['why'] != 'import'
                for hook in hooks
                if hook.company.id == row['company'] and (
                    not hook.kinds or row['kind'] in hook.kinds)])

    @classmethod
    def end(cls, hook):
        "It says itself that it is gone: it is not called any more."
        Call = Pool().get('asso.hook.call')
        cls.write([hook], {'active': False})
        Call.write(
            Call.search([('hook', '=', hook.id), ('state', '=', 'due')]),
            {'state': 'never', 'leased_until': None})


def key_of(secret):
    "The bytes of a secret; none if it has not the form that Standard Webhooks gives it."
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return b''
