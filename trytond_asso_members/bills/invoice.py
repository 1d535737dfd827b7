"""What a bill of the portal adds to Tryton's invoice."""
from sql import Literal, Null
from sql.conditionals import Case, Coalesce
from trytond.i18n import gettext
from trytond.model import fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval

from .. import bulk
from . import deferred

_portal = {'invisible': ~Bool(Eval('bill_kind')), 'readonly': True}
_membership = {'invisible': Eval('bill_kind') != 'membership_fee', 'readonly': True}
_covers = {'invisible': ~Bool(Eval('covers_to'))}
# These follow the portal even once a bill is posted
FOLLOWING = {'bill_end', 'bill_start', 'disputed', 'payment_term_date', 'portal_deleted'}


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    bill_kind = fields.Selection([
            (None, ""),
            ('invoice', "Invoice"),
            ('membership_fee', "Membership Fee"),
            ('donation', "Donation"),
            ('credit_note', "Credit Note"),
            ], "Kind of Bill", readonly=True, sort=False,
        states={'invisible': ~Bool(Eval('bill_kind'))},
        help="Set on the bills of the portal.")
    bill_start = fields.Date("Membership From", states=_membership)
    bill_end = fields.Date("Membership Until", states=_membership)
    disputed = fields.Boolean(
        "Disputed", states=_portal,
        help="The member contests it; it is not dunned.")
    portal_deleted = fields.Boolean(
        "Deleted in the Portal", states=_portal,
        help="It was credited wholly when the portal deleted it.")
    portal_id = fields.Function(
        fields.Char("Portal's ID", states=_portal), 'get_portal_id',
        searcher='search_portal_id')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._check_modify_exclude |= FOLLOWING

    @classmethod
    def check_modification(cls, mode, invoices, values=None, external=False):
        "Once an invoice is posted, refuse changes but for those of the portal on its bills."
        super().check_modification(mode, invoices, values=values, external=external)
        if mode == 'write' and not FOLLOWING.isdisjoint(values):
            for invoice in invoices:
                if (external or not invoice.bill_kind) and not invoice.is_modifiable:
                    raise AccessError(gettext(
                            'account_invoice.msg_invoice_modify', invoice=invoice.rec_name))

    @classmethod
    def _journal_types(cls, invoice_type):
        "Bills older than the cut-over are opening entries."
        types = super()._journal_types(invoice_type)
        return types + ['situation'] if invoice_type == 'out' else types

    @classmethod
    def get_portal_id(cls, invoices, name):
        return Pool().get('asso.binding').portal_ids(invoices)

    @property
    def portal_number(self):
        """The number that the portal has given.

        It is not that of the books where a bill that the portal has deleted has the
        same one: see changes/numbers.py.
        """
        return self.reference or self.number

    @classmethod
    def sql_portal_number(cls, invoice):
        "The SQL of the number that the member knows, from a table of this model."
        return Case(
            (invoice.bill_kind != Null, Coalesce(invoice.reference, invoice.number)),
            else_=invoice.number)

    @classmethod
    def numbered(cls, company, numbers, name='number'):
        """Return the bills of the company that have these numbers, or these references.

        A search of Tryton's would read all bills: it takes a missing number for ''.
        """
        table = cls.__table__()
        return cls.browse([
                id_ for id_, in bulk.select_among(
                    lambda where: table.select(
                        table.id,
                        where=where & (table.company == company.id)
                        & (table.type == 'out')),
                    getattr(table, name), set(numbers))])

    @classmethod
    def search_portal_id(cls, name, clause):
        return Pool().get('asso.binding').portal_id_domain(cls, clause)

    @classmethod
    def order_portal_id(cls, tables):
        return Pool().get('asso.binding').portal_id_order(cls, tables)

    @classmethod
    def copy(cls, invoices, default=None):
        "A copy is no bill of the portal."
        default = default.copy() if default is not None else {}
        for name in ['bill_kind', 'bill_start', 'bill_end']:
            default.setdefault(name, None)
        for name in ['disputed', 'portal_deleted']:
            default.setdefault(name, False)
        return super().copy(invoices, default=default)

    @classmethod
    def bill_description(cls, labels):
        """What the accountant reads on the member's line of a bill, or None.

        It is made of the labels of the bill's lines, in their order: the first one,
        and how many more there are.  Another module may say something else, on one
        line of 255 characters at most.
        """
        first, *others = labels
        first = next(iter(first.strip().splitlines()), '')[:200]
        return f'{first} (+{len(others)})' if others else first or None

    @classmethod
    def never_dunned(cls, invoice):
        """The SQL of: the invoice, a table of this model, is never dunned.

        Gifts are not, nor what is in dispute.  Another module may add what it spares.
        """
        return (invoice.bill_kind == 'donation') | (invoice.disputed == Literal(True))

    @classmethod
    def _query_lines_to_pay(cls, invoices):
        """Add what is left of a credit note once it is split among bills.

        A split letters the line of the note with a neutral move; the part that no
        bill has taken is still to be given, so the note is not paid.
        """
        pool = Pool()
        Move = pool.get('account.move')
        Line = pool.get('account.move.line')
        Payment = pool.get('asso.payment')
        PaymentLine = pool.get('account.invoice-account.move.line')
        invoice = cls.__table__()
        move = Move.__table__()
        line = Line.__table__()
        payment = Payment.__table__()
        taken = PaymentLine.__table__()
        return super()._query_lines_to_pay(invoices) | (invoice
            .join(payment, condition=payment.credit_note == invoice.id)
            .join(move, condition=(
                    move.origin == bulk.reference('asso.payment', payment.id)))
            .join(line, condition=(line.move == move.id)
                & (line.account == invoice.account)
                & (line.credit > 0))
            .join(taken, 'LEFT', condition=taken.line == line.id)
            .select(
                invoice.id.as_('invoice'),
                line.id.as_('line'),
                line.maturity_date.as_('maturity_date'),
                line.reconciliation.as_('reconciliation'),
                where=fields.SQL_OPERATORS['in'](
                    invoice.id, list(map(int, invoices)))
                & (taken.id == Null)))

    @classmethod
    def print_invoice(cls, invoices):
        "Leave out the bills of the portal, which has their documents."
        super().print_invoice([i for i in invoices if not i.bill_kind])


