"""The ledger of what was billed: every period of every subscription, once."""
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary

from ..feed.uncopied import Uncopied

# The number of the set-up fee, which is of no period
SETUP = -1
# A price of four decimals less a discount of four
DIGITS = (16, 8)


class Period(Uncopied, ModelSQL, ModelView):
    """So many days of one period, on one line of a bill.

    A correction is a row of its own: its days are charged, or credited with a negative
    amount.  `number` counts the periods from the anchor, and `part` the rows of a period: no
    two rows have the same, so that no period can be billed twice at a time.
    """
    __name__ = 'asso.subscription.period'

    subscription = fields.Many2One(
        'asso.subscription', "Subscription", required=True, readonly=True,
        ondelete='RESTRICT')
    number = fields.Integer("Number", required=True, readonly=True)
    part = fields.Integer("Part", required=True, readonly=True)
    first_day = fields.Date("From", required=True, readonly=True)
    last_day = fields.Date("To", required=True, readonly=True)
    kept_until = fields.Date(
        "Kept Until", readonly=True,
        help="The last of these days that was not credited since.")
    price = fields.Numeric(
        "Price per Period", digits=DIGITS, required=True, readonly=True,
        help="The price of one, less the discount, taxes included.")
    quantity = fields.Numeric("Quantity", required=True, readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True, readonly=True,
        help="What the member pays for these days, taxes included.\n"
        "Negative when they were credited.")
    line = fields.Many2One(
        'account.invoice.line', "Line of the Bill", readonly=True, ondelete='RESTRICT',
        help="Empty if nothing was to be paid.")
    bill = fields.Function(
        fields.Many2One('account.invoice', "Bill"), 'get_bill', searcher='search_bill')
    billing = fields.Many2One(
        'asso.billing', "Run", required=True, readonly=True, ondelete='RESTRICT')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('subscription')
        t = cls.__table__()
        cls._sql_constraints += [
            ('once', Unique(t, t.subscription, t.number, t.part),
                'asso_members.msg_period_once'),
            ]
        cls._sql_indexes.update({
            Index(t, (t.line, Index.Equality())),
            Index(t, (t.billing, Index.Equality())),
            })
        cls._order = [('first_day', 'DESC'), ('id', 'DESC')]

    @classmethod
    def get_bill(cls, periods, name):
        return {p.id: p.line.invoice.id if p.line else None for p in periods}

    @classmethod
    def search_bill(cls, name, clause):
        nested = clause[0][len(name):] or '.rec_name' if isinstance(clause[2], str) else (
            clause[0][len(name):])
        return [('line.invoice' + nested, *clause[1:])]

    def get_currency(self, name):
        return self.subscription.company.currency.id

    def get_rec_name(self, name):
        return f'{self.subscription.rec_name} ({self.first_day} - {self.last_day})'
