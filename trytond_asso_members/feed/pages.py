"""Where a record is in the portal that owns it: a link there, and no field to change here."""
from urllib.parse import quote

from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import without_check_access

from ..exceptions import SetupError

# {type of the record: field of the feed}
PATTERNS = {'member': 'member_page', 'bill': 'bill_page', 'payment': 'payment_page'}
# What the portal says of a member, and would say again
IDENTITY = [
    'kind', 'first_name', 'last_name', 'organization_name', 'nickname', 'status', 'joined',
    'left']


def _pattern(string):
    return fields.Char(
        string, help="The address of the portal's page of one, with {id} in the place of its "
        "ID: for example https://portal.example.org/admin/members/member/{id}/change/")


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    member_page = _pattern("Page of a Member")
    bill_page = _pattern("Page of a Bill")
    payment_page = _pattern("Page of a Payment")

    @classmethod
    def validate_fields(cls, feeds, field_names):
        "Raise SetupError for an address that leads nowhere."
        super().validate_fields(feeds, field_names)
        for feed in feeds:
            for name in PATTERNS.values():
                pattern = getattr(feed, name)
                if pattern and not (
                        pattern.startswith(('https://', 'http://')) and '{id}' in pattern):
                    raise SetupError(gettext(
                            'asso_members.msg_feed_page', feed=feed.rec_name, page=pattern))


class OnPortal:
    "Of a model whose records a portal may own."
    __slots__ = ()

    portal_page = fields.Function(fields.Char(
            "Page in the Portal", states={'invisible': ~Bool(Eval('portal_page'))},
            help="Where it is changed: in the portal."),
        'get_portal_page')

    @classmethod
    @without_check_access
    def get_portal_page(cls, records, name):
        pages = dict.fromkeys(record.id for record in records)
        for binding in _bindings(records):
            pattern = getattr(binding.feed, PATTERNS.get(binding.type, ''), None)
            if pattern:
                pages[binding.record.id] = pattern.replace(
                    '{id}', quote(binding.external_id, safe=''))
        return pages


def _bindings(records):
    "What the portals have of the records; of two of one record, the last is the one that counts."
    Binding = Pool().get('asso.binding')
    return sorted(
        Binding.search([
                ('record', 'in', [str(record) for record in records]), ('deleted', '=', False)]),
        key=lambda b: Binding.rank(b.deleted, b.merged, b.id))


class Member(OnPortal, metaclass=PoolMeta):
    __name__ = 'asso.member'

    in_portal = fields.Function(
        fields.Boolean("In the Portal", help="The portal says who the member is."),
        'get_in_portal')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name in IDENTITY:
            getattr(cls, name).states = {
                **getattr(cls, name).states, 'readonly': Bool(Eval('in_portal'))}

    @classmethod
    @without_check_access
    def get_in_portal(cls, members, name):
        owned = {binding.record.id for binding in _bindings(members)}
        return {member.id: member.id in owned for member in members}


class Invoice(OnPortal, metaclass=PoolMeta):
    __name__ = 'account.invoice'
