"""Periods whose bill is no more: the next run bills them again."""
from trytond.pool import Pool
from trytond.transaction import without_check_access

from .. import bulk
from .calendar import days
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
                if p.subscription == s and p.number != SETUP and p.amount >= 0])
        for s in subscriptions}
    credited = {
        s: [
            (p.first_day, p.last_day) for p in gone
            if p.subscription == s and p.amount < 0]
        for s in subscriptions}
    bulk.delete('asso.subscription.period', [period.id for period in gone])
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
