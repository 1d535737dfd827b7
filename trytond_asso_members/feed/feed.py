"""A portal that sends, and how what it sends is booked."""
import uuid

from trytond.model import DeactivableMixin, ModelSQL, ModelView, Unique, fields
from trytond.pyson import Eval
from trytond.transaction import Transaction

from ..bulk import fill
from .words import MEANS

_company = [('company', '=', Eval('company', -1))]


def _account(string, *domain, **kwargs):
    return fields.Many2One(
        'account.account', string, ondelete='RESTRICT',
        domain=_company + [('type', '!=', None), ('closed', '!=', True), *domain],
        **kwargs)


def _journal(string, **kwargs):
    return fields.Many2One('account.journal', string, ondelete='RESTRICT', **kwargs)


def _sequence(string, **kwargs):
    return fields.Many2One(
        'ir.sequence.strict', string, ondelete='RESTRICT',
        domain=[('company', 'in', [Eval('company', -1), None])], **kwargs)


def _income(string):
    return fields.Selection([
            ('call', "On the call"),
            ('payment', "When paid"),
            ], string, required=True,
        help="On the call: income at the date of the bill.\n"
        "When paid: the bill stands on a deferral account "
        "until its payment is lettered (ANC 2018-06).")


class Feed(DeactivableMixin, ModelSQL, ModelView):
    __name__ = 'asso.feed'

    code = fields.Char("Code", required=True)
    name = fields.Char("Name", required=True)
    company = fields.Many2One(
        'company.company', "Company", required=True, ondelete='RESTRICT')
    user = fields.Many2One(
        'res.user', "User of the Bridge", ondelete='RESTRICT')
    cursor = fields.Char("Cursor", readonly=True)
    epoch = fields.Char(
        "Ledger's Epoch", readonly=True,
        help="Names this history of the books to the portal; a new one is given "
        "after the database was restored from a backup.")
    cutover = fields.Date(
        "Cut-over Date",
        help="What is older comes in as opening entries on this day, "
        "so that closed years stay closed.")
    closed_periods = fields.Selection([
            ('refuse', "Refuse"),
            ('move', "Book in the first open period"),
            ], "Documents of Closed Periods", required=True)
    fee_income = _income("Income of Membership Fees")
    donation_income = _income("Income of Donations")
    fees_first = fields.Boolean(
        "Membership Fees First",
        help="When the ledger allocates, the fee of the current membership "
        "year is paid before older bills.")
    account_receivable = _account(
        "Account of Members", ('type.receivable', '=', True),
        ('reconcile', '=', True), ('party_required', '=', True), required=True)
    account_suspense = _account(
        "Suspense Account", ('reconcile', '=', True),
        ('party_required', '=', False), required=True)
    account_opening = _account("Opening Account", required=True)
    account_revenue = _account("Revenue Account", required=True)
    account_fee = _account("Account of Membership Fees", required=True)
    account_donation = _account("Account of Donations", required=True)
    account_fee_deferral = _account("Membership Fees Called", required=True)
    account_donation_deferral = _account("Donations Called", required=True)
    journal_bill = _journal("Journal of Bills", required=True)
    journal_lettering = _journal("Journal of Lettering", required=True)
    journal_income = _journal("Journal of Deferred Income", required=True)
    journal_opening = _journal("Journal of Opening", required=True)
    journal_suspense = _journal("Journal of Suspense", required=True)
    sequence_bill = _sequence("Sequence of Fees and Donations", required=True)
    sequence_credit_note = _sequence("Sequence of Credit Notes", required=True)
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
        super().__register__(module)
        fill(cls, 'epoch', cls.default_epoch)

    @staticmethod
    def default_epoch():
        return str(uuid.uuid4())

    @staticmethod
    def default_closed_periods():
        return 'refuse'

    @staticmethod
    def default_fee_income():
        return 'call'

    @staticmethod
    def default_donation_income():
        return 'payment'

    @staticmethod
    def default_company():
        return Transaction().context.get('company')


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
