"""The money of a member: balance, overdue and open entries, read by sets."""
from decimal import Decimal

from sql import Null
from sql.aggregate import Sum
from sql.conditionals import Case, Coalesce
from sql.functions import Round
from trytond import backend
from trytond.model import fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, If
from trytond.tools import sqlite_apply_types
from trytond.transaction import Transaction

from ..bills.owing import is_open, is_owed, join_bill


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"),
        'on_change_with_currency')
    balance = fields.Function(Monetary(
            "Balance", currency='currency', digits='currency',
            help="Positive: the member is ahead.\n"
            "Negative: the member owes."),
        'get_amount', searcher='search_amount')
    overdue = fields.Function(Monetary(
            "Overdue", currency='currency', digits='currency',
            help="What is left to pay of bills that are past their due date, "
            "less what is on the member's account."),
        'get_amount', searcher='search_amount')
    open_entries = fields.Function(fields.Many2Many(
            'account.move.line', None, None, "Open Entries",
            help="The lines of the member's account "
            "that are not reconciled."),
        'get_open_entries')

    @classmethod
    def view_attributes(cls):
        return super().view_attributes() + [
            ('/tree/field[@name="overdue"]', 'visual',
                If(Eval('overdue', 0) > 0, 'danger', '')),
            ]

    @fields.depends('company')
    def on_change_with_currency(self, name=None):
        return self.company.currency if self.company else None

    @classmethod
    def _open_lines(cls, parties=None):
        """Return (lines, moves, their join, the condition for posted, open lines that are owed).

        `parties` (ids) limits them.
        """
        pool = Pool()
        line = pool.get('account.move.line').__table__()
        move = pool.get('account.move').__table__()
        where = is_owed(line, move) & is_open(line)
        if parties is not None:
            where &= fields.SQL_OPERATORS['in'](line.party, parties)
        source = line.join(move, condition=line.move == move.id)
        return line, move, source, where

    @classmethod
    def _balance_query(cls, parties=None):
        "Return a query of (company, party, amount): positive, the party is ahead."
        line, move, source, where = cls._open_lines(parties)
        # A reconciliation sums to zero: open lines make the whole balance
        return source.select(
            move.company.as_('company'),
            line.party.as_('party'),
            Sum(line.credit - line.debit).as_('amount'),
            where=where,
            group_by=[move.company, line.party])

    @classmethod
    def _overdue_query(cls, parties=None):
        """Return a query of (company, party, amount): what was due before today and is not paid.

        What is on account is deducted: it pays the oldest bills first, and so all that is
        overdue before anything else.
        """
        Date = Pool().get('ir.date')
        line, move, source, where = cls._open_lines(parties)
        source, bill = join_bill(source, line)
        due = source.select(
            move.company.as_('company'),
            line.party.as_('party'),
            bill.as_('invoice'),
            Sum(line.debit - line.credit).as_('amount'),
            where=where
            & (line.debit - line.credit > 0)
            & (line.maturity_date < Date.today()),
            group_by=[move.company, line.party, bill])
        attached = cls._attached_query(parties)
        left = due.amount - Coalesce(attached.amount, 0)
        overdue = due.join(attached, 'LEFT',
            condition=attached.invoice == due.invoice
            ).select(
                due.company.as_('company'),
                due.party.as_('party'),
                Sum(Case((left > 0, left), else_=0)).as_('amount'),
                group_by=[due.company, due.party])
        free = cls._on_account_query(parties)
        on_account = Coalesce(free.amount, 0)
        rest = overdue.amount - Case((on_account > 0, on_account), else_=0)
        return overdue.join(free, 'LEFT',
            condition=(free.company == overdue.company)
            & (free.party == overdue.party)
            ).select(
                overdue.company.as_('company'),
                overdue.party.as_('party'),
                Case((rest > 0, rest), else_=0).as_('amount'))

    @classmethod
    def _on_account_query(cls, parties=None):
        """Return a query of (company, party, amount): what no bill has been given.

        What was paid back is deducted: it has no due date.
        """
        pool = Pool()
        payment_line = pool.get(
            'account.invoice-account.move.line').__table__()
        paid = pool.get('account.invoice').__table__()
        line, move, source, where = cls._open_lines(parties)
        return (source
            .join(payment_line, 'LEFT', condition=payment_line.line == line.id)
            # What pays another's bill is the payer's until it is lettered
            .join(paid, 'LEFT', condition=(
                    (payment_line.invoice == paid.id) & (paid.party == line.party)))
            .select(
                move.company.as_('company'),
                line.party.as_('party'),
                Sum(line.credit - line.debit).as_('amount'),
                where=where & (paid.id == Null)
                & ((line.credit > line.debit) | (line.maturity_date == Null)),
                group_by=[move.company, line.party]))

    @classmethod
    def _attached_query(cls, parties=None):
        "Return a query of (invoice, amount): what its partial payments cover."
        payment_line = Pool().get(
            'account.invoice-account.move.line').__table__()
        line, _, source, where = cls._open_lines(parties)
        return (source
            .join(payment_line, condition=payment_line.line == line.id)
            .select(
                payment_line.invoice.as_('invoice'),
                Sum(line.credit - line.debit).as_('amount'),
                where=where,
                group_by=[payment_line.invoice]))

    @classmethod
    def _amount_query(cls, name, parties=None):
        return getattr(cls, f'_{name}_query')(parties)

    @classmethod
    def get_amount(cls, members, names):
        "Return the amounts in the currency of the company of each member."
        cursor = Transaction().connection.cursor()
        member_of = cls._members_of(members)
        parties = list({party for _, party in member_of})
        amounts = {
            name: {m.id: Decimal(0) for m in members} for name in names}
        for name in names:
            query = cls._amount_query(name, parties)
            if backend.name == 'sqlite':
                sqlite_apply_types(query, [None, None, 'NUMERIC'])
            cursor.execute(*query)
            for *key, amount in cursor:
                if member := member_of.get(tuple(key)):
                    amounts[name][member.id] = member.currency.round(amount)
        return amounts

    @classmethod
    def _members_of(cls, members):
        "Return {(company, party): member}, by their ids."
        return {(m.company.id, m.party.id): m for m in members}

    @classmethod
    def _join_own(cls, table, query):
        "Join what the query says of each member's party in the member's company."
        return table.join(query, 'LEFT',
            condition=(query.party == table.party)
            & (query.company == table.company))

    @classmethod
    def search_amount(cls, name, clause):
        _, operator, value = clause
        pool = Pool()
        company = pool.get('company.company').__table__()
        currency = pool.get('currency.currency').__table__()
        table = cls.__table__()
        query = cls._amount_query(name)
        # Without rounding, cents that SQLite sums as floats may miss 0
        amount = Round(Coalesce(query.amount, 0), currency.digits)
        field = cls._fields[name]._field
        if backend.name == 'sqlite':
            amount = field.sql_cast(amount)
        expression = fields.SQL_OPERATORS[operator](
            amount, field._domain_value(operator, value))
        return [('id', 'in', cls._join_own(table, query)
                .join(company, condition=table.company == company.id)
                .join(currency, condition=company.currency == currency.id)
                .select(table.id, where=expression))]

    @classmethod
    def _order_amount(cls, name, tables):
        table, _ = tables[None]
        if name not in tables:
            query = cls._amount_query(name)
            join = cls._join_own(table, query)
            tables[name] = {None: (join.right, join.condition)}
        else:
            query, _ = tables[name][None]
        return [Coalesce(query.amount, 0)]

    @classmethod
    def order_balance(cls, tables):
        return cls._order_amount('balance', tables)

    @classmethod
    def order_overdue(cls, tables):
        return cls._order_amount('overdue', tables)

    @classmethod
    def get_open_entries(cls, members, name):
        cursor = Transaction().connection.cursor()
        member_of = cls._members_of(members)
        entries = {m.id: [] for m in members}
        line, move, source, where = cls._open_lines(
            list({party for _, party in member_of}))
        cursor.execute(*source.select(
                move.company, line.party, line.id, where=where,
                order_by=[line.maturity_date, line.id]))
        for *key, line_id in cursor:
            if member := member_of.get(tuple(key)):
                entries[member.id].append(line_id)
        return entries
