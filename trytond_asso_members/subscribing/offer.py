"""Who bills an offer, for which periods, and at what price."""
import datetime as dt

from sql import Column
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import OfferError
from .calendar.days import EVER
from .calendar.months import DAY

# Once periods were billed, other ones would overlap them
FIXED = {'calendar_month', 'counted_from', 'period_months'}
_ours = {'invisible': Eval('billed_by') != 'tryton'}
_calendar = {
    'invisible': (Eval('billed_by') != 'tryton') | (Eval('counted_from') != 'calendar')}


def _positive(name):
    return ['OR', (name, '=', None), (name, '>=', 0)]


class Offer(metaclass=PoolMeta):
    __name__ = 'asso.offer'

    billed_by = fields.Selection([
            ('portal', "The Portal"),
            ('tryton', "Tryton"),
            ], "Billed By", required=True, sort=False)
    handovers = fields.One2Many(
        'asso.offer.handover', 'offer', "Handed Over",
        help="The days from which the other side bills.  Leave empty as long as one side bills "
        "all.")
    kind = fields.Selection([
            ('invoice', "Service"),
            ('membership_fee', "Membership Fee"),
            ('donation', "Donation"),
            ], "Kind", required=True, sort=False, states=_ours)
    prices = fields.One2Many(
        'asso.offer.price', 'offer', "Prices", states=_ours,
        help="The price of each day, and of each tariff.  "
        "Before the first one it is the price per period above.")
    in_advance = fields.Boolean(
        "In Advance", states=_ours,
        help="A period is billed as it begins; else once it is over.")
    call_days = fields.Integer(
        "Days Before", domain=_positive('call_days'),
        states={
            'invisible': (Eval('billed_by') != 'tryton') | ~Eval('in_advance'),
            'required': Bool(Eval('in_advance')),
            },
        help="So many days before it begins, a period is billed already.")
    counted_from = fields.Selection([
            ('start', "Start of the Subscription"),
            ('calendar', "Calendar"),
            ], "Periods from", required=True, sort=False, states=_ours,
        help="Start of the Subscription: each has periods of its own.\n"
        "Calendar: all have the same periods, as in a membership year.")
    calendar_month = fields.Selection(
        'get_months', "First Month", states={
            **_calendar, 'required': Eval('counted_from') == 'calendar'},
        help="The month in which a period begins, on its first day.")
    late_joiners = fields.Selection([
            ('days', "Pay for the Days Left"),
            ('whole', "Pay for the Whole Period"),
            ('next', "Pay for the Next Period, if It Is Near"),
            ], "Late Joiners", sort=False, states={
            **_calendar, 'required': Eval('counted_from') == 'calendar'},
        help="What those pay who join in the middle of a period.")
    late_months = fields.Integer(
        "Near", domain=_positive('late_months'),
        states={
            'invisible': _calendar['invisible'] | (Eval('late_joiners') != 'next'),
            'required': Eval('late_joiners') == 'next',
            },
        help="Who joins in so many last months of a period pays the next one at once, "
        "and nothing until then.")
    free_months = fields.Integer(
        "Free Months", domain=_positive('free_months'), states=_ours,
        help="The first months of a subscription, which cost nothing.")
    minimum_months = fields.Integer(
        "Minimum Months", domain=_positive('minimum_months'), states=_ours,
        help="A subscription is not to end before.")
    notice_days = fields.Integer(
        "Notice", domain=_positive('notice_days'), states=_ours,
        help="The days from when it is given to the last day of the subscription.")
    alone = fields.Boolean(
        "On a Bill of Its Own", states=_ours,
        help="Else it is billed with the member's other subscriptions.")
    payment_term = fields.Many2One(
        'account.invoice.payment_term', "Payment Term", ondelete='RESTRICT', states=_ours,
        help="Leave empty to have bills fall due on their date.")

    @classmethod
    def __register__(cls, module):
        table = cls.__table_handler__(module)
        if table.table_exist(cls._table) and not table.column_exist('billed_by'):
            # Those of before were the portal's
            offer = cls.__table__()
            values = {'billed_by': 'portal', 'kind': 'invoice', 'counted_from': 'start'}
            for name in values:
                table.add_column(name, getattr(cls, name)._sql_type)
            Transaction().connection.cursor().execute(*offer.update(
                    [Column(offer, name) for name in values], list(values.values())))
        super().__register__(module)

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('//page[@id="billing"]', 'states', _ours),
            ]

    @staticmethod
    def default_billed_by():
        return 'tryton'

    @staticmethod
    def default_kind():
        return 'invoice'

    @staticmethod
    def default_in_advance():
        return True

    @staticmethod
    def default_call_days():
        return 0

    @staticmethod
    def default_counted_from():
        return 'start'

    @staticmethod
    def default_calendar_month():
        return '1'

    @staticmethod
    def default_late_joiners():
        return 'days'

    @staticmethod
    def default_late_months():
        return 3

    @staticmethod
    def default_free_months():
        return 0

    @fields.depends('kind', 'company', 'counted_from', 'calendar_month')
    def on_change_kind(self):
        "Fees are counted from the month in which the association's membership year begins."
        if self.kind != 'membership_fee' or not self.company:
            return
        associations = Pool().get('asso.association').search([
                ('company', '=', self.company.id)])
        if associations and (month := associations[0].membership_month):
            self.counted_from, self.calendar_month = 'calendar', month

    @staticmethod
    def get_months():
        Month = Pool().get('ir.calendar.month')
        return [(str(month.index), month.name) for month in Month.search([])]

    @property
    def billed_days(self):
        "The days that Tryton bills, as ranges; None for all."
        handovers = sorted(self.handovers, key=lambda h: h.day)
        if not handovers:
            return None
        days, since = [], dt.date.min if handovers[0].to == 'portal' else None
        for handover in handovers:
            if handover.to == 'portal' and since is not None:
                days.append((since, handover.day - DAY))
                since = None
            elif handover.to == 'tryton' and since is None:
                since = handover.day
        return days if since is None else [*days, (since, EVER)]

    @classmethod
    def check_modification(cls, mode, offers, values=None, external=False):
        super().check_modification(mode, offers, values=values, external=external)
        if mode == 'write' and not FIXED.isdisjoint(values):
            billed = cls._billed(offers)
            for offer in offers:
                if offer.id in billed and any(
                        getattr(offer, name) != values[name] for name in FIXED & values.keys()):
                    raise OfferError(gettext(
                            'asso_members.msg_offer_billed', offer=offer.rec_name))

    @classmethod
    def _billed(cls, offers):
        "The ids of those offers of which Tryton has billed a period."
        period = Pool().get('asso.subscription.period').__table__()
        subscription = Pool().get('asso.subscription').__table__()
        return {id_ for id_, in bulk.select_among(
                lambda where: period
                .join(subscription, condition=period.subscription == subscription.id)
                .select(subscription.offer, where=where, group_by=subscription.offer),
                subscription.offer, [offer.id for offer in offers])}

    @classmethod
    def validate_fields(cls, offers, names):
        super().validate_fields(offers, names)
        for offer in offers:
            if offer.billed_by != 'tryton':
                continue
            if not offer.period_months:
                raise OfferError(gettext(
                        'asso_members.msg_offer_months', offer=offer.rec_name))
            if len(offer.taxes) > 1 or any(t.type != 'percentage' for t in offer.taxes):
                raise OfferError(gettext(
                        'asso_members.msg_offer_taxes', offer=offer.rec_name))


