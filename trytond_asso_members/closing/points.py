"""What is still to be done before a fiscal year is closed, each point with what is behind it."""
from dataclasses import dataclass, field
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from ..figures.standing import standings
from . import deferral, doubtful

ZERO = Decimal('0.00')


@dataclass
class Point:
    "What is left to do: how many, of what amount, and the ids of the records behind it."
    count: int
    amount: Decimal | None = None
    ids: list = field(default_factory=list)


def read(year, kinds):
    "Return {kind: Point} of a fiscal year, or of a period, for what a period has."
    with Transaction().set_context(_check_access=False):
        return {kind: READ[kind](year) for kind in kinds}


def _found(name, *domain):
    ids = [record.id for record in Pool().get(name).search(list(domain))]
    return Point(len(ids), ids=ids)


def _quarantine(year):
    return _found(
        'asso.quarantine', ('feed.company', '=', year.company), ('state', '!=', 'set_aside'))


def _unmatched(year):
    found = _found(
        'asso.payment', ('company', '=', year.company), ('state', '=', 'unmatched'),
        ('date', '<=', year.end_date))
    payments = Pool().get('asso.payment').browse(found.ids)
    found.amount = sum((p.amount for p in payments), ZERO)
    return found


def _agreement(year):
    """What the last check since the end of the year found, in each portal.

    One that was not made counts as one; `asso-bridge check` makes it.
    """
    last = Pool().get('asso.feed.check').last(year.company)
    made = {
        feed: check for feed, check in last.items()
        if check and check.moment.date() > year.end_date}
    count = sum(made[feed].open if feed in made else 1 for feed in last)
    return Point(
        count, sum((check.drift for check in made.values()), ZERO),
        [check.id for check in last.values() if check])


def _suspense(year):
    association = Pool().get('asso.association').of(year.company)
    return _open_lines(year, [association.account_suspense])


def _transit(year):
    "Money of the year that the bank has not shown yet; positive where it is to come in."
    association = Pool().get('asso.association').of(year.company)
    accounts = {association.account_transit, association.account_internal}
    found = _open_lines(year, [
        account for account in accounts - {None, association.account_suspense}
        if account.reconcile])
    found.amount = -found.amount
    return found


def _open_lines(year, accounts):
    "What is open on the accounts and dated until the end of the year; credit is positive."
    found = _found(
        'account.move.line', ('account', 'in', accounts),
        ('reconciliation', '=', None), ('move.date', '<=', year.end_date))
    lines = Pool().get('account.move.line').browse(found.ids)
    found.amount = sum((line.credit - line.debit for line in lines), ZERO)
    return found


def _drafts(year):
    of = 'period.fiscalyear' if year.__name__ == 'account.fiscalyear' else 'period'
    return _found('account.move', ('state', '=', 'draft'), (of, '=', year))


def _deferred(year):
    association = Pool().get('asso.association').of(year.company)
    wanted, booked = deferral.total(deferral.parts(year)), deferral.booked(year)
    if association.account_deferred:
        booked.pop(association.account_deferred.id, None)
    missing = {
        account: wanted.get(account, ZERO) - booked.get(account, ZERO)
        for account in {*wanted, *booked}}
    missing = {account: amount for account, amount in missing.items() if amount}
    return Point(len(missing), sum(missing.values(), ZERO))


def _doubtful(year):
    "Members about whom a loss is to be booked or taken back, as the wizard would propose it."
    association = Pool().get('asso.association').of(year.company)
    parts = doubtful.parts(year)
    amount = sum((part.amount for part in parts), ZERO)
    if association.account_doubtful:
        account = association.account_doubtful.id
        amount -= doubtful.before(association, year) - doubtful.booked(
            association, year).get(account, ZERO)
    return Point(max(len(parts), 1) if amount else 0, amount)


def _ahead(year):
    ahead = {
        party: standing.ahead
        for party, standing in standings(year.company, year.end_date).items()
        if standing.ahead}
    members = _found(
        'asso.member', ('company', '=', year.company), ('party', 'in', list(ahead)),
        ('active', 'in', [True, False]))
    return Point(len(ahead), sum(ahead.values(), ZERO), members.ids)


def _next_year(year):
    following = _found(
        'account.fiscalyear', ('company', '=', year.company),
        ('start_date', '=', year.end_date + deferral.DAY))
    return Point(int(not following.ids))


def _adjustment(year):
    return Point(int(not year.closing_period()))


def _result(year):
    "The accounts of income and expense that Tryton's own closing has not balanced yet."
    Account = Pool().get('account.account')
    with Transaction().set_context(
            fiscalyear=year.id, date=None, cumulate=False, posted=True):
        accounts = [
            account for account in Account.search([
                    ('company', '=', year.company), ('deferral', '=', False),
                    ('type', '!=', None), ('closed', '!=', True)])
            if account.debit != account.credit]
        return Point(
            len(accounts), sum((a.credit - a.debit for a in accounts), ZERO),
            [account.id for account in accounts])


READ = {
    'agreement': _agreement, 'quarantine': _quarantine, 'unmatched': _unmatched,
    'suspense': _suspense, 'transit': _transit, 'deferred': _deferred,
    'doubtful': _doubtful, 'ahead': _ahead,
    'next_year': _next_year, 'adjustment': _adjustment, 'result': _result, 'drafts': _drafts}
