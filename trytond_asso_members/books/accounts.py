"""What the door to the books reads of accounts."""
from dataclasses import dataclass

from trytond.pool import Pool

from .. import bulk


@dataclass(frozen=True)
class Row:
    "A row of account.account; `revenue` and `receivable` are those of its type."
    id: int
    name: str
    company: int
    type: int | None
    closed: bool
    party_required: bool
    reconcile: bool
    start: object
    end: object
    second_currency: int | None
    revenue: bool
    receivable: bool


def read_accounts(ids):
    "Return {id: Row}."
    pool = Pool()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    rows = bulk.select_among(
        lambda where: account
        .join(type_, 'LEFT', condition=account.type == type_.id)
        .select(
            account.id, account.code, account.name, account.company, account.type,
            account.closed, account.party_required, account.reconcile,
            account.start_date, account.end_date, account.second_currency,
            type_.revenue, type_.receivable, where=where),
        account.id, ids)
    return {
        id_: Row(
            id_, f'{code} - {name}' if code else name, company, type_,
            bool(closed), bool(party), bool(reconcile), bulk.date(start),
            bulk.date(end), currency, bool(revenue), bool(receivable))
        for (id_, code, name, company, type_, closed, party, reconcile, start,
            end, currency, revenue, receivable) in rows}
