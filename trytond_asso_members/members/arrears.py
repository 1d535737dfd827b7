"""Members who are late: since when, with which bill, when they last paid and were reminded."""
from collections import defaultdict

from sql.aggregate import Max
from trytond.model import fields
from trytond.pool import Pool, PoolMeta

from .. import bulk
from ..bills.left import left_to_pay
from ..bills.owing import join_bill
from ..searching import COMPARED


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    overdue_since = fields.Function(fields.Date(
            "Overdue Since",
            help="The due date of the oldest bill that is past it and not paid; what is on the "
            "member's account pays the oldest first."),
        'get_arrears', searcher='search_overdue_since')
    oldest_bill = fields.Function(
        fields.Many2One('account.invoice', "Oldest Bill"), 'get_arrears')
    last_payment = fields.Function(
        fields.Date("Last Payment"), 'get_last_payment')
    last_reminder = fields.Function(
        fields.Date("Last Reminder"), 'get_last_reminder')

    @classmethod
    def get_arrears(cls, members, names):
        found = {name: dict.fromkeys(m.id for m in members) for name in names}
        for company, theirs in _by_company(members).items():
            arrears = _arrears(company, list(theirs))
            for party, member in theirs.items():
                since, bill = arrears.get(party, (None, None))
                for name, value in [('overdue_since', since), ('oldest_bill', bill)]:
                    if name in names:
                        found[name][member.id] = value
        return found

    @classmethod
    def search_overdue_since(cls, name, clause):
        _, compared, value = clause
        compare = COMPARED.get(compared)
        if not compare:
            raise NotImplementedError(f"search of overdue_since by {compared}")
        ids = []
        for company in Pool().get('company.company').search([]):
            arrears = _arrears(company)
            for party, member in _ids(company):
                since, _ = arrears.get(party, (None, None))
                # An order says nothing of who is not late
                if (compared in {'=', '!='} or (since and value)) and compare(since, value):
                    ids.append(member)
        return [('id', 'in', ids)]

    @classmethod
    def get_last_payment(cls, members, name):
        payment = Pool().get('asso.payment').__table__()
        last = {}
        for company, theirs in _by_company(members).items():
            rows = bulk.select_among(
                lambda where, company=company: payment.select(
                    payment.party, Max(payment.date),
                    where=where & (payment.company == company.id) & (payment.amount > 0)
                    & (payment.kind == 'payment') & (payment.state == 'booked'),
                    group_by=[payment.party]),
                payment.party, theirs)
            last.update((theirs[party].id, bulk.date(day)) for party, day in rows)
        return {m.id: last.get(m.id) for m in members}

    @classmethod
    def get_last_reminder(cls, members, name):
        "The day of the last letter or call; drafts have told nobody anything."
        pool = Pool()
        dunning = pool.get('account.dunning').__table__()
        line = pool.get('account.move.line').__table__()
        last = {}
        for company, theirs in _by_company(members).items():
            rows = bulk.select_among(
                lambda where, company=company: dunning
                .join(line, condition=dunning.line == line.id)
                .select(
                    line.party, Max(dunning.date),
                    where=where & (dunning.company == company.id)
                    & (dunning.state != 'draft'),
                    group_by=[line.party]),
                line.party, theirs)
            last.update((theirs[party].id, bulk.date(day)) for party, day in rows)
        return {m.id: last.get(m.id) for m in members}


def _by_company(members):
    "Return {company: {party (an id): member}}."
    found = defaultdict(dict)
    for member in members:
        found[member.company][member.party.id] = member
    return found


def _ids(company):
    "(party, member), by their ids."
    member = Pool().get('asso.member').__table__()
    return bulk.select(member.select(
            member.party, member.id, where=member.company == company.id))


def _arrears(company, parties=None):
    "Return {party: (due date, id of the bill or None)} of who is late."
    pool = Pool()
    left = left_to_pay(company, parties)
    today = pool.get('ir.date').today()
    line = pool.get('account.move.line').__table__()
    source, bill_of = join_bill(
        line.join(move := pool.get('account.move').__table__(), condition=line.move == move.id),
        line)
    found = {}
    for party, due, bill in bulk.select_among(
            lambda where: source.select(
                line.party, line.maturity_date, bill_of,
                where=where & (line.maturity_date < today),
                order_by=[line.maturity_date, line.id]),
            line.id, [id_ for id_, amount in left.items() if amount]):
        due = bulk.date(due)
        if party not in found or due < found[party][0]:
            found[party] = due, bill
    return found
