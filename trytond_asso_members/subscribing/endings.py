"""How the subscriptions end of a member who leaves."""
import datetime as dt
from dataclasses import dataclass, replace

from trytond.pool import Pool

from .calendar.months import DAY, month
from .subscribed import read


@dataclass(eq=False)
class Ending:
    """How a subscription ends when its member leaves.

    Without a last day, it has not begun and will not: all that was billed of it is credited.
    """
    subscription: object
    subscribed: object
    last_day: dt.date | None
    earliest: dt.date | None

    def after(self):
        "The subscription as it will be, for the next run; None if nothing of it is billed."
        start = self.subscription.start
        if self.subscription.draft or (not self.last_day and self.subscription.next_period is None):
            return None
        terms = self.subscribed.terms
        if self.last_day:
            terms = replace(terms, end=self.last_day)
        else:
            terms = replace(terms, end=start, suspended=[*terms.suspended, (start, None)])
        return replace(self.subscribed, terms=terms)

    def apply(self, reason):
        subscription = self.subscription
        values = {
            'end': self.last_day or subscription.start, 'end_reason': reason,
            'end_before': subscription.end, 'ended_by_leaving': True}
        if not self.after():
            values['active'] = False
        elif not self.last_day:
            values['suspensions'] = [('create', [
                        {'first_day': subscription.start, 'reason': reason}])]
        subscription.__class__.write([subscription], values)


def endings(member, day, keeps_fees):
    "How the subscriptions of the member that Tryton bills end on a day, or soon after."
    subscriptions = running(member, day)
    found = read(subscriptions)
    today = Pool().get('ir.date').today()
    ends = []
    for subscription in subscriptions:
        if subscription.id not in found or subscription.billed_by != 'tryton':
            continue
        subscribed, last = found[subscription.id], day
        if keeps_fees and subscription.offer.kind == 'membership_fee':
            last = max(day, _end_of_billed(subscribed, day))
        if subscription.end and subscription.end <= last:
            continue
        ends.append(Ending(
                subscription, subscribed, last if subscription.start <= last else None,
                earliest_end(subscription, today)))
    return ends


def running(member, day):
    "The subscriptions of the member that run on after the day."
    return Pool().get('asso.subscription').search([
            ('member', '=', member.id),
            ['OR', ('end', '=', None), ('end', '>', day)],
            ], order=[('start', 'ASC'), ('id', 'ASC')])


def _end_of_billed(subscribed, day):
    "The last billed day of the period in which the day falls."
    terms = subscribed.terms
    _, last = terms.period(terms.number_of(day))
    billed = [
        min(until, last) for first, until in subscribed.billed if first <= day <= until]
    return billed[0] if billed else day


def earliest_end(subscription, today):
    "The earliest last day, by the minimum time and the notice of the offer; None: any day."
    offer = subscription.offer
    notice, minimum = offer.notice_days or 0, offer.minimum_months or 0
    if not (notice or minimum):
        return None
    return max(
        today + dt.timedelta(days=notice), month(subscription.start, minimum) - DAY)
