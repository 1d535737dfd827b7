"""Until when a member's fees are paid."""
import datetime as dt

from sql import Literal, Null
from sql.aggregate import Max, Sum
from sql.conditionals import Case, Coalesce
from sql.functions import Round
from trytond import backend
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.tools import grouped_slice, sqlite_apply_types
from trytond.transaction import Transaction

from .. import bulk
from ..bills.otherwise import settled_otherwise

# Parties of one query, which names them several times
DUES = 2000


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    membership_until = fields.Function(fields.Date(
            "Paid Until",
            help="The last day of the membership fees that are paid. "
            "What was credited or written off is not paid."),
        'get_membership_until', searcher='search_membership')
    membership_state = fields.Function(fields.Selection([
                ('current', "Up to Date"),
                ('grace', "In Grace"),
                ('late', "Lapsed"),
                ('never', "Never Paid"),
                ('resigned', "Resigned"),
                ('none', "None"),
                ], "Membership", sort=False,
            help="Up to Date: a membership fee is paid until today or later.\n"
            "In Grace: it has run out, a few days ago only.\n"
            "Lapsed: it has run out.\n"
            "Never Paid: a member who has paid no membership fee.\n"
            "Resigned: a member who has left.\n"
            "None: not a member."),
        'get_membership_state', searcher='search_membership')

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="membership_state"]', 'visual',
                If(Eval('membership_state').in_(['late', 'never']), 'warning', '')),
            ]

    @classmethod
    def _membership_query(cls, parties=None, called=False):
        """Return a query of (company, party, until): the last day of its paid fees.

        A fee that was deleted, credited in full or written off is settled, but not paid.
        What is credited in part lowers the fee; the rest is to be paid with money, but
        for a loss below 1.00.  With `called`, fees need not be paid: the last day of those
        that were neither deleted nor credited in full.  As of a day of the context's
        `membership_date`, fees that begin later do not count.
        """
        pool = Pool()
        invoice = pool.get('account.invoice').__table__()
        payment = pool.get('asso.payment').__table__()
        states = ['paid', 'posted'] if called else ['paid']
        credit = payment.select(
            payment.named_bill.as_('invoice'),
            Sum(payment.amount).as_('amount'),
            where=(payment.kind == 'credit_note')
            & (payment.state != 'deleted')
            & payment.named_bill.in_(cls._fees(parties, states)),
            group_by=[payment.named_bill])
        otherwise = settled_otherwise(cls._fees(parties, states))
        total = invoice.total_amount_cache
        credited = Coalesce(credit.amount, 0) + Coalesce(otherwise.credited, 0)
        where = (
            cls._is_fee(invoice, parties, states)
            & ((Round(total, 2) == Literal(0)) | (Round(credited - total, 2) < 0)))
        if not called:
            where &= Round(Coalesce(otherwise.written_off, 0), 2) < Literal(1)
        source, party, first, until = cls._join_owners(invoice, parties)
        if as_of := Transaction().context.get('membership_date'):
            where &= Coalesce(first, as_of) <= Literal(as_of)
        if parties is not None:
            where &= fields.SQL_OPERATORS['in'](party, parties)
        return (source
            .join(credit, 'LEFT', condition=credit.invoice == invoice.id)
            .join(otherwise, 'LEFT', condition=otherwise.invoice == invoice.id)
            .select(
                invoice.company.as_('company'), party.as_('party'),
                Max(until).as_('until'),
                where=where, group_by=[invoice.company, party]))

    @classmethod
    def _join_owners(cls, invoice, parties=None):
        """Join the invoices, a table, with those whose fees they are.

        Return (tables, party, first day, last day).  Another module or room may know that the
        fee is not the invoice's party's; it extends `_is_fee` too.
        """
        return invoice, invoice.party, invoice.bill_start, invoice.bill_end

    @classmethod
    def _fees(cls, parties, states):
        "Return a query of the ids of the fees in these states of Tryton, but for deleted ones."
        invoice = Pool().get('account.invoice').__table__()
        return invoice.select(
            invoice.id, where=cls._is_fee(invoice, parties, states))

    @classmethod
    def _is_fee(cls, invoice, parties, states):
        where = (
            (invoice.bill_kind == 'membership_fee')
            & invoice.state.in_(states)
            & (Coalesce(invoice.portal_deleted, Literal(False))
                == Literal(False)))
        if parties is not None:
            where &= fields.SQL_OPERATORS['in'](invoice.party, parties)
        return where

    @classmethod
    def dues(cls, company, parties=None, called=False):
        """Return {party: last day} of the fees that are paid, or of those that were called.

        They are read in one query for all parties of the company, in few for some of them.
        """
        some = [None] if parties is None else map(list, grouped_slice(parties, DUES))
        return {
            party: bulk.date(until) for part in some
            for owner, party, until in bulk.select(cls._membership_query(part, called))
            if owner == company.id}

    @classmethod
    def get_membership_until(cls, members, name):
        cursor = Transaction().connection.cursor()
        member_of = cls._members_of(members)
        until = dict.fromkeys(m.id for m in members)
        query = cls._membership_query(list({party for _, party in member_of}))
        if backend.name == 'sqlite':
            sqlite_apply_types(query, [None, None, 'DATE'])
        cursor.execute(*query)
        for *key, end in cursor:
            if member := member_of.get(tuple(key)):
                until[member.id] = end
        return until

    @classmethod
    def _membership_days(cls):
        """Return (as of which day, {company: the last day of a fee that is still in grace}).

        The day is that of the context's `membership_date`, or today.
        """
        pool = Pool()
        day = Transaction().context.get('membership_date') or pool.get('ir.date').today()
        association = pool.get('asso.association').__table__()
        return day, {
            company: day - dt.timedelta(days=grace or 0)
            for company, grace in bulk.select(
                association.select(association.company, association.grace_days))}

    @classmethod
    def get_membership_state(cls, members, name):
        day, in_grace = cls._membership_days()
        until = cls.get_membership_until(members, 'membership_until')
        return {
            m.id: cls._membership_state(
                m, until[m.id], day, in_grace.get(m.company.id, day)) for m in members}

    @staticmethod
    def _membership_state(member, until, day, in_grace):
        if member.left and member.left < day:
            return 'resigned'
        if member.joined and member.joined > day:
            return 'none'
        if until and until >= day:
            return 'current'
        if until and until >= in_grace:
            return 'grace'
        # Who has left since was a member on that day, whatever the status is now
        if member.status != 'member' and not member.left:
            return 'none'
        return 'late' if until else 'never'

    @classmethod
    def _membership_expression(cls, name, member, query):
        if name == 'membership_until':
            return query.until
        day, in_grace = cls._membership_days()
        return Case(
            (member.left < Literal(day), 'resigned'),
            (member.joined > Literal(day), 'none'),
            (query.until >= Literal(day), 'current'),
            *[((member.company == company) & (query.until >= Literal(last)), 'grace')
                for company, last in in_grace.items()],
            ((member.status != 'member') & (member.left == Null), 'none'),
            (query.until != Null, 'late'),
            else_='never')

    @classmethod
    def search_membership(cls, name, clause):
        _, operator, value = clause
        Operator = fields.SQL_OPERATORS[operator]
        table = cls.__table__()
        query = cls._membership_query()
        return [('id', 'in', cls._join_own(table, query)
                .select(table.id, where=Operator(
                        cls._membership_expression(name, table, query),
                        value)))]

    @classmethod
    def _order_membership(cls, name, tables):
        table, _ = tables[None]
        if 'membership' not in tables:
            query = cls._membership_query()
            join = cls._join_own(table, query)
            tables['membership'] = {None: (join.right, join.condition)}
        else:
            query, _ = tables['membership'][None]
        return [cls._membership_expression(name, table, query)]

    @classmethod
    def order_membership_until(cls, tables):
        return cls._order_membership('membership_until', tables)

    @classmethod
    def order_membership_state(cls, tables):
        return cls._order_membership('membership_state', tables)


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    grace_days = fields.Integer(
        "Days of Grace",
        domain=['OR', ('grace_days', '=', None),
            [('grace_days', '>=', 0), ('grace_days', '<=', 36525)]],
        help="So long after the last day of the paid fee, a member has not lapsed yet.")
