"""Subscriptions with all that their bills depend on, read by sets."""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from sql import Literal, Null
from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk
from .calendar import days
from .calendar.months import DAY
from .calendar.terms import Terms


@dataclass(eq=False)
class Subscribed:
    "A subscription: `party` is the member's; `billed` are the days that were billed."
    id: int
    member: int
    party: int
    payer: int
    offer: object
    terms: Terms
    quantity: Decimal
    own_price: Decimal | None
    discount: Decimal
    tariff: int | None
    next: int | None
    billed: list
    prices: list = field(default_factory=list)  # (start, tariff, amount), the oldest first

    @property
    def is_new(self):
        return self.next is None

    @property
    def number(self):
        "The number of the next period."
        return self.terms.first_number if self.is_new else self.next

    @property
    def next_bill(self):
        "The first day on which a run bills the next period; None if there is none."
        covered = self.terms.covered
        if not covered or self.terms.period(self.number)[0] > covered[-1][1]:
            return None
        return self.terms.falls_due(self.number)

    def price(self, number):
        "What one costs in the period, as of its first day, less the discount."
        day, _ = self.terms.period(number)
        amount = self.own_price
        if amount is None:
            amount = self._listed(day)
        return amount * (1 - self.discount)

    def _listed(self, day):
        for tariff in dict.fromkeys([self.tariff, None]):
            amounts = [
                amount for start, whose, amount in self.prices
                if whose == tariff and start <= day]
            if amounts:
                return amounts[-1]
        return self.offer.period_price or Decimal(0)


def read(subscriptions):
    "Return {id: Subscribed} of those of the subscriptions that Tryton bills, or may."
    ids = [s.id for s in subscriptions]
    return _read(lambda table: bulk.among(table.id, ids)) if ids else {}


def of_company(company):
    "Return {id: Subscribed} of the company's subscriptions that have been started."
    offer = Pool().get('asso.offer').__table__()
    return _read(
        lambda table: (Coalesce(table.draft, Literal(False)) == Literal(False))
        & table.offer.in_(offer.select(
                offer.id, where=offer.company == company.id)))


def _read(where):
    pool = Pool()
    table = pool.get('asso.subscription').__table__()
    member = pool.get('asso.member').__table__()
    offer = pool.get('asso.offer').__table__()
    ours = offer.select(offer.id, where=(
            (offer.billed_by == 'tryton') | (offer.handover != Null)))
    rows = bulk.select(table
        .join(member, condition=table.member == member.id)
        .select(
            table.id, table.member, member.party, table.payer, table.offer, table.start,
            table.end, table.anchor, table.free_months, table.quantity, table.price,
            table.discount, table.tariff, table.next_period, table.covered,
            where=where(table) & table.offer.in_(ours)
            & ((table.active == Literal(True)) | (table.anchor != Null)),
            order_by=[table.id]))
    offers = {o.id: o for o in pool.get('asso.offer').browse({row[4] for row in rows})}
    ids = [row[0] for row in rows]
    suspended, prices = _suspensions(ids), _prices(offers)
    told = _billed_by_portal([
            row[0] for row in rows if offers[row[4]].handover])
    return {
        row[0]: _subscribed(
            row, offers[row[4]], suspended[row[0]], prices[row[4]], told.get(row[0]))
        for row in rows}


def _subscribed(row, offer, suspended, prices, told):
    id_, member, party, payer, _, start, end, anchor, free, *priced, next_, covered = row
    quantity, price, discount, tariff = priced
    start = bulk.date(start)
    terms = Terms(
        bulk.date(anchor) or _anchor(offer, start), offer.period_months, start,
        bulk.date(end), suspended, offer.in_advance, offer.call_days or 0, free or 0,
        *_ours(offer, told),
        offer.late_joiners if offer.counted_from == 'calendar' else 'days',
        offer.late_months or 0)
    return Subscribed(
        id_, member, party, payer or party, offer, terms, _decimal(quantity, 1),
        None if price is None else _decimal(price), _decimal(discount, 0), tariff,
        next_, days.read(covered), prices)


def _decimal(value, default=0):
    return Decimal(str(default if value is None else value))


def _anchor(offer, start):
    "From which day the periods are counted, before one was billed."
    if offer.counted_from == 'start':
        return start
    month = int(offer.calendar_month)
    return dt.date(start.year - (start.month < month), month, 1)


def _ours(offer, told):
    "The first and last day that Tryton bills; `told`: the last that the portal has billed."
    if not offer.handover:
        return None, None
    if offer.billed_by == 'portal':
        return None, offer.handover - DAY
    return max(offer.handover, told + DAY if told else offer.handover), None


def _suspensions(ids):
    table = Pool().get('asso.subscription.suspension').__table__()
    found = defaultdict(list)
    for subscription, first, last in bulk.select_among(
            lambda where: table.select(
                table.subscription, table.first_day, table.last_day, where=where),
            table.subscription, ids):
        found[subscription].append((bulk.date(first), bulk.date(last)))
    return found


def _prices(offers):
    table = Pool().get('asso.offer.price').__table__()
    found = defaultdict(list)
    for offer, start, tariff, amount in bulk.select_among(
            lambda where: table.select(
                table.offer, table.start, table.tariff, table.amount, where=where),
            table.offer, offers):
        found[offer].append((bulk.date(start), tariff, bulk.money(amount)))
    for prices in found.values():
        prices.sort(key=lambda price: price[0])
    return found


def _billed_by_portal(ids):
    "Return {subscription: last day} of what bills of the portal say that they cover."
    pool = Pool()
    line = pool.get('account.invoice.line').__table__()
    period = pool.get('asso.subscription.period').__table__()
    rows = bulk.select_among(
        lambda where: line.select(
            line.origin, line.covers_to, where=where & (line.covers_to != Null)
            & ~line.id.in_(period.select(period.line, where=period.line != Null))),
        line.origin, [bulk.reference('asso.subscription', id_) for id_ in ids])
    last = {}
    for origin, day in rows:
        id_, day = bulk.referred(origin), bulk.date(day)
        last[id_] = max(day, last.get(id_, day))
    return last
