"""A row of the bank: how it was decided, why, and what of it still waits."""
import json
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval

from ..feed.uncopied import Uncopied
from . import open_lines

OUTCOMES = [
    ('matched', "Matched"),
    ('proposed', "Proposed"),
    ('waiting', "Waiting"),
    ('rule', "By Rule"),
    ('double', "Suspected Double"),
    ]


# What came of the file, which the books were made of
FROZEN = {'amount', 'date', 'outcome', 'evidence', 'information', 'bank_reference', 'lines'}
# A row that a person copies was not decided
COPIED_EMPTY = ['outcome', 'evidence', 'proposals', 'decisions', 'bank_reference']


class Origin(metaclass=PoolMeta):
    __name__ = 'account.statement.origin'

    outcome = fields.Selection(
        [(None, "")] + OUTCOMES, "Outcome of the Import", readonly=True, sort=False)
    payer = fields.Char("Payer", readonly=True)
    payer_iban = fields.Char("IBAN of the Payer", readonly=True)
    bank_reference = fields.Char(
        "Reference of the Bank", readonly=True,
        help="The reference by which the bank knows the row.")
    texts = fields.Text(
        "Texts", readonly=True, help="All that may tell who pays, one text a line.")
    row_line = fields.Integer("Line of the File", readonly=True)
    evidence = fields.Text("Evidence", readonly=True)
    reasons = fields.Function(fields.Text("Reasons"), 'get_reasons')
    proposals = fields.One2Many(
        'asso.bank.proposal', 'origin', "Proposals", readonly=True)
    decisions = fields.One2Many(
        'asso.bank.decision', 'origin', "Decisions", readonly=True)
    left = fields.Function(Monetary(
            "Still Waits", currency='currency', digits='currency',
            help="The part that stands on the suspense account until a person decides."),
        'get_left', searcher='search_left')
    kept = fields.Function(
        fields.Boolean("Kept on Suspense"), 'get_kept', searcher='search_kept')
    payments = fields.Function(fields.Many2Many(
            'asso.payment', None, None, "Payments"), 'get_payments')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        waits = Bool(Eval('left'))
        cls._buttons.update({
                'accept': {
                    'invisible': ~waits | ~Eval('proposals'),
                    'depends': ['left', 'proposals']},
                'assign': {'invisible': ~waits, 'depends': ['left']},
                'decide_again': {'invisible': ~waits, 'depends': ['left']},
                'drop': {
                    'invisible': ~waits | (Eval('outcome') != 'double'),
                    'depends': ['left', 'outcome']},
                'keep': {
                    'invisible': ~waits | Bool(Eval('kept')), 'depends': ['left', 'kept']},
                'undo': {
                    'invisible': (waits & ~Eval('kept')) | ~Eval('decisions'),
                    'depends': ['left', 'kept', 'decisions']},
                })

    @classmethod
    def check_modification(cls, mode, origins, values=None, external=False):
        super().check_modification(mode, origins, values=values, external=external)
        if mode == 'write' and external and FROZEN.intersection(values or {}):
            for origin in origins:
                if origin.statement.from_file and origin.statement.state == 'posted':
                    raise AccessError(gettext(
                            'asso_members.msg_bank_row_frozen', row=origin.description or ''))

    @classmethod
    def copy(cls, origins, default=None):
        default = {} if default is None else default.copy()
        for name in COPIED_EMPTY:
            default.setdefault(name)
        return super().copy(origins, default=default)

    @classmethod
    def get_reasons(cls, origins, name):
        return {o.id: sentences(o.evidence, o.currency) for o in origins}

    @classmethod
    def get_left(cls, origins, name):
        left = dict.fromkeys((o.id for o in origins), Decimal(0))
        for line in open_lines.of_origins([o.id for o in origins]):
            left[line.origin] += line.amount
        return left

    @classmethod
    def search_left(cls, name, clause):
        _, operator, value = clause
        Association = Pool().get('asso.association')
        waiting = sorted({
                line.origin for association in Association.search([])
                for line in open_lines.of_company(association.company)})
        if (operator, value) in {('!=', 0), ('!=', None)}:
            return [('id', 'in', waiting)]
        if (operator, value) in {('=', 0), ('=', None)}:
            return [('id', 'not in', waiting)]
        raise NotImplementedError(f"search of what waits by {operator}")

    @classmethod
    def get_kept(cls, origins, name):
        kept = cls._kept([o.id for o in origins])
        return {o.id: o.id in kept for o in origins}

    @classmethod
    def search_kept(cls, name, clause):
        _, operator, value = clause
        wanted = bool(value) == (operator == '=')
        return [('id', 'in' if wanted else 'not in', sorted(cls._kept()))]

    @classmethod
    def _kept(cls, ids=None):
        Decision = Pool().get('asso.bank.decision')
        domain = [('kind', '=', 'kept'), ('undone', '=', False)]
        if ids is not None:
            domain.append(('origin', 'in', ids))
        return {decision.origin.id for decision in Decision.search(domain)}

    @classmethod
    def get_payments(cls, origins, name):
        Payment = Pool().get('asso.payment')
        payments = defaultdict(list)
        for payment in Payment.search([
                    ('statement_line.origin', 'in', [o.id for o in origins]),
                    ('state', '!=', 'deleted'),
                    ]):
            payments[payment.statement_line.origin.id].append(payment.id)
        return {o.id: payments[o.id] for o in origins}