class Handover(ModelSQL, ModelView):
    """From a day on, the other one bills the offer.

    The days before stay with who billed them: neither side bills one twice or leaves one out,
    whatever was billed in advance.
    """
    __name__ = 'asso.offer.handover'

    offer = fields.Many2One('asso.offer', "Offer", required=True, ondelete='CASCADE')
    day = fields.Date(
        "First Day", required=True,
        help="What the portal has billed already, also of later days, Tryton does not bill.")
    to = fields.Selection('get_billers', "Billed By", required=True, sort=False)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('offer')
        cls._order = [('day', 'DESC'), ('id', 'DESC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('day_unique', Unique(t, t.offer, t.day), 'asso_members.msg_handover_unique'),
            ]

    @classmethod
    def get_billers(cls):
        return Pool().get('asso.offer').billed_by.selection

    @classmethod
    def on_modification(cls, mode, handovers, field_names=None):
        "Have each offer billed by the side to which it was handed over last."
        super().on_modification(mode, handovers, field_names=field_names)
        Offer = Pool().get('asso.offer')
        if mode in {'create', 'write'}:
            for offer in {handover.offer for handover in handovers}:
                last = max(offer.handovers, key=lambda h: h.day)
                if offer.billed_by != last.to:
                    Offer.write([offer], {'billed_by': last.to})
