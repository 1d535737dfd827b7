"""Until when a member has time to pay in instalments."""
from sql.aggregate import Max
from trytond.model import fields
from trytond.pool import Pool, PoolMeta

from .. import bulk


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    arrangement_until = fields.Function(
        fields.Date(
            "Arrangement until", help="The last day of the instalments that were agreed on."),
        'get_arrangement_until', searcher='search_arrangement_until')

    @classmethod
    def get_arrangement_until(cls, members, name):
        member, source, last = _last_days()
        days = dict(bulk.select_among(
                lambda where: source.select(
                    member.id, last, where=where, group_by=[member.id]),
                member.id, [m.id for m in members]))
        return {m.id: bulk.date(days.get(m.id)) for m in members}

    @classmethod
    def search_arrangement_until(cls, name, clause):
        _, operator, value = clause
        member, source, last = _last_days()
        if value is None:
            found = source.select(member.id, group_by=[member.id])
            return [('id', 'in' if operator == '!=' else 'not in', found)]
        Operator = fields.SQL_OPERATORS[operator]
        return [('id', 'in', source.select(
                    member.id, group_by=[member.id], having=Operator(last, value)))]


def _last_days():
    "The table of members, it joined with what was agreed, and the SQL of the last day."
    pool = Pool()
    member = pool.get('asso.member').__table__()
    arrangement = pool.get('asso.arrangement').__table__()
    instalment = pool.get('asso.arrangement.instalment').__table__()
    source = (member
        .join(arrangement, condition=(
                (arrangement.party == member.party) & (arrangement.company == member.company)
                & (arrangement.state == 'agreed')))
        .join(instalment, condition=instalment.arrangement == arrangement.id))
    return member, source, Max(instalment.date)
