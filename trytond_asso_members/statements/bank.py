"""Until which day the movements of the bank are in the books."""
from sql.aggregate import Max
from trytond.pool import Pool

from .. import bulk


def known_until(company):
    """Return the day, or None if nothing is known of the bank.

    It is that of the last bank statement that was posted, where Tryton has any; else that
    of the last transfer that the portal has brought.
    """
    today = Pool().get('ir.date').today()
    return _last_statement(company) or _last_transfer(company, today)


def _last_statement(company):
    try:
        statement = Pool().get('account.statement').__table__()
    except KeyError:  # account_statement is not activated
        return None
    (day,), = bulk.select(statement.select(
            Max(statement.date),
            where=(statement.company == company.id) & (statement.state == 'posted')))
    return bulk.date(day)


def _last_transfer(company, today):
    "A payment that is dated after today says nothing of what is known."
    payment = Pool().get('asso.payment').__table__()
    rows = bulk.select(payment.select(
            payment.date,
            where=(payment.company == company.id) & (payment.means == 'transfer')
            & payment.state.in_(['booked', 'unmatched']) & (payment.date <= today),
            order_by=[payment.date.desc], limit=1))
    return bulk.date(rows[0][0]) if rows else None
