"""Where members stand on a day that a person chooses, and whose fee is to be renewed soon."""
import datetime as dt

from sql import Null
from sql.conditionals import Coalesce
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta

from .. import bulk

WEEKS = 4


class Day(ModelView):
    "The day as of which the members' standing is shown"
    __name__ = 'asso.member.standing.context'

    membership_date = fields.Date("On", required=True)

    @staticmethod
    def default_membership_date():
        return Pool().get('ir.date').today()


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    to_renew = fields.Function(
        fields.Boolean(
            "To Renew",
            help="The paid fee runs out within the association's weeks of renewal, or has run "
            "out and is in grace."),
        'get_to_renew', searcher='search_to_renew')

    @classmethod
    def _renewal_days(cls):
        "Return {company: (first, last)}: a fee that ends between these days is to be renewed."
        day, in_grace = cls._membership_days()
        association = Pool().get('asso.association').__table__()
        return {
            company: (in_grace[company], day + dt.timedelta(weeks=weeks))
            for company, weeks in bulk.select(association.select(
                    association.company, Coalesce(association.renewal_weeks, WEEKS)))}

    @classmethod
    def get_to_renew(cls, members, name):
        days = cls._renewal_days()
        until = cls.get_membership_until(members, 'membership_until')

        def is_due(member):
            end = until[member.id]
            if not end or member.status != 'member' or member.company.id not in days:
                return False
            first, last = days[member.company.id]
            return first <= end <= last and not (member.left and member.left <= end)
        return {member.id: is_due(member) for member in members}

    @classmethod
    def search_to_renew(cls, name, clause):
        _, operator, value = clause
        table, query = cls.__table__(), cls._membership_query()
        due = [
            (table.company == company) & (query.until >= first) & (query.until <= last)
            for company, (first, last) in cls._renewal_days().items()]
        if not due:
            return [('id', '=', None)] if bool(value) == (operator == '=') else []
        where = due[0]
        for other in due[1:]:
            where |= other
        found = cls._join_own(table, query).select(table.id, where=where
            & (table.status == 'member')
            & ((table.left == Null) | (table.left > query.until)))
        return [('id', 'in' if bool(value) == (operator == '=') else 'not in', found)]


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    renewal_weeks = fields.Integer(
        "Weeks of Renewal",
        domain=['OR', ('renewal_weeks', '=', None), ('renewal_weeks', '>=', 0)],
        help="So long before the paid fee runs out, a member is listed as to renew.\n"
        "Leave empty for four.")
