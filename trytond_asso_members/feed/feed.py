"""A portal that sends: its bridge, how far it was read, its means of payment and tax rates."""
import uuid

from trytond.i18n import gettext
from trytond.model import DeactivableMixin, ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from ..books.from_feed import FROM_FEED
from ..bulk import fill
from ..copies import free_name
from .words import MEANS

_company = [('company', '=', Eval('company', -1))]
# A feed that has sent something stays what it is
_bound = {'readonly': Bool(Eval('runs', []))}


class Feed(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.feed'

    code = fields.Char("Code", required=True, states=_bound)
    name = fields.Char("Name", required=True)
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT', states=_bound)
    user = fields.Many2One(
        'res.user', "User of the Bridge", ondelete='RESTRICT')
    cursor = fields.Char("Cursor", readonly=True)
    epoch = fields.Char(
        "Ledger's Epoch", readonly=True,
        help="Tells the portal which history of the books this is; renewed after "
        "the database was restored from a backup.")
    association = fields.Function(
        fields.Many2One(
            'asso.association', "Association", help="How the records of the portal are booked."),
        'get_association', searcher='search_association')
    payment_methods = fields.One2Many(
        'asso.feed.payment_method', 'feed', "Payment Methods")
    taxes = fields.One2Many('asso.feed.tax', 'feed', "Taxes")
    runs = fields.One2Many('asso.feed.run', 'feed', "Runs", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('code_unique', Unique(t, t.code),
                'asso_members.msg_feed_code_unique'),
            ]

    @classmethod
    def __register__(cls, module):
        table = cls.__table_handler__(module)
        super().__register__(module)
        # asso.association has taken them over: books/ is registered first
        for name in FROM_FEED:
            table.drop_column(name)
        fill(cls, 'epoch', cls.default_epoch)

    @classmethod
    def validate_fields(cls, feeds, field_names):
        "Raise SetupError for a feed whose company does not say how it books."
        super().validate_fields(feeds, field_names)
        if not field_names or 'company' in field_names:
            Association = Pool().get('asso.association')
            for company in {feed.company for feed in feeds}:
                Association.of(company)

    @classmethod
    def check_modification(cls, mode, feeds, values=None, external=False):
        "A feed that has brought records keeps its code and its company."
        super().check_modification(mode, feeds, values=values, external=external)
        if mode == 'write' and external:
            Binding = Pool().get('asso.binding')
            for feed in feeds:
                if (values.get('code', feed.code) != feed.code
                        or values.get('company', feed.company.id) != feed.company.id
                        ) and Binding.search([('feed', '=', feed.id)], limit=1):
                    raise AccessError(gettext(
                            'asso_members.msg_feed_bound', feed=feed.rec_name))

    @classmethod
    def copy(cls, feeds, default=None):
        "Copy how records are booked, and nothing of what was brought."
        default = default.copy() if default is not None else {}
        codes = {feed.code for feed in cls.search([])}
        default.setdefault('code', lambda data: free_name(data['code'], codes))
        default.setdefault('cursor', None)
        default.setdefault('epoch', lambda _: cls.default_epoch())
        default.setdefault('nudge_secret', lambda _: cls.default_nudge_secret())
        for name in ['runs', 'asked', 'asked_by']:
            default.setdefault(name, None)
        return super().copy(feeds, default=default)

    @staticmethod
    def default_epoch():
        return str(uuid.uuid4())

    @staticmethod
    def default_company():
        return Transaction().context.get('company')

    @classmethod
    def get_association(cls, feeds, name):
        Association = Pool().get('asso.association')
        by_company = {a.company: a.id for a in Association.search([
                    ('company', 'in', [f.company.id for f in feeds])])}
        return {f.id: by_company.get(f.company) for f in feeds}

    @classmethod
    def search_association(cls, name, clause):
        Association = Pool().get('asso.association')
        _, operator, value, *extra = clause
        nested = clause[0].removeprefix(name)
        associations = Association.search([
                (nested.removeprefix('.') or 'id', operator, value, *extra)])
        return [('company', 'in', [a.company.id for a in associations])]


class FeedPaymentMethod(ModelSQL, ModelView):
    __name__ = 'asso.feed.payment_method'

    feed = fields.Many2One(
        'asso.feed', "Feed", required=True, ondelete='CASCADE')
    company = fields.Function(
        fields.Many2One('company.company', "Company"), 'on_change_with_company')
    means = fields.Selection(MEANS, "Means", required=True)
    method = fields.Many2One(
        'account.invoice.payment.method', "Payment Method", required=True,
        ondelete='RESTRICT', domain=_company, depends={'company'})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('feed')
        t = cls.__table__()
        cls._sql_constraints += [
            ('means_unique', Unique(t, t.feed, t.means),
                'asso_members.msg_feed_means_unique'),
            ]

    @fields.depends('feed', '_parent_feed.company')
    def on_change_with_company(self, name=None):
        return self.feed.company if self.feed else None


class FeedTax(ModelSQL, ModelView):
    __name__ = 'asso.feed.tax'

    feed = fields.Many2One(
        'asso.feed', "Feed", required=True, ondelete='CASCADE')
    company = fields.Function(
        fields.Many2One('company.company', "Company"), 'on_change_with_company')
    rate = fields.Numeric(
        "Rate", digits=(3, 2), required=True, help="In percent.")
    tax = fields.Many2One(
        'account.tax', "Tax", required=True, ondelete='RESTRICT',
        domain=_company, depends={'company'})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('feed')
        t = cls.__table__()
        cls._sql_constraints += [
            ('rate_unique', Unique(t, t.feed, t.rate),
                'asso_members.msg_feed_rate_unique'),
            ]

    @fields.depends('feed', '_parent_feed.company')
    def on_change_with_company(self, name=None):
        return self.feed.company if self.feed else None
