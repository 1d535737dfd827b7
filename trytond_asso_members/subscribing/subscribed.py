"""Subscriptions with all that their bills depend on, read by sets."""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sql import Column, Literal, Null
from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk
from . import formula
from .calendar import days
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
    problem: str | None = None
    pays_setup: bool = True  # who changes to another offer does not
    formula: str | None = None  # of the tariff
    before: list = field(default_factory=list)  # last days of the payer's that come before

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
        """What one costs in the period, as of its first day, less the discount.

        Raise formula.FormulaError.
        """
        day, _ = self.terms.period(number)
        amount = self.own_price
        if amount is None:
            amount = self._listed(day)
        return amount * (1 - self.discount)

    def _listed(self, day):
        if self.tariff and (amounts := self._since(self.tariff, day)):
            return amounts[-1]
        amount = [self.offer.period_price or Decimal(0), *self._since(None, day)][-1]
        if not self.formula:
            return amount
        return formula.amount(self.formula, amount, self.quantity, self._rank(day))

    def _since(self, tariff, day):
        "The amounts of a tariff up to the day, the oldest first."
        return [
            amount for start, whose, amount in self.prices if whose == tariff and start <= day]

    def _rank(self, day):
        "1 for the payer's first subscription to the offer that runs on the day; see rank.give."
        day = max(day, self.terms.start)
        return 1 + sum(end is None or end >= day for end in self.before)


def read(subscriptions):
    "Return {id: Subscribed} of those of the subscriptions that Tryton bills, or may."
    ids = [s.id for s in subscriptions]
    return _read(lambda table, _: bulk.among(table.id, ids)) if ids else {}


def of_company(company, payers=None):
    """Return {id: Subscribed} of the company's subscriptions that have been started.

    They are all, or those that these payers (ids of parties) pay for.
    """
    def where(table, payer):
        started = _is_started(table, company)
        return started if payers is None else started & bulk.among(payer, payers)
    return _read(where)


def pages(company, after, size):
    """Yield (last payer, {id: Subscribed}): so many payers at a time, those after one (an id).

    The last payer is None when no other follows.
    """
    while payers := _payers(company, after, size):
        after = payers[-1]
        yield after if len(payers) == size else None, of_company(company, payers)


def _payers(company, after, size):
    pool = Pool()
    table = pool.get('asso.subscription').__table__()
    member = pool.get('asso.member').__table__()
    payer = Coalesce(table.payer, member.party)
    where = _is_started(table, company) & table.offer.in_(_billed_here())
    if after is not None:
        where &= payer > after
    return [id_ for id_, in bulk.select(table
            .join(member, condition=table.member == member.id)
            .select(payer, where=where, group_by=[payer], order_by=[payer], limit=size))]


def _billed_here():
    "A query of the offers that Tryton bills, or has billed."
    pool = Pool()
    offer = pool.get('asso.offer').__table__()
    handover = pool.get('asso.offer.handover').__table__()
    return offer.select(offer.id, where=(
            (offer.billed_by == 'tryton') | offer.id.in_(handover.select(handover.offer))))


def _is_started(table, company):
    offer = Pool().get('asso.offer').__table__()
    return (
        (Coalesce(table.draft, Literal(False)) == Literal(False))
        & table.offer.in_(offer.select(offer.id, where=offer.company == company.id)))


def _read(where):
    pool = Pool()
    table = pool.get('asso.subscription').__table__()
    member = pool.get('asso.member').__table__()
    rows = [_Row(*row) for row in bulk.select(table
        .join(member, condition=table.member == member.id)
        .select(
            *(member.party if name == 'party' else Column(table, name)
                for name in _Row._fields),
            where=where(table, Coalesce(table.payer, member.party))
            & table.offer.in_(_billed_here())
            & (table.active == Literal(True)),
            order_by=[table.id]))]
    offers = {o.id: o for o in pool.get('asso.offer').browse({row.offer for row in rows})}
    suspended, prices = _suspensions([row.id for row in rows]), _prices(offers)
    formulas = _formulas({row.tariff for row in rows})
    told = _billed_by_portal([row.id for row in rows if offers[row.offer].handovers])
    return {
        row.id: _subscribed(
            row, offers[row.offer], suspended[row.id], prices[row.offer], told[row.id],
            formulas.get(row.tariff))
        for row in rows}


