"""A part of what was agreed on, to be paid by a day."""
from decimal import Decimal

from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval

from ..bills.instalments import spread
from .arrangement import left_of


class Instalment(ModelSQL, ModelView):
    __name__ = 'asso.arrangement.instalment'

    arrangement = fields.Many2One(
        'asso.arrangement', "Arrangement", required=True, ondelete='CASCADE')
    company = fields.Function(
        fields.Many2One('company.company', "Company"), 'get_of', searcher='search_of')
    party = fields.Function(
        fields.Many2One(
            'party.party', "Party", context={'company': Eval('company', -1)},
            depends={'company'}),
        'get_of', searcher='search_of')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_of')
    date = fields.Date("Date", required=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        domain=[('amount', '>', 0)])
    left = fields.Function(
        Monetary(
            "Still to Pay", currency='currency', digits='currency',
            help="What is paid of the bills pays the oldest instalment first."),
        'get_left')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('arrangement')
        cls._order = [('date', 'ASC'), ('id', 'ASC')]
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.arrangement, Index.Range())))

    @classmethod
    def get_of(cls, instalments, names):
        return {
            name: {one.id: getattr(one.arrangement, name).id for one in instalments}
            for name in names}

    @classmethod
    def search_of(cls, name, clause):
        return [(f'arrangement.{clause[0]}', *clause[1:])]

    @classmethod
    def get_left(cls, instalments, name):
        "The last ones are left: whatever is paid, is paid of the first."
        arrangements = list({one.arrangement for one in instalments})
        left, found = left_of(arrangements), {}
        for arrangement in arrangements:
            parts = sorted(arrangement.instalments, key=lambda i: i.date)
            found.update(spread(left[arrangement.id], [
                        (one.id, one.amount or Decimal(0)) for one in parts]))
        return {one.id: found.get(one.id, Decimal(0)) for one in instalments}

    def get_rec_name(self, name):
        return f'{self.party.rec_name} - {self.date}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('party.rec_name', *clause[1:])]

    @classmethod
    def check_modification(cls, mode, instalments, values=None, external=False):
        super().check_modification(mode, instalments, values=values, external=external)
        Pool().get('asso.arrangement').check_drafts({one.arrangement for one in instalments})
