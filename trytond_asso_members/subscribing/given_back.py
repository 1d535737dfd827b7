"""Periods whose bill was taken back or deleted: the next run bills them again."""
from collections import defaultdict

from trytond.pool import Pool
from trytond.transaction import without_check_access

from .. import bulk
from .calendar import days
from .calendar.months import DAY
from .period import SETUP


@without_check_access
def periods(invoices):
    "The periods that the bills have billed."
    Period = Pool().get('asso.subscription.period')
    return Period.search([
            ('line.invoice', 'in', [invoice.id for invoice in invoices]),
            ]) if invoices else []


def of_drafts(invoices):
    "Those of the invoices that a run has left as drafts."
    invoices = [i for i in invoices if i.bill_kind]
    theirs = {period.line.invoice for period in periods(invoices)}
    return [invoice for invoice in invoices if invoice in theirs]


@without_check_access
def give_back(gone):
    "Forget that the periods were billed; a subscription without any other is new again."
    Period = Pool().get('asso.subscription.period')
    days_of, credited, cut = defaultdict(list), defaultdict(list), set()
    for period in gone:
        billed = (period.first_day, period.last_day)
        if not period.kept_until:
            credited[period.subscription].append(billed)
            cut.add((period.subscription.id, period.number))
        elif period.number != SETUP:
            days_of[period.subscription].append(billed)
    subscriptions = {period.subscription for period in gone}
    bulk.delete('asso.subscription.period', [period.id for period in gone])
    _keep_again(cut)
    left = {p.subscription for p in Period.search([
                ('subscription', 'in', [s.id for s in subscriptions])])}
    bulk.update_each('asso.subscription', 'covered', [
            (s.id, days.written(days.joined([
                    *days.without(s.billed_days, days.joined(days_of[s])), *credited[s]])))
            for s in left])
    new = subscriptions - left
    bulk.update('asso.subscription', [s.id for s in new], covered=None, next_period=None)
    bulk.update('asso.subscription', [s.id for s in new if not s.previous], anchor=None)


def _keep_again(cut):
    "Keep again the days that credits of these (subscription, number), now gone, had cut off."
    Period = Pool().get('asso.subscription.period')
    rows = {}
    for period in Period.search([
                ('subscription', 'in', list({subscription for subscription, _ in cut})),
                ], order=[('id', 'ASC')]):
        rows.setdefault((period.subscription.id, period.number), []).append(period)
    kept = []
    for key in cut & rows.keys():
        for place, charge in enumerate(rows[key]):
            if charge.kept_until:
                credits = [
                    row.first_day - DAY for row in rows[key][place + 1:]
                    if not row.kept_until and row.first_day <= charge.last_day]
                kept.append((charge.id, min([charge.last_day, *credits])))
    bulk.update_each('asso.subscription.period', 'kept_until', kept)
