"""Members who are ahead: the association owes them, whatever others owe to it."""
from collections import defaultdict
from decimal import Decimal

from sql import Literal, Null
from sql.aggregate import Sum
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk

ZERO = Decimal(0)


def owed_to_parties(company):
    """Yield (line of the statements, amount in credit) that Tryton's own sums leave out.

    Tryton puts an account with a line for its credit on one of its two lines, by its balance
    as a whole.  By the law's rule (PCG, no set-off) each party stands on one or the other.
    What this adds to the two lines of an account sums to zero.  Only where the context has a
    date, as that of a balance sheet.
    """
    day = Transaction().context.get('date')
    accounts = _accounts(company) if company and day else []
    if not accounts:
        return
    balances = defaultdict(list)
    for account, balance in _by_party(accounts, day):
        balances[account].append(balance)
    for account in accounts:
        of = balances[account.id]
        moved = sum((b for b in of if b > 0), ZERO) - max(sum(of, ZERO), ZERO)
        if moved:
            yield account.type, -moved
            yield account.credit_type, moved


def _accounts(company):
    return Pool().get('account.account').search([
            ('company', '=', company.id), ('party_required', '=', True),
            ('credit_type', '!=', None)])


def _by_party(accounts, day):
    "(account, credit less debit of one party), until the day; posted only if the context asks."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    posted = Transaction().context.get('posted')
    return [(account, bulk.money(balance)) for account, _, balance in bulk.select(line
            .join(move, condition=line.move == move.id)
            .select(
                line.account, line.party, Sum(line.credit - line.debit),
                where=bulk.among(line.account, [a.id for a in accounts])
                & (move.date <= day) & (line.party != Null)
                & (move.state == 'posted' if posted else Literal(True)),
                group_by=[line.account, line.party]))]