class InvoiceLine(metaclass=PoolMeta):
    __name__ = 'account.invoice.line'

    portal_tax = fields.Many2One(
        'account.tax', "Portal's Tax", readonly=True, ondelete='RESTRICT')
    portal_tax_amount = fields.Numeric(
        "Portal's Tax Amount", digits=(16, 2), readonly=True,
        help="What the portal charged: the gross of the line minus its net.")
    income_account = fields.Many2One(
        'account.account', "Income Account", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Bool(Eval('income_account'))},
        help="The account on which the line becomes income as the bill is paid.")

    covers_from = fields.Date("From", readonly=True, states=_covers)
    covers_to = fields.Date(
        "To", readonly=True, states=_covers, help="The last day that the line is for.")

    @classmethod
    def __register__(cls, module):
        table = cls.__table_handler__(module)
        is_older = not table.column_exist('income_account')
        super().__register__(module)
        if is_older:
            deferred.remember()

    @classmethod
    def copy(cls, lines, default=None):
        default = default.copy() if default is not None else {}
        for name in [
                'covers_from', 'covers_to', 'income_account', 'portal_tax',
                'portal_tax_amount']:
            default.setdefault(name, None)
        return super().copy(lines, default=default)

    @classmethod
    def _get_origin(cls):
        return super()._get_origin() + ['asso.subscription']

    @classmethod
    def _account_domain(cls, type_):
        domain = super()._account_domain(type_)
        return domain + [('called', '=', True)] if type_ == 'out' else domain
