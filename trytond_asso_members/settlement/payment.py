"""A payment, or a credit note that pays as one does: how much it gives, and to which bills."""
from collections import defaultdict

from sql import Literal, Null
from sql.conditionals import Case
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from .. import bulk
from ..feed.pages import OnPortal
from ..feed.uncopied import Uncopied
from ..feed.words import DECIDERS, MEANS
from ..searching import COMPARED
from .residual import owned, residuals_of_payments


class Payment(OnPortal, Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.payment'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True,
        ondelete='RESTRICT')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    feed = fields.Many2One(
        'asso.feed', "Feed", readonly=True, ondelete='RESTRICT')
    portal_id = fields.Function(
        fields.Char("Portal's ID"), 'get_portal_id', searcher='search_portal_id')
    kind = fields.Selection([
            ('payment', "Payment"),
            ('credit_note', "Credit Note"),
            ], "Kind", required=True, readonly=True)
    party = fields.Many2One(
        'party.party', "Party", readonly=True, ondelete='RESTRICT',
        context={'company': Eval('company', -1)}, depends={'company'},
        help="Empty while the member is unknown.")
    date = fields.Date("Date", required=True, readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        readonly=True, help="Negative when it was paid back or bounced.")
    means = fields.Selection(
        [(None, "")] + MEANS, "Means", readonly=True, sort=False,
        states={'invisible': Eval('kind') != 'payment'})
    label = fields.Char("Label", readonly=True)
    named_bill = fields.Many2One(
        'account.invoice', "Named Bill", readonly=True, ondelete='RESTRICT',
        help="The bill that the payer named, or that the note credits.")
    called_fee = fields.Many2One(
        'account.invoice', "Fee Called", readonly=True, ondelete='SET NULL',
        states={'invisible': ~Bool(Eval('called_fee'))},
        help="The membership fee that was called as this money came; it pays that first.")
    named_reference = fields.Char(
        "Portal's ID of the Named Bill", readonly=True,
        help="Kept because a payment may name a bill that is still a draft.")
    credit_note = fields.Many2One(
        'account.invoice', "Credit Note", readonly=True, ondelete='RESTRICT',
        states={'invisible': Eval('kind') != 'credit_note'})
    decided_by = fields.Selection(
        DECIDERS, "Allocated By", required=True, readonly=True, sort=False)
    decided_before = fields.Selection(
        [(None, "")] + DECIDERS, "Allocated Before By", readonly=True, sort=False,
        states={'invisible': ~Eval('decided_before')},
        help="Who decides again once what persons did is given back or undone.")
    member_by_person = fields.Boolean(
        "Member Chosen by a Person", readonly=True,
        states={'invisible': ~Eval('member_by_person')},
        help="Whose it is was decided in Tryton; what the portal says of it does not count.")
    pays_others = fields.Boolean(
        "Pays for Others", readonly=True, states={'invisible': ~Eval('pays_others')},
        help="It has paid a bill of another member, or its payer named one.")
    decided_since = fields.Integer(
        "Decided Since", readonly=True,
        help="The last row of the log before persons decided.")
    state = fields.Selection([
            ('booked', "Booked"),
            ('unmatched', "To Match"),
            ('deleted', "Deleted"),
            ], "State", required=True, readonly=True, sort=False)
    move = fields.Many2One(
        'account.move', "Move", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Bool(Eval('move'))})
    booked_on = fields.Function(
        fields.Date(
            "Booked On",
            help="The first open day after its own, if the period of that was closed."),
        'get_booked_on', searcher='search_booked_on')
    statement_line = fields.Many2One(
        'account.statement.line', "Line of the Bank", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Eval('statement_line')},
        help="The money has come by this line of a bank statement.")
    residual = fields.Function(Monetary(
            "Left", currency='currency', digits='currency',
            help="What is not used yet."),
        'get_residual', searcher='search_residual')
    lines = fields.Function(fields.Many2Many(
            'account.move.line', None, None, "Lines"), 'get_lines')
    allocations = fields.One2Many(
        'asso.allocation', 'payment', "Allocations", readonly=True)
    excess = fields.One2Many(
        'asso.allocation.excess', 'payment', "Not Taken by the Bills", readonly=True,
        states={'invisible': ~Eval('excess')},
        help="What the portal gives to bills that cannot take it.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('date', 'DESC'), ('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.feed, Index.Range()), (t.named_reference, Index.Equality())),
            Index(t, (t.party, Index.Range())),
            Index(t, (t.named_bill, Index.Range()), where=t.named_bill != Null),
            Index(t, (t.statement_line, Index.Range()), where=t.statement_line != Null),
            Index(t, (t.credit_note, Index.Range()), where=t.credit_note != Null),
            Index(t, (t.named_bill, Index.Range()), where=t.pays_others == Literal(True)),
            }

    def get_rec_name(self, name):
        lang = Pool().get('ir.lang').get()
        return ' '.join(filter(None, [
                    lang.strftime(self.date), self.label,
                    lang.currency(self.amount, self.currency)]))

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('label',) + tuple(clause[1:])]

    @classmethod
    def check_modification(cls, mode, payments, values=None, external=False):
        super().check_modification(mode, payments, values=values, external=external)
        if mode == 'delete':
            Pool().get('asso.binding').check_unbound(payments)

    @classmethod
    def told_otherwise(cls, act, payments, how):
        """The portal tells payments otherwise than before: {payment: its party by now, or None}.

        `how` says what has changed: 'means' or 'member'; or that it is 'deleted'.  A hook, for
        the bank.
        """

    @classmethod
    def came(cls, payments):
        """These payments have come to their members, or what was paid back has left them.

        {id: the payment in whose place it is, which has come before, or None}.  It is called
        before they pay bills, in the transaction of the act; again once a payment is another
        member's.  A hook, for rooms above.
        """

    @classmethod
    def were_returned(cls, ids):
        """The bank has taken these payments back; they leave the books.

        A return that is a payment of its own, below zero, has `came`.  A hook, for rooms above.
        """

    @classmethod
    def bills_came_back(cls, act, bills):
        """The portal has restored these bills (ids), which it had deleted.

        When it deleted them, persons' credit notes on them were taken back too.  What is appended
        to the bookings of the `act` is settled with the bills.  A hook, for rooms above.
        """

    @classmethod
    def given_otherwise(cls, rows):
        """Payments give something else than before, by these new rows of the log of allocations.

        It is called once for each act that changed what payments give to bills, in its
        transaction and after all is lettered: of a batch, a person or Tryton's own tools, also
        as a payment bounces, is deleted, or becomes another member's.  A hook, for rooms above.
        """

    @classmethod
    def get_currency(cls, payments, name):
        return {p.id: p.company.currency.id for p in payments}

    @classmethod
    def get_portal_id(cls, payments, name):
        return Pool().get('asso.binding').portal_ids(payments)

    @classmethod
    def search_portal_id(cls, name, clause):
        return Pool().get('asso.binding').portal_id_domain(cls, clause)

    @classmethod
    def order_portal_id(cls, tables):
        return Pool().get('asso.binding').portal_id_order(cls, tables)

    @classmethod
    def get_lines(cls, payments, name):
        cursor = Transaction().connection.cursor()
        pool = Pool()
        line = pool.get('account.move.line').__table__()
        move = pool.get('account.move').__table__()
        account = pool.get('account.account').__table__()
        lines = {p.id: [] for p in payments}
        for sub in grouped_slice(payments, 1000):
            cursor.execute(*line
                .join(move, condition=line.move == move.id)
                .join(account, condition=line.account == account.id)
                .select(move.origin, line.id,
                    where=move.origin.in_([str(p) for p in sub])
                    & (account.reconcile == True),  # noqa: E712
                    order_by=[line.id]))
            for origin, line_id in cursor:
                lines[bulk.referred(origin)].append(line_id)
        return lines

    def get_booked_on(self, name):
        return self.move.date if self.move else None

    @classmethod
    def search_booked_on(cls, name, clause):
        return [('move.date', *clause[1:])]

    @classmethod
    def get_residual(cls, payments, name):
        return residuals_of_payments(payments)

    @classmethod
    def _left(cls):
        "Return {id: what is left} of the payments that have something left."
        Association = Pool().get('asso.association')
        open_ = {p.id for p in cls.search([('state', '=', 'unmatched')])}
        for association in Association.search([]):
            documents = {line.left for line in owned(association.company)}
            open_.update(id_ for kind, id_ in documents if kind == 'payment')
        residuals = residuals_of_payments(cls.browse(list(open_)))
        return {id_: amount for id_, amount in residuals.items() if amount}

    @classmethod
    def search_residual(cls, name, clause):
        _, operator, value = clause

        def matches(amount):
            return COMPARED[operator](amount, value)
        if value is None:
            return [('id', '!=' if operator == '!=' else '=', None)]
        left = cls._left()
        # Most payments have nothing left: they are told by the others
        if matches(0):
            return [('id', 'not in', [i for i, a in left.items() if not matches(a)])]
        return [('id', 'in', [i for i, a in left.items() if matches(a)])]

    @classmethod
    def order_residual(cls, tables):
        table, _ = tables[None]
        of_amount = defaultdict(list)
        for id_, amount in cls._left().items():
            of_amount[amount].append(id_)
        if not of_amount:
            return [Literal(0)]
        # Figures to sort by, never to add: SQLite would sort a Decimal as text
        return [Case(*(
                    (table.id.in_(ids), float(amount)) for amount, ids in of_amount.items()),
                else_=0.0)]
