"""A subscription suspended, taken up again, ended, or changed to another offer.

Each says before what the next run will bill for it.
"""
from dataclasses import replace
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateView

from ..exceptions import SubscriptionError, SubscriptionWarning
from . import preview
from .calendar.months import DAY
from .endings import earliest_end
from .subscribed import of_offer, read


class Form:
    "What the forms have in common: the subscription, and what the next run bills for it."
    __slots__ = ()

    subscription = fields.Many2One('asso.subscription', "Subscription", readonly=True)
    company = fields.Many2One('company.company', "Company", readonly=True)
    reason = fields.Char("Reason")
    charges = fields.One2Many(
        'asso.subscription.preview', None, "What the Next Run Bills", readonly=True)
    total = Monetary("Total", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    in_words = fields.Char("That Is", readonly=True)

    def changed(self, subscribed):
        "The subscriptions as they will be; `subscribed` is the one before."
        raise NotImplementedError

    def show(self):
        "Show what a run of today would bill."
        if not self.subscription:
            return
        subscribed = read([self.subscription])[self.subscription.id]
        charges = preview.of_today(self.changed(subscribed))
        self.charges = preview.rows(charges, self.currency)
        self.total = sum((charge.amount for charge in charges), Decimal(0))
        self.in_words = preview.in_words(self.total, self.currency)


def _shown(*names):
    "Show again when one of these changes."
    return fields.depends(
        'subscription', 'currency', 'company', 'charges', 'total', 'in_words', *names)


class Suspend(Form, ModelView):
    __name__ = 'asso.subscription.suspend.start'

    first_day = fields.Date("From", required=True)
    last_day = fields.Date(
        "To", domain=['OR',
            ('last_day', '=', None),
            ('last_day', '>=', Eval('first_day', None)),
            ],
        help="The last day of the suspension.\nLeave empty as long as it lasts.")

    def changed(self, subscribed):
        if not self.first_day:
            return [subscribed]
        terms = subscribed.terms
        return [replace(subscribed, terms=replace(terms, suspended=[
                        *terms.suspended, (self.first_day, self.last_day)]))]

    @_shown('first_day', 'last_day')
    def on_change_first_day(self):
        self.show()

    @_shown('first_day', 'last_day')
    def on_change_last_day(self):
        self.show()

    def apply(self):
        Pool().get('asso.subscription.suspension').create([{
                    'subscription': self.subscription.id,
                    'first_day': self.first_day,
                    'last_day': self.last_day,
                    'reason': self.reason,
                    }])


class Resume(Form, ModelView):
    __name__ = 'asso.subscription.resume.start'

    day = fields.Date("Runs Again From", required=True)

    def _suspensions(self):
        "Those that are not over on the day before."
        return [
            s for s in self.subscription.suspensions
            if self.day and (not s.last_day or s.last_day >= self.day)]

    def changed(self, subscribed):
        if not self.day:
            return [subscribed]
        terms = subscribed.terms
        return [replace(subscribed, terms=replace(terms, suspended=[
                        (first, min(last or self.day - DAY, self.day - DAY))
                        for first, last in terms.suspended if first < self.day]))]

    @_shown('day')
    def on_change_day(self):
        self.show()

    def apply(self):
        Suspension = Pool().get('asso.subscription.suspension')
        theirs = self._suspensions()
        Suspension.delete([s for s in theirs if s.first_day >= self.day])
        Suspension.write(
            [s for s in theirs if s.first_day < self.day], {'last_day': self.day - DAY})


class End(Form, ModelView):
    __name__ = 'asso.subscription.end.start'

    day = fields.Date("Last Day", required=True)
    earliest = fields.Date(
        "Not Before", readonly=True,
        help="The earliest last day, by the minimum time and the notice of the offer.")

    def changed(self, subscribed):
        if not self.day:
            return [subscribed]
        return [replace(subscribed, terms=replace(subscribed.terms, end=self.day))]

    @_shown('day')
    def on_change_day(self):
        self.show()

    def apply(self):
        self._warn()
        Pool().get('asso.subscription').write(
            [self.subscription], {'end': self.day, 'end_reason': self.reason})

    def _warn(self):
        Warning = Pool().get('res.user.warning')
        if self.earliest and self.day < self.earliest:
            key = Warning.format('subscription_end', [self.subscription])
            if Warning.check(key):
                lang = Pool().get('ir.lang').get()
                raise SubscriptionWarning(key, gettext(
                        'asso_members.msg_subscription_early', day=lang.strftime(self.earliest),
                        subscription=self.subscription.rec_name))


class Change(Form, ModelView):
    __name__ = 'asso.subscription.change.start'

    day = fields.Date(
        "From", required=True, help="The first day of the new offer; the day before is the last "
        "one of the old offer.")
    offer = fields.Many2One(
        'asso.offer', "New Offer", required=True,
        domain=[
            ('company', '=', Eval('company', -1)),
            ('billed_by', '=', 'tryton'),
            ])
    quantity = fields.Numeric("Quantity", required=True)

    def changed(self, subscribed):
        if not (self.day and self.offer and self.quantity):
            return [subscribed]
        return [
            replace(subscribed, terms=replace(
                    subscribed.terms, end=self.day - DAY)),
            of_offer(subscribed, self.offer, self.day, self.quantity, self._anchor())]

    def _anchor(self):
        "The periods of both are counted from one day, so that what is billed fits together."
        if {self.offer.counted_from, self.subscription.offer.counted_from} == {'start'}:
            return self.subscription.anchor or self.subscription.start

    @_shown('day', 'offer', 'quantity')
    def on_change_day(self):
        self.show()

    @_shown('day', 'offer', 'quantity')
    def on_change_offer(self):
        self.show()

    @_shown('day', 'offer', 'quantity')
    def on_change_quantity(self):
        self.show()

    def apply(self):
        Subscription = Pool().get('asso.subscription')
        old = self.subscription
        if self.day <= old.start:
            raise SubscriptionError(gettext(
                    'asso_members.msg_subscription_change', subscription=old.rec_name))
        new, = Subscription.create([{
                    'member': old.member.id,
                    'payer': old.payer.id if old.payer else None,
                    'offer': self.offer.id,
                    'tariff': old.tariff.id if old.tariff else None,
                    'quantity': self.quantity,
                    'start': self.day,
                    'end': old.end,
                    'anchor': self._anchor(),
                    'previous': old.id,
                    }])
        Subscription.write([old], {'end': self.day - DAY, 'end_reason': self.reason})
        return new


class _Wizard(preview.Foreseen):
    about = 'subscription'


def _form(name, act):
    return StateView(f'asso.subscription.{name}.start',
        f'asso_members.subscription_{name}_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button(act, 'act', 'tryton-ok', default=True),
            ])


class SuspendWizard(_Wizard):
    __name__ = 'asso.subscription.suspend'
    start = _form('suspend', "Suspend")

    def _defaults(self, subscription, today):
        return {'first_day': today, 'last_day': None}


class ResumeWizard(_Wizard):
    __name__ = 'asso.subscription.resume'
    start = _form('resume', "Resume")


class EndWizard(_Wizard):
    __name__ = 'asso.subscription.end'
    start = _form('end', "End")

    def _defaults(self, subscription, today):
        earliest = earliest_end(subscription, today)
        return {'day': earliest or today, 'earliest': earliest}


class ChangeWizard(_Wizard):
    __name__ = 'asso.subscription.change'
    start = _form('change', "Change")

    def _defaults(self, subscription, today):
        return {'day': today, 'offer': None, 'quantity': subscription.quantity}
