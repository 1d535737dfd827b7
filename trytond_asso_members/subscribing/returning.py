"""A member who has left comes back: subscriptions go on, or begin again."""
import datetime as dt
from dataclasses import dataclass, replace

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.transaction import inactive_records
from trytond.wizard import Button, StateView

from ..exceptions import SubscriptionError
from .calendar.months import DAY
from .preview import Foreseen
from .resigning import bill_now, show_balances
from .subscribed import new, read


@dataclass(eq=False)
class Return:
    "A subscription that was ended by leaving, and the first day on which it is to run again."
    subscription: object
    subscribed: object  # as it is; None if nothing of it was billed yet
    day: dt.date

    @property
    def first_day(self):
        "The first of its days that leaving took away, or the day, if that is later."
        subscription = self.subscription
        begins = subscription.active and not any(map(self._is_leaving, subscription.suspensions))
        return max(
            self.day, subscription.end + DAY if begins else subscription.start)

    @property
    def goes_on(self):
        "Whether no day is left out, so that it runs as if it had never ended."
        subscription = self.subscription
        return self.first_day in {subscription.start, subscription.end + DAY}

    def _is_leaving(self, suspension):
        "Whether the suspension stands for a subscription that was not to begin."
        start = self.subscription.start
        return suspension.first_day == start == self.subscription.end and not suspension.last_day

    def after(self):
        "The subscription as it will be, for the next run; None for a draft."
        subscription, subscribed = self.subscription, self.subscribed
        if subscription.draft:
            return None
        if self.goes_on and subscribed:
            return replace(subscribed, terms=replace(
                    subscribed.terms, end=subscription.end_before, suspended=[
                        (s.first_day, s.last_day) for s in subscription.suspensions
                        if not self._is_leaving(s)]))
        again = _begun(subscription, self.first_day)
        again.terms.end = subscription.end_before
        if subscribed:
            again.pays_setup, again.terms.late, again.terms.free_months = False, 'days', 0
        return again

    def apply(self):
        subscription = self.subscription
        Subscription = subscription.__class__
        end = subscription.end_before
        done = {'end_before': None, 'ended_by_leaving': False}
        if self.goes_on or not self.subscribed:
            Pool().get('asso.subscription.suspension').delete(
                list(filter(self._is_leaving, subscription.suspensions)))
            start = subscription.start if subscription.draft or self.goes_on else self.first_day
            Subscription.write([subscription], {
                    **done, 'active': True, 'start': start, 'end': end, 'end_reason': None})
        else:
            Subscription.copy([subscription], {
                    **done, 'start': self.first_day, 'end': end, 'end_reason': None,
                    'draft': False, 'free_months': 0, 'suspensions': None,
                    'previous': subscription.id})
            Subscription.write([subscription], done)


def _begun(subscription, start):
    "The subscription, as if it began on the day."
    tariff, payer = subscription.tariff, subscription.payer
    begun = new(
        subscription.offer, start, subscription.quantity, tariff.id if tariff else None,
        subscription.member.id, subscription.member.party.id, payer.id if payer else None)
    begun.terms.free_months = subscription.free_months or 0
    begun.own_price, begun.discount = subscription.price, subscription.discount
    return begun


def returns(member, day):
    "The subscriptions that leaving has ended and that have days to come."
    Subscription = Pool().get('asso.subscription')
    with inactive_records():
        subscriptions = Subscription.search([
                ('member', '=', member.id),
                ('ended_by_leaving', '=', True),
                ['OR', ('end_before', '=', None), ('end_before', '>=', day)],
                ], order=[('start', 'ASC'), ('id', 'ASC')])
    found = read(subscriptions)
    return [
        Return(s, found.get(s.id) if s.next_period is not None else None, day)
        for s in subscriptions]


class Again(ModelView):
    "A subscription that runs again because its member comes back"
    __name__ = 'asso.member.come_back.again'

    offer = fields.Many2One('asso.offer', "Offer", readonly=True)
    first_day = fields.Date("From", readonly=True)
    goes_on = fields.Boolean(
        "Goes On", readonly=True, help="No day is left out, as if it had never ended.")


class ComeBack(ModelView):
    __name__ = 'asso.member.come_back.start'

    member = fields.Many2One('asso.member', "Member", readonly=True)
    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    day = fields.Date(
        "Member Again From", required=True,
        help="The first day as a member again.\nOn the day after the last one, the member "
        "has never left.")
    bill_now = fields.Boolean("Bill at Once", help="Otherwise the next run bills.")
    again = fields.One2Many(
        'asso.member.come_back.again', None, "What Runs Again", readonly=True)
    charges = fields.One2Many(
        'asso.subscription.preview', None, "What the Next Run Bills", readonly=True)
    in_words = fields.Char("That Is", readonly=True)
    balance = Monetary(
        "Balance Today", currency='currency', digits='currency', readonly=True,
        help="Positive: the member is ahead.\nNegative: the member owes.")
    balance_after = Monetary(
        "Balance After", currency='currency', digits='currency', readonly=True,
        help="The balance once that is billed.")

    def show(self):
        "Show what runs again, and what a run of today would bill of it."
        if not (self.member and self.day):
            return
        found = returns(self.member, self.day)
        self.again = [{
                'offer': one.subscription.offer.id,
                'first_day': one.first_day,
                'goes_on': one.goes_on,
                } for one in found]
        show_balances(self, [one.after() for one in found])

    @fields.depends(
        'member', 'day', 'currency', 'again', 'charges', 'in_words', 'balance',
        'balance_after')
    def on_change_day(self):
        self.show()

    def apply(self):
        member = self.member
        if member.left and self.day <= member.left:
            raise SubscriptionError(gettext(
                    'asso_members.msg_come_back_early', member=member.rec_name))
        found = returns(member, self.day)
        payers = {(s.payer or member.party).id for s in (one.subscription for one in found)}
        for one in found:
            one.apply()
        member.__class__.write(
            [member], {'left': None, 'left_reason': None, 'status': 'member'})
        if self.bill_now:
            bill_now(self.company, payers)


class ComeBackWizard(Foreseen):
    __name__ = 'asso.member.come_back'
    about = 'member'
    start = StateView(
        'asso.member.come_back.start', 'asso_members.member_come_back_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Come Back", 'act', 'tryton-ok', default=True),
            ])

    def _defaults(self, member, today):
        return {'day': max(today, member.left + DAY if member.left else today),
            'bill_now': False}
