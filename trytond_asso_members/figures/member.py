"""What members owed on the day of the context, or owe today."""
from sql.aggregate import Max
from sql.conditionals import Coalesce
from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..searching import COMPARED
from .standing import Standing, paid_fees, standings


def _amount(string, help="", searcher=None):
    return fields.Function(
        Monetary(string, currency='currency', digits='currency', help=help),
        'get_standing', searcher=searcher)


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    owed = _amount(
        "Owed", "What the bills until the day have left, less all that was on account.",
        searcher='search_standing')
    ahead = _amount("Ahead", "What was on account and no bill needed.",
        searcher='search_standing')
    oldest_due = fields.Function(
        fields.Date("Due Since", help="The oldest due date of what was owed."),
        'get_standing')
    not_due = _amount("Not Due Yet")
    due_30 = _amount("1 to 30 Days")
    due_60 = _amount("31 to 60 Days")
    due_90 = _amount("61 to 90 Days")
    due_older = _amount("Over 90 Days")

    @classmethod
    def get_standing(cls, members, names):
        day, _ = cls._membership_days()
        found = {
            company: standings(
                company, day, [m.party.id for m in members if m.company == company])
            for company in {m.company for m in members}}
        of = {m.id: found[m.company].get(m.party.id, Standing()) for m in members}
        values = {
            id_: {'owed': s.owed, 'ahead': s.ahead, 'oldest_due': s.oldest, **s.ages}
            for id_, s in of.items()}
        return {name: {id_: values[id_][name] for id_ in values} for name in names}

    @classmethod
    def search_standing(cls, name, clause):
        _, operator, value = clause
        day, _ = cls._membership_days()
        table = cls.__table__()
        found = []
        for association in Pool().get('asso.association').search([]):
            of = standings(association.company, day)
            found += [id_ for id_, party in bulk.select(table.select(
                        table.id, table.party,
                        where=table.company == association.company.id))
                if COMPARED[operator](getattr(of.get(party, Standing()), name), value)]
        return [('id', 'in', found)]

    @classmethod
    def _membership_query(cls, parties=None, called=False):
        "As of a day that is past, count the fees that were paid on that day."
        pool = Pool()
        day = Transaction().context.get('membership_date')
        if called or not day or day >= pool.get('ir.date').today():
            return super()._membership_query(parties, called)
        invoice = pool.get('account.invoice').__table__()
        paid = {
            id_ for association in pool.get('asso.association').search([])
            for id_ in paid_fees(association.company, day)}
        source, party, first, until = cls._join_owners(invoice)
        where = bulk.among(invoice.id, paid) & (Coalesce(first, day) <= day)
        if parties is not None:
            where &= bulk.among(party, parties)
        return source.select(
            invoice.company.as_('company'), party.as_('party'), Max(until).as_('until'),
            where=where, group_by=[invoice.company, party])
