"""A bill that an arrangement is about."""
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool


class ArrangedBill(ModelSQL, ModelView):
    __name__ = 'asso.arrangement.bill'

    arrangement = fields.Many2One(
        'asso.arrangement', "Arrangement", required=True, ondelete='CASCADE')
    bill = fields.Many2One('account.invoice', "Bill", required=True, ondelete='RESTRICT')
    amount = Monetary(
        "Owed Then", currency='currency', digits='currency', readonly=True,
        help="What was left to pay of it when this was agreed.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('arrangement')
        cls._order = [('id', 'ASC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('once', Unique(t, t.bill, t.arrangement), 'asso_members.msg_arrangement_bill_once'),
            ]

    @classmethod
    def get_currency(cls, bills, name):
        return {one.id: one.arrangement.currency.id for one in bills}

    def get_rec_name(self, name):
        return self.bill.rec_name

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('bill.rec_name', *clause[1:])]

    @classmethod
    def check_modification(cls, mode, bills, values=None, external=False):
        super().check_modification(mode, bills, values=values, external=external)
        Pool().get('asso.arrangement').check_drafts({one.arrangement for one in bills})
