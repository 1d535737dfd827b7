"""The log of allocations: so much of this payment for this bill, who decided, why and when."""
from sql import Null
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from .. import bulk
from ..feed.uncopied import Uncopied
from ..feed.words import DECIDERS


class Allocation(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.allocation'

    payment = fields.Many2One(
        'asso.payment', "Payment", required=True, readonly=True,
        ondelete='RESTRICT')
    bill = fields.Many2One(
        'account.invoice', "Bill", readonly=True, ondelete='RESTRICT')
    repayment = fields.Many2One(
        'asso.payment', "Repayment", readonly=True, ondelete='RESTRICT')
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        readonly=True, help="Negative when it was taken back.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    decided_by = fields.Selection(
        DECIDERS, "Decided By", required=True, readonly=True, sort=False)
    decided_by_string = decided_by.translated('decided_by')
    decider = fields.Function(
        fields.Char("Decided By", help="The name, if a person decided."), 'get_decider')
    reason = fields.Char("Reason", readonly=True)
    run = fields.Many2One(
        'asso.feed.run', "Run", readonly=True, ondelete='SET NULL')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.bill, Index.Range()), where=t.bill != Null))

    @classmethod
    def log(cls, rows):
        "Add these rows, dicts of all the fields: the one way into the log."
        if rows:
            bulk.insert('asso.allocation', rows)
            Pool().get('asso.payment').given_otherwise(rows)

    @classmethod
    def get_decider(cls, allocations, name):
        return {
            a.id: a.create_uid.rec_name if a.decided_by == 'person' and a.create_uid
            else a.decided_by_string for a in allocations}

    @classmethod
    def get_currency(cls, allocations, name):
        return {a.id: a.payment.company.currency.id for a in allocations}

    @classmethod
    def check_modification(
            cls, mode, allocations, values=None, external=False):
        super().check_modification(
            mode, allocations, values=values, external=external)
        if mode in {'write', 'delete'}:
            raise AccessError(gettext('asso_members.msg_allocation_log'))
