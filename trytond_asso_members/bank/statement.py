"""A statement that was made of a file: what became of its rows, and whether it fits the books."""
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval

from .origin import OUTCOMES


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    from_file = fields.Boolean("From a File", readonly=True)
    bank_balance = Monetary(
        "Balance of the Bank", currency='currency', digits='currency', readonly=True,
        states={'invisible': ~Eval('bank_date')},
        help="What the file says the account holds at the end of the day.")
    bank_date = fields.Date(
        "Bank Known Until", readonly=True, states={'invisible': ~Eval('bank_date')})
    books_balance = fields.Function(Monetary(
            "Balance of the Books", currency='currency', digits='currency',
            states={'invisible': ~Eval('bank_date')}), 'get_books_balance')
    difference = fields.Function(Monetary(
            "Difference", currency='currency', digits='currency',
            states={'invisible': ~Eval('difference')},
            help="By how much the bank's balance differs from that of the books on that day."),
        'get_difference')
    outcomes = fields.Function(fields.Text("Outcome"), 'get_outcomes')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons['take_back'] = {
            'invisible': ~Bool(Eval('from_file')) | (Eval('state') != 'posted'),
            'depends': ['from_file', 'state']}

    @staticmethod
    def default_from_file():
        return False

    @classmethod
    def copy(cls, statements, default=None):
        default = {} if default is None else default.copy()
        default.setdefault('from_file', False)
        for name in ['bank_balance', 'bank_date']:
            default.setdefault(name)
        return super().copy(statements, default=default)

    @classmethod
    def get_books_balance(cls, statements, name):
        return {
            s.id: s.journal.balance_of_books(s.bank_date) if s.bank_date else None
            for s in statements}

    @classmethod
    def get_difference(cls, statements, name):
        return {
            s.id: s.bank_balance - s.books_balance
            if s.bank_date and s.bank_balance is not None else None for s in statements}

    @classmethod
    def get_outcomes(cls, statements, name):
        "How many rows, and of what sum, by what became of them; the sums are the file's."
        return {s.id: '\n'.join(s._outcomes()) for s in statements}

    def _outcomes(self):
        lang = Pool().get('ir.lang').get()
        counts, sums = defaultdict(int), defaultdict(Decimal)
        for origin in self.origins:
            counts[origin.outcome] += 1
            sums[origin.outcome] += origin.amount
        Origin = Pool().get('account.statement.origin')
        words = dict(Origin.fields_get(['outcome'])['outcome']['selection'])
        for outcome, _ in OUTCOMES:
            if counts[outcome]:
                yield gettext(
                    'asso_members.msg_bank_outcome', outcome=words[outcome],
                    count=counts[outcome],
                    amount=lang.currency(sums[outcome], self.currency))

    @classmethod
    @ModelView.button_action('asso_members.wizard_bank_take_back')
    def take_back(cls, statements):
        pass