class Proposal(Uncopied, ModelSQL, ModelView):
    "Whose money it could be, and what it would pay; the best has rank 1."
    __name__ = 'asso.bank.proposal'
    _order_name = 'rank'

    origin = fields.Many2One(
        'account.statement.origin', "Row", required=True, readonly=True, ondelete='CASCADE')
    rank = fields.Integer("Rank", required=True, readonly=True)
    party = fields.Many2One(
        'party.party', "Party", required=True, readonly=True, ondelete='CASCADE')
    payment = fields.Many2One(
        'asso.payment', "Returned Payment", readonly=True, ondelete='CASCADE',
        help="The row takes this payment back: what it paid is open again.")
    bills = fields.Text("Shares", readonly=True)
    numbers = fields.Function(fields.Char("Bills"), 'get_numbers')
    evidence = fields.Text("Evidence", readonly=True)
    reasons = fields.Function(fields.Text("Reasons"), 'get_reasons')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('rank', 'ASC'), ('id', 'ASC')]
        cls._buttons['accept'] = {}

    @property
    def wish(self):
        "{('bill', id): amount}, as `settle` takes it; empty: the ledger's to share out."
        return {
            ('bill', bill): Decimal(amount)
            for bill, amount in json.loads(self.bills or '[]')}

    @classmethod
    def get_numbers(cls, proposals, name):
        Invoice = Pool().get('account.invoice')
        wanted = {id_ for p in proposals for _, id_ in p.wish}
        numbers = {i.id: i.number for i in Invoice.browse(sorted(wanted))}
        return {
            p.id: ', '.join(numbers[id_] or '' for _, id_ in p.wish) for p in proposals}

    @classmethod
    def get_reasons(cls, proposals, name):
        return {p.id: sentences(p.evidence, p.origin.currency) for p in proposals}


def sentences(evidence, currency):
    "The reasons that were stored, in words of the user's language, one a line."
    return '\n'.join(
        sentence(code, words, currency) for code, words in json.loads(evidence or '[]'))


def sentence(code, words, currency):
    "A reason in words of the user's language."
    words = dict(words)
    if 'amount' in words:
        words['amount'] = Pool().get('ir.lang').get().currency(
            Decimal(words['amount']), currency)
    return gettext(f'asso_members.msg_bank_reason_{code}', **words)


def stored(reasons):
    "The reasons [(code, words)] as they are stored."
    return json.dumps([
            [code, {name: str(word) for name, word in words.items()}]
            for code, words in reasons])


def shares_stored(wish):
    "What a proposal would pay, {('bill', id): amount}, as it is stored."
    return json.dumps([[bill, str(amount)] for (_, bill), amount in wish.items()])
