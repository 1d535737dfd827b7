"""Payments of the portal: what the bank should have shown by now, and what it has shown."""
from trytond.model import fields
from trytond.pool import Pool, PoolMeta

from . import told_otherwise, transit


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    unseen = fields.Function(
        fields.Boolean(
            "Not Seen at the Bank",
            help="Its money is in transit for longer than it should be."),
        'get_unseen', searcher='search_unseen')

    @classmethod
    def told_otherwise(cls, act, payments, how):
        super().told_otherwise(act, payments, how)
        told_otherwise.follow(act, payments, how)

    @classmethod
    def get_unseen(cls, payments, name):
        unseen = cls._unseen({p.company for p in payments})
        return {p.id: p.id in unseen for p in payments}

    @classmethod
    def search_unseen(cls, name, clause):
        _, operator, value = clause
        companies = {a.company for a in Pool().get('asso.association').search([])}
        is_wanted = bool(value) == (operator == '=')
        return [('id', 'in' if is_wanted else 'not in', sorted(cls._unseen(companies)))]

    @classmethod
    def _unseen(cls, companies):
        "The ids of what is in transit for more days than the association has set."
        pool = Pool()
        today = pool.get('ir.date').today()
        unseen = set()
        for company in companies:
            association = pool.get('asso.association').of(company)
            unseen.update(
                p.payment for p in transit.pending(association, association.bank_since)
                if association.bank_since and p.date < today - association.near)
        return unseen
