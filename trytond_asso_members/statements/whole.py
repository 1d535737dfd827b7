"""What holds of all members together: the total, and the payments that wait for a member."""
from collections import defaultdict
from decimal import Decimal

from sql import Null
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills.owing import accounts_owed, is_owed, letterings_of_drafts
from ..exceptions import FeedError
from ..feed.words import order_of_id
from ..settlement.suspense import waiting
from .documents import payments


def unmatched(feed):
    "Return the payments without a known member of which something still waits, as entries."
    found = {p.id: p for p in payments(
            feed, lambda payment: (payment.company == feed.company.id)
            & (payment.state == 'unmatched'))}
    # What a person has lettered on suspense waits no longer
    left = waiting({id_: payment.amount for id_, payment in found.items()})
    entries = [
        dict(found[id_].entry(), residual=str(sum(line.amount for line in lines)))
        for id_, lines in left.items()]
    return sorted(entries, key=lambda e: (e['date'], order_of_id(e['id'])))


def check_total(feed, total):
    "Raise FeedError if the total is not the sum of all posted lines of the members."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    member = pool.get('asso.member').__table__()
    (ledger,), = bulk.select(line
        .join(move, condition=line.move == move.id)
        .select(
            bulk.in_cents(line.credit - line.debit),
            where=is_owed(line, move, feed.company)
            & line.party.in_(member.select(
                    member.party, where=member.company == feed.company.id))))
    ledger = bulk.from_cents(ledger)
    if ledger != total:
        raise FeedError(gettext(
                'asso_members.msg_snapshot_total', total=total, ledger=ledger))


def open_balances(feed):
    "Return {party: balance}, by the open lines, of all whose balance is not 0.00."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    accounts = accounts_owed(feed.company)

    def query(is_open):
        return line.join(move, condition=line.move == move.id).select(
            line.party, bulk.in_cents(line.credit - line.debit),
            where=is_open & is_owed(line, move, feed.company, accounts),
            group_by=[line.party])
    # Apart, as one condition for both would have each line read
    sums = bulk.select(query(line.reconciliation == Null)) + bulk.select_among(
        query, line.reconciliation,
        [id_ for id_, in bulk.select(letterings_of_drafts())])
    balances = defaultdict(Decimal)
    for party, sum_ in sums:
        balances[party] += bulk.from_cents(sum_)
    return {party: balance for party, balance in balances.items() if balance}