class _Row(NamedTuple):
    id: int
    member: int
    party: int
    payer: int | None
    offer: int
    start: object
    end: object
    anchor: object
    free_months: int | None
    quantity: object
    price: object
    discount: object
    tariff: int | None
    next_period: int | None
    covered: str | None
    previous: int | None
    problem: str | None


def _subscribed(row, offer, suspended, prices, told, formula_):
    start = bulk.date(row.start)
    terms = Terms(
        bulk.date(row.anchor) or _anchor(offer, start), offer.period_months, start,
        bulk.date(row.end), suspended, offer.in_advance, offer.call_days or 0,
        row.free_months or 0, offer.billed_days, told,
        offer.late_joiners if offer.counted_from == 'calendar' and not row.previous
        else 'days', offer.late_months or 0)
    return Subscribed(
        row.id, row.member, row.party, row.payer or row.party, offer, terms,
        _decimal(row.quantity, 1), None if row.price is None else _decimal(row.price),
        _decimal(row.discount, 0), row.tariff, row.next_period, days.read(row.covered), prices,
        row.problem, pays_setup=not row.previous, formula=formula_)


def _decimal(value, default=0):
    return Decimal(str(default if value is None else value))


def _anchor(offer, start):
    "From which day the periods are counted, before one was billed."
    if offer.counted_from == 'start':
        return start
    month = int(offer.calendar_month)
    return dt.date(start.year - (start.month < month), month, 1)


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
        found[offer].append((bulk.date(start), tariff, Decimal(str(amount))))
    for prices in found.values():
        prices.sort(key=lambda price: price[0])
    return found


def _formulas(tariffs):
    "{tariff: its formula}, by id"
    return {t.id: t.formula for t in Pool().get('asso.tariff').browse(tariffs - {None})}


def _billed_by_portal(ids):
    """Return {subscription: the days that bills of the portal say that they cover}.

    A bill that the portal has deleted covers none, nor do bills of Tryton that were taken back.
    """
    pool = Pool()
    line = pool.get('account.invoice.line').__table__()
    binding = pool.get('asso.binding').__table__()
    rows = bulk.select_among(
        lambda where: line
        .join(binding, condition=(
                binding.record == bulk.reference('account.invoice', line.invoice)))
        .select(
            line.origin, line.covers_from, line.covers_to,
            where=where & (binding.deleted == Literal(False))
            & (line.covers_from != Null) & (line.covers_to != Null)),
        line.origin, [bulk.reference('asso.subscription', id_) for id_ in ids])
    told = defaultdict(list)
    for origin, first, last in rows:
        told[bulk.referred(origin)].append((bulk.date(first), bulk.date(last)))
    return defaultdict(list, {id_: days.joined(ranges) for id_, ranges in told.items()})


def of_offer(before, offer, start, quantity, anchor=None):
    "A subscription that is not stored yet, in place of one before."
    after = new(offer, start, quantity, before.tariff, before.member, before.party, before.payer)
    after.terms.end, after.terms.late, after.terms.free_months = before.terms.end, 'days', 0
    after.terms.anchor = anchor or after.terms.anchor
    after.pays_setup = False
    return after


def new(offer, start, quantity=1, tariff=None, member=None, party=None, payer=None):
    "A subscription that is not stored yet; ids of its tariff, member, party and payer."
    terms = Terms(
        _anchor(offer, start), offer.period_months, start, None, [], offer.in_advance,
        offer.call_days or 0, offer.free_months or 0, offer.billed_days, [],
        offer.late_joiners if offer.counted_from == 'calendar' else 'days',
        offer.late_months or 0)
    return Subscribed(
        -1, member, party, payer or party, offer, terms, _decimal(quantity), None, Decimal(0),
        tariff, None, [], _prices([offer.id])[offer.id], formula=_formulas({tariff}).get(tariff))
