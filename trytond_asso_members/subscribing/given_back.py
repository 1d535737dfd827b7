"""Periods whose bill is no more: the next run bills them again."""
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
    "Forget that the periods were billed; who was billed nothing else is new again."
    pool = Pool()
    Period, Subscription = pool.get('asso.subscription.period'), pool.get('asso.subscription')
    subscriptions = {period.subscription for period in gone}
    days_of = {
        s: days.joined([
                (p.first_day, p.last_day) for p in gone
                if p.subscription == s and p.number != SETUP and p.kept_until])
        for s in subscriptions}
    credited = {
        s: [
            (p.first_day, p.last_day) for p in gone
            if p.subscription == s and not p.kept_until]
        for s in subscriptions}
    cut = {(p.subscription.id, p.number) for p in gone if not p.kept_until}
    bulk.delete('asso.subscription.period', [period.id for period in gone])
    _keep_again(cut)
    left = {p.subscription for p in Period.search([
                ('subscription', 'in', [s.id for s in subscriptions])])}
    for subscription in subscriptions:
        if subscription in left:
            covered = days.joined([
                    *days.without(subscription.billed_days, days_of[subscription]),
                    *credited[subscription]])
            values = {'covered': days.written(covered)}
        else:
            values = {'covered': None, 'next_period': None}
            if not subscription.previous:
                values['anchor'] = None
        Subscription.write([subscription], values)


def _keep_again(cut):
    "Days that credits of these (subscription, number), which are no more, had cut are kept again."
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
