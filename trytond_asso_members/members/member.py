"""A member of the association: a party, and what the association knows of it."""
from sql import Null
from sql.conditionals import Coalesce
from sql.functions import CharLength
from trytond.i18n import gettext
from trytond.model import DeactivableMixin, ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import MemberDatesError
from . import names


class Member(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.member'

    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT',
        states={
            'readonly': Eval('id', -1) >= 0,
            })
    party = fields.Many2One(
        'party.party', "Party", required=True, ondelete='RESTRICT',
        context={
            'company': Eval('company', -1),
            },
        depends={'company'},
        help="The party that is billed and that pays.")
    number = fields.Char(
        "Number", required=True,
        states={
            'readonly': Eval('number_readonly', True),
            },
        help="The number of the member, as the member knows it.")
    number_readonly = fields.Function(
        fields.Boolean("Number Readonly"), 'get_number_readonly')
    kind = fields.Selection([
            ('natural', "Natural Person"),
            ('legal', "Legal Entity"),
            ], "Kind", required=True)
    first_name = fields.Char(
        "First Name",
        states={
            'invisible': Eval('kind') != 'natural',
            })
    last_name = fields.Char(
        "Last Name",
        states={
            'invisible': Eval('kind') != 'natural',
            })
    organization_name = fields.Char(
        "Organization Name",
        states={
            'invisible': Eval('kind') != 'legal',
            })
    nickname = fields.Char("Nickname")
    status = fields.Selection([
            ('member', "Member"),
            ('pending', "Pending"),
            ('not_member', "Not a Member"),
            ], "Status", required=True)
    joined = fields.Date("Joined")
    left = fields.Date("Left")
    comment = fields.Text("Comment")

    email = fields.Function(
        fields.Char("E-Mail"), 'get_contact', searcher='search_contact')
    phone = fields.Function(
        fields.Char("Phone"), 'get_contact', searcher='search_contact')
    mobile = fields.Function(
        fields.Char("Mobile"), 'get_contact', searcher='search_contact')
    address = fields.Function(
        fields.Text("Address"), 'get_address', searcher='search_address')
    portal_id = fields.Function(
        fields.Char(
            "Portal's ID", help="The member's key in the portal."),
        'get_portal_id', searcher='search_portal_id')
    payment_reference = fields.Function(
        fields.Char(
            "Payment Reference",
            help="What the member writes on a transfer that is for no bill in particular."),
        'get_payment_reference', searcher='search_payment_reference')
    subscriptions = fields.One2Many(
        'asso.subscription', 'member', "Subscriptions")

    @classmethod
    def __setup__(cls):
        cls.number.search_unaccented = False
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('company_party_unique', Unique(t, t.company, t.party),
                'asso_members.msg_member_party_unique'),
            ('company_number_unique', Unique(t, t.company, t.number),
                'asso_members.msg_member_number_unique'),
            ]
        cls._order.insert(0, ('number', 'ASC'))

    @classmethod
    def __register__(cls, module):
        table = cls.__table_handler__(module)
        # Made before members had a company
        if (table.column_exist('number')
                and not table.column_exist('company')):
            table.drop_constraint('party_unique')
            table.drop_constraint('number_unique')
            table.add_column('company', cls.company._sql_type)
            cls._fill_company()
        super().__register__(module)

    @classmethod
    def _fill_company(cls):
        """Give each member without a company that of the feed it is bound to.

        A member that no feed knows gets the company of the first feed, or else the first company.
        """
        pool = Pool()
        table = cls.__table__()
        company = pool.get('company.company').__table__()
        feed = pool.get('asso.feed').__table__()
        binding = pool.get('asso.binding').__table__()
        bound = (binding
            .join(feed, condition=binding.feed == feed.id)
            .select(
                feed.company,
                where=binding.record == bulk.reference(cls.__name__, table.id),
                order_by=feed.id, limit=1))
        first_feed = pool.get('asso.feed').__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.company], [Coalesce(
                        bound,
                        first_feed.select(
                            first_feed.company, order_by=first_feed.id, limit=1),
                        company.select(
                            company.id, order_by=company.id, limit=1))],
                where=table.company == Null))

    @staticmethod
    def order_number(tables):
        table, _ = tables[None]
        return [CharLength(table.number), table.number]

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @classmethod
    def _number_sequence(cls, company):
        "The sequence that numbers the members made in Tryton, or None; by a company's id."
        Configuration = Pool().get('asso.configuration')
        return Configuration(1).get_multivalue('member_sequence', company=company)

    @classmethod
    def default_number_readonly(cls):
        return bool(cls._number_sequence(cls.default_company()))

    def get_number_readonly(self, name):
        return True

    @staticmethod
    def default_kind():
        return 'natural'

    @staticmethod
    def default_status():
        return 'member'

    @classmethod
    def get_contact(cls, members, names):
        return {
            name: {m.id: getattr(m.party, name) or None for m in members}
            for name in names}

    @classmethod
    def search_contact(cls, name, clause):
        _, operator, value, *extra = clause
        mechanisms = [
            ('type', '=', name),
            ('value', operator, value, *extra),
            ]
        if operator == '=' and value is None:
            return [('party.contact_mechanisms', 'not where', mechanisms[:1])]
        return [('party.contact_mechanisms', 'where', mechanisms)]

    def get_address(self, name):
        address = self.party.address_get()
        return address.full_address if address else None

    @classmethod
    def search_address(cls, name, clause):
        _, operator, *rest = clause
        bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [bool_op] + [
            (f'party.addresses.{part}', operator, *rest)
            for part in ['street', 'postal_code', 'city']]

    @classmethod
    def get_portal_id(cls, members, name):
        return Pool().get('asso.binding').portal_ids(members)

    @classmethod
    def search_portal_id(cls, name, clause):
        Binding = Pool().get('asso.binding')
        return Binding.portal_id_domain(cls, clause)

    @classmethod
    def order_portal_id(cls, tables):
        return Pool().get('asso.binding').portal_id_order(cls, tables)

    @classmethod
    def get_payment_reference(cls, members, name):
        return {m.id: m.party.payment_reference for m in members}

    @classmethod
    def search_payment_reference(cls, name, clause):
        return [(f'party.{name}', *clause[1:])]

    def get_rec_name(self, name):
        return f'[{self.number}] {self.party.name or ""}'.rstrip()

    @classmethod
    def search_rec_name(cls, name, clause):
        return names.search_rec_name(
            clause, 'number', 'nickname', 'party.name', 'email', 'payment_reference')

    @classmethod
    def preprocess_values(cls, mode, values):
        values = super().preprocess_values(mode, values)
        if (mode == 'create' and not values.get('number')
                and (sequence := cls._number_sequence(
                        values.get('company') or cls.default_company()))):
            values['number'] = sequence.get()
        return values

    @classmethod
    def merge(cls, source, destination):
        """Make two members of one association one: what refers to the source is the other's.

        The portal may still have both: what it says of the source's subscriptions and
        documents is booked for the destination from now on.
        """
        pool = Pool()
        Subscription = pool.get('asso.subscription')
        Subscription.write(
            Subscription.search([('member', '=', source.id)]), {'member': destination.id})
        pool.get('asso.binding').merge(source, destination)
        if source.active and not destination.active:
            cls.write([destination], {'active': True})
        cls.delete([source])

    @classmethod
    def copy(cls, members, default=None):
        "Copy the members for another party, which the default names."
        default = default.copy() if default is not None else {}
        if 'party' not in default and members:
            raise AccessError(gettext(
                    'asso_members.msg_member_copy', member=members[0].rec_name))
        default.setdefault('number', None)
        default.setdefault('subscriptions', None)
        return super().copy(members, default=default)

    @classmethod
    def check_modification(cls, mode, members, values=None, external=False):
        "What a person enters is checked; what the portal says is taken as it is."
        super().check_modification(mode, members, values=values, external=external)
        if mode == 'delete':
            Pool().get('asso.binding').check_unbound(members)
        if external and (mode == 'create' or (
                    mode == 'write' and {'joined', 'left'}.intersection(values))):
            for member in members:
                joined, left = (
                    (values or {}).get(name, getattr(member, name))
                    for name in ['joined', 'left'])
                if joined and left and left < joined:
                    raise MemberDatesError(gettext(
                            'asso_members.msg_member_dates', member=member.rec_name))
