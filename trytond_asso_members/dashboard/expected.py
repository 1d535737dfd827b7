"""What money is expected to come and go in some months, each amount with the records behind it.

Amounts are positive where money comes in.  What is overdue is expected in the first month.
"""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from sql import Literal, Null
from trytond.pool import Pool

from .. import bulk
from ..bills.left import left_to_pay
from ..subscribing.period import SETUP
from ..subscribing.run import due
from .service import closes_a_year, of_class

CENT, ZERO = Decimal('0.01'), Decimal('0.00')
DAY, YEAR = dt.timedelta(days=1), relativedelta(years=1)
# Accounts of costs that no money pays: depreciation, losses on members, work of volunteers
UNPAID = ('68', '654', '8')


@dataclass
class Expected:
    "`kind` is owed, unpaid, billed, supplier or cost; `label` tells those of one kind apart."
    kind: str
    month: int  # 0 is the first
    amount: Decimal = ZERO
    label: str | None = None
    model: str | None = None
    ids: list = field(default_factory=list)


def bank(company, day):
    "Return (the balance of the accounts of the bank at the end of a day, their ids)."
    pool = Pool()
    accounts = sorted(pool.get('asso.association').of(company).accounts_of_bank())
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    (cents,), = bulk.select(line
        .join(move, condition=line.move == move.id)
        .select(
            bulk.in_cents(line.debit - line.credit),
            where=bulk.among(line.account, accounts) & (move.state == 'posted')
            & (move.date <= day)))
    return bulk.from_cents(cents), accounts


def read(company, day, share, count):
    "Return the Expected of so many months from a day on; `share` of bills is never paid."
    months = [day + relativedelta(months=n) for n in range(count + 1)]
    coming = [*_owed(company, day, months), *_billed(company, day, months)]
    unpaid = [
        Expected(
            'unpaid', one.month, -(one.amount * share).quantize(CENT), one.kind, one.model,
            one.ids)
        for one in coming]
    found = [*coming, *unpaid, *_suppliers(company, months), *_costs(company, day, count)]
    return [one for one in found if one.amount]


def never_paid(company, day):
    """Return the share of what fell due in the year before a day that is still not paid.

    It is of members' bills, to four decimals; 0 where nothing fell due.
    """
    fell_due = _fell_due(company, day - YEAR, day)
    called = sum(fell_due.values())
    if not called:
        return Decimal(0)
    left = left_to_pay(company)
    missing = sum(left.get(id_, ZERO) for id_ in fell_due)
    return min(missing / called, Decimal(1)).quantize(Decimal('0.0001'))


def _fell_due(company, first, end):
    "{line: amount} of what bills have asked of members from a day until before another."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    invoice = pool.get('account.invoice').__table__()
    return {
        id_: bulk.money(amount) for id_, amount in bulk.select(line
            .join(invoice, condition=line.move == invoice.move)
            .select(
                line.id, line.debit,
                where=(invoice.company == company.id) & (invoice.type == 'out')
                & invoice.state.in_(['posted', 'paid']) & (line.debit > 0)
                & (line.account == invoice.account)
                & (line.maturity_date >= first) & (line.maturity_date < end)))}


def _by_month(kind, model, months, found):
    "The Expected of [(id, day, amount)]; what comes after the last month is left out."
    of = {n: Expected(kind, n, model=model) for n in range(len(months) - 1)}
    for id_, day, amount in found:
        if day < months[-1]:
            month = max(n for n in of if n == 0 or months[n] <= day)
            of[month].amount += amount
            of[month].ids.append(id_)
    return list(of.values())


def _owed(company, day, months):
    "What members owe, but for what has been overdue for more than a year."
    left = {id_: amount for id_, amount in left_to_pay(company).items() if amount}
    line = Pool().get('account.move.line').__table__()
    found = [
        (id_, bulk.date(due_on) or day, left[id_])
        for id_, due_on in bulk.select_among(
            lambda where: line.select(line.id, line.maturity_date, where=where), line.id, left)]
    return _by_month('owed', 'account.move.line', months, [
            one for one in found if one[1] >= day - YEAR])


def _billed(company, day, months):
    "What Tryton will bill, on the day on which it falls due to be billed."
    charges, _ = due(company, months[-1] - DAY)
    return _by_month('billed', 'asso.subscription', months, [
            (subscribed.id, max(day, subscribed.terms.falls_due(
                        subscribed.number if charge.number == SETUP else charge.number)),
                charge.amount)
            for subscribed, theirs in charges.of.items() for charge in theirs])


def _suppliers(company, months):
    "What is open of suppliers' bills and credit notes, by due date."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    rows = bulk.select(line
        .join(move, condition=line.move == move.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .select(
            line.id, line.maturity_date, move.date, line.debit - line.credit,
            where=(move.company == company.id) & (move.state == 'posted')
            & (type_.payable == Literal(True)) & (line.reconciliation == Null)))
    return _by_month('supplier', 'account.move.line', months, [
            (id_, bulk.date(due_on or date), bulk.money(amount))
            for id_, due_on, date, amount in rows])


def _costs(company, day, count):
    "The mean of the costs of the year before, by the first two digits of their accounts."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    period = pool.get('account.period').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    sums, ids = defaultdict(Decimal), defaultdict(list)
    for id_, code, amount in bulk.select(line
            .join(move, condition=line.move == move.id)
            .join(period, condition=move.period == period.id)
            .join(account, condition=line.account == account.id)
            .join(type_, condition=account.type == type_.id)
            .select(
                line.id, account.code, line.credit - line.debit,
                where=(move.company == company.id) & (move.state == 'posted')
                & of_class('6', account, type_) & ~closes_a_year(move, period)
                & (move.date >= day - YEAR) & (move.date < day))):
        if not (code or '').startswith(UNPAID):
            sums[(code or '')[:2]] += bulk.money(amount)
            ids[(code or '')[:2]].append(id_)
    return [
        Expected(
            'cost', month, (amount / 12).quantize(CENT), code, 'account.move.line', ids[code])
        for code, amount in sorted(sums.items()) for month in range(count)]
