"""What the door to the books reads of accounts."""
from dataclasses import dataclass

from trytond.model import fields
from trytond.pool import Pool, PoolMeta

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


class Account(metaclass=PoolMeta):
    __name__ = 'account.account'

    called = fields.Function(
        fields.Boolean(
            "Called", help="Bills may stand on it: what they call is income "
            "later, or was income before the cut-over."),
        'get_called', searcher='search_called')

    @classmethod
    def _called(cls):
        association = Pool().get('asso.association').__table__()
        rows = bulk.select(association.select(
                association.account_opening, association.account_fee_deferral,
                association.account_donation_deferral))
        return {id_ for row in rows for id_ in row}

    @classmethod
    def get_called(cls, accounts, name):
        called = cls._called()
        return {a.id: a.id in called for a in accounts}

    @classmethod
    def search_called(cls, name, clause):
        _, operator, value = clause
        values = set(map(bool, value)) if operator.endswith('in') else {bool(value)}
        if operator in {'!=', 'not in'}:
            values = {True, False} - values
        if len(values) != 1:
            return [] if values else [('id', '=', None)]
        return [('id', 'in' if True in values else 'not in', list(cls._called()))]
