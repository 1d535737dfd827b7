"""Income of the year that follows: at the end of a year it waits on an account of its own.

What bills charge for days after the year is taken off the income of the year
on its last day, and given back on the first day of the next (ANC 2014-03, art. 944-48), or on
the first that is open.  All of it is one move, and its reversal.  A second time only the
difference is booked.
"""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sql import Null
from sql.conditionals import Coalesce
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.tools import grouped_slice

from .. import bulk
from ..bills.credit_shares import left_to_credit
from ..books.moves import Line, Move
from ..exceptions import ClosingError
from ..settlement.act import Act
from ..subscribing.calendar.amounts import months_covered, rounded

DAY = dt.timedelta(days=1)
SLICE = 1000


@dataclass
class Part:
    "Income of days after the year that bills for an offer, or for none, have on one account."
    account: object
    offer: object
    lines: int = 0
    amount: Decimal = Decimal(0)


def parts(year):
    """Return the Parts of a fiscal year, in the order of accounts and offers.

    What of each line was not credited in the year is shared by months, as they are billed, and
    rounded half up to the cent.  Fees and gifts that are income when paid stand on no account of
    income, and are left out.
    """
    Subscription = Pool().get('asso.subscription')
    found = {}
    for line, net, first, last in _lines(year):
        after = [(max(first, year.end_date + DAY), last)]
        amount = rounded(
            Fraction(net) * months_covered(first, after) / months_covered(first, [(first, last)]))
        offer = line.origin.offer if isinstance(line.origin, Subscription) else None
        part = found.setdefault((line.account, offer), Part(line.account, offer))
        part.lines += 1
        part.amount += amount
    return sorted(
        (part for part in found.values() if part.amount),
        key=lambda part: (part.account.code or '', part.offer.name if part.offer else ''))


def book(year, wanted=None):
    """Book what the deferral of the year lacks; return the new moves (ids), none if it is whole.

    `wanted` is {account (an id): amount}, by default what `parts` says; {} takes all of it back.
    What stands on an account of deferred income that was chosen before moves to the one now.
    Raise a Refusal where the last day of the year has no open period, or no day after it has.
    """
    association = Pool().get('asso.association').of(year.company)
    if not association.account_deferred:
        raise ClosingError(gettext('asso_members.msg_deferral_account'))
    with association.own_context():
        act = Act(association, association.lock_books())
        missing = defaultdict(Decimal, total(parts(year)) if wanted is None else wanted)
        missing[association.account_deferred.id] -= sum(missing.values())
        for account, amount in booked(year).items():
            missing[account] -= amount
        missing = {account: amount for account, amount in sorted(missing.items()) if amount}
        if not missing:
            return []
        journal = association.journal_income
        moves = [
            _move(act, year, missing, act.place(year.end_date, journal, move=False), 1),
            _move(act, year, missing, act.place(year.end_date + DAY, journal, move=True), -1)]
        act.books.read_accounts(set(missing))
        act.books.post(moves)
    return [move.id for move in moves]


def total(parts):
    "Return {account (an id): amount} of the parts."
    amounts = defaultdict(Decimal)
    for part in parts:
        amounts[part.account.id] += part.amount
    return dict(amounts)


def booked(year):
    """Return {account (an id): amount} of what is deferred already at the end of the year.

    Positive on the accounts of income; on those where it waits, negative.  Tryton's own
    closing is of the year too, and stands in an adjustment period.
    """
    period = Pool().get('account.period').__table__()
    move = Pool().get('account.move').__table__()
    line = Pool().get('account.move.line').__table__()
    return {
        account: bulk.from_cents(cents) for account, cents in bulk.select(move
            .join(line, condition=line.move == move.id)
            .join(period, condition=move.period == period.id)
            .select(
                line.account, bulk.in_cents(line.debit - line.credit),
                where=(period.type == 'standard')
                & (move.origin == bulk.reference('account.fiscalyear', year.id))
                & (move.date <= year.end_date),
                group_by=line.account))
        if cents}


def _move(act, year, amounts, place, sign):
    return Move(
        act.association.journal_income.id, *place, bulk.reference('account.fiscalyear', year.id),
        [Line(account, sign * amount) for account, amount in amounts.items()],
        description=gettext('asso_members.msg_deferral', year=year.name))


def _lines(year):
    "Yield (line, what is left of its net, first and last day) of bills that reach over the year."
    Invoice = Pool().get('account.invoice')
    spans = _spans(year)
    for ids in grouped_slice(sorted({invoice for invoice, *_ in spans.values()}), SLICE):
        invoices = Invoice.browse(list(ids))
        for lefts in left_to_credit(invoices, until=year.end_date).values():
            for left in lefts:
                if left.line.id in spans and left.net and left.line.account.type.revenue:
                    yield left.line, left.net, *spans[left.line.id][1:]


def _spans(year):
    "Return {line (an id): (its bill, first day, last day)}, of bills of this year or before."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.invoice.line').__table__()
    first = Coalesce(line.covers_from, invoice.bill_start)
    last = Coalesce(line.covers_to, invoice.bill_end)
    date = Coalesce(invoice.accounting_date, invoice.invoice_date)
    return {
        id_: (bill, bulk.date(start), bulk.date(end))
        for id_, bill, start, end in bulk.select(line
            .join(invoice, condition=line.invoice == invoice.id)
            .select(
                line.id, invoice.id, first, last,
                where=(invoice.company == year.company.id) & (invoice.bill_kind != Null)
                & invoice.state.in_(['posted', 'paid'])
                & (date <= year.end_date) & (first <= last) & (last > year.end_date)))}
