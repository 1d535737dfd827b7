"""What each figure is: a number, an amount or a day, and the records that make it.

Every function reads one company by sets; `today` is the day as of which it counts.
"""
import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from sql.aggregate import Sum
from trytond.pool import Pool

from .. import bulk
from ..bank import open_lines
from ..bills.left import left_to_pay
from ..statements.bank import known_until

ZERO = Decimal('0.00')
AGES = {
    'overdue_month': (1, 30), 'overdue_quarter': (31, 90), 'overdue_year': (91, 365),
    'overdue_older': (366, 36500)}


@dataclass(frozen=True)
class Figure:
    """What one figure is, with the records of `model` that `domain` finds behind it.

    `number` counts them, `amount` is in the company's currency; None for what the figure does
    not have.  `action` shows the records with what is done about them, where the usual list of
    the model does not.
    """
    model: str
    domain: list = field(default_factory=list)
    number: int | None = None
    amount: Decimal | None = None
    day: dt.date | None = None
    action: str | None = None


def read(company, today):
    "Return {code: Figure} of all figures of a company."
    return {
        **_members(company, today), **_owed(company, today), **_waiting(company),
        **_dues(company, today), 'bank_until': _bank(company)}


def _counted(model, *domain):
    return Figure(model, list(domain), Pool().get(model).search(list(domain), count=True))


def _members(company, today):
    own, model = ('company', '=', company.id), 'asso.member'
    first = _year(company, today)
    here = [own, ('status', '=', 'member'), ['OR', ('left', '=', None), ('left', '>=', today)]]
    return {
        'members': _counted(model, *here),
        'up_to_date': _counted(model, own, ('membership_state', '=', 'current')),
        'to_renew': _counted(model, own, ('to_renew', '=', True)),
        'late': _counted(model, own, ('membership_state', 'in', ['late', 'never'])),
        'joined': _counted(model, own, ('joined', '>=', first), ('joined', '<=', today)),
        'left': _counted(model, own, ('left', '>=', first), ('left', '<=', today)),
        'subscriptions': _counted(
            'asso.subscription', ('company', '=', company.id), ('state', '=', 'running')),
        'accesses': _counted(
            'asso.subscription', ('company', '=', company.id), ('state', '=', 'running'),
            ('offer.kind', '=', 'invoice'), ('offer.internet_access', '=', True)),
        }


def _year(company, today):
    "The first day of the fiscal year, or of the calendar year if there is none."
    years = Pool().get('account.fiscalyear').search([
            ('company', '=', company.id), ('start_date', '<=', today),
            ('end_date', '>=', today)], limit=1)
    return years[0].start_date if years else today.replace(month=1, day=1)


def _owed(company, today):
    """What is left of bills once all that is on account has paid the oldest, by days overdue.

    All of them together, less what members are ahead, are what members owe in the books.
    """
    left = {id_: amount for id_, amount in left_to_pay(company).items() if amount}
    line = Pool().get('account.move.line').__table__()
    lines = {'not_due': [], **{code: [] for code in AGES}}
    for id_, due in bulk.select_among(
            lambda where: line.select(line.id, line.maturity_date, where=where),
            line.id, left):
        days = (today - bulk.date(due)).days if due else 0
        code = next((c for c, (low, high) in AGES.items() if low <= days <= high), 'not_due')
        lines[code].append(id_)
    ahead = [
        ('company', '=', company.id), ('balance', '>', 0), ('active', 'in', [True, False])]
    members = Pool().get('asso.member').search(ahead)
    return {
        **{code: Figure(
                'account.move.line', [('id', 'in', sorted(ids))], len(ids),
                sum((left[id_] for id_ in ids), ZERO)) for code, ids in lines.items()},
        'ahead': Figure(
            'asso.member', ahead, len(members), sum((m.balance for m in members), ZERO),
            action='asso_members.act_member_ahead'),
        }


def _waiting(company):
    "What waits for a person: rows of the bank, payments without a member, quarantine."
    pool = Pool()
    rows = open_lines.of_company(company)
    origins = sorted({row.origin for row in rows})
    payment = pool.get('asso.payment').__table__()
    unmatched = [('company', '=', company.id), ('state', '=', 'unmatched')]
    (amount,), = bulk.select(payment.select(
            Sum(payment.amount),
            where=(payment.company == company.id) & (payment.state == 'unmatched')))
    return {
        'bank_rows': Figure(
            'account.statement.origin', [('id', 'in', origins)], len(origins),
            sum((row.amount for row in rows), ZERO)),
        'unmatched': Figure(
            'asso.payment', unmatched,
            pool.get('asso.payment').search(unmatched, count=True), bulk.money(amount or 0),
            action='asso_members.act_payment_unmatched'),
        'quarantine': _counted(
            'asso.quarantine', ('feed.company', '=', company.id), ('state', '!=', 'set_aside')),
        }


def _dues(company, today):
    "The dues called this fiscal year until today, and the year before until the same day."
    first = _year(company, today)
    return {
        code: _called(company, first - years, today - years)
        for code, years in [
            ('dues', relativedelta()), ('dues_before', relativedelta(years=1))]}


def _called(company, first, last):
    domain = [
        ('company', '=', company.id), ('bill_kind', '=', 'membership_fee'),
        ('state', 'in', ['posted', 'paid']), ('invoice_date', '>=', first),
        ('invoice_date', '<=', last)]
    bills = Pool().get('account.invoice').search(domain)
    return Figure(
        'account.invoice', domain, len(bills), sum((b.total_amount for b in bills), ZERO))


def _bank(company):
    domain = [('company', '=', company.id), ('state', '=', 'posted')]
    return Figure('account.statement', domain, day=known_until(company))
