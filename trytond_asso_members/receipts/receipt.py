"""A receipt, and the gifts on it: what it says is frozen once it is issued."""
from sql.operators import Equal
from trytond.i18n import gettext
from trytond.model import Exclude, Index, ModelSQL, ModelView, Unique, fields
from trytond.model.exceptions import AccessError
from trytond.modules.currency.fields import Monetary
from trytond.pyson import Bool, Eval

from ..feed.uncopied import Uncopied
from ..feed.words import MEANS
from ..members.erasing import ERASED

# What a person may still say of a draft
OPEN = {'address', 'first_name', 'form', 'legal_form', 'name', 'siren'}
# What becomes of a receipt once it is issued
LATER = {
    'cancel_reason', 'cancelled_by', 'cancelled_on', 'digest', 'pdf', 'replaced_by', 'state'}
FORMS = [
    ('notarial', "Notarial Deed"),
    ('private', "Private Deed"),
    ('manual', "Declaration of a Manual Gift"),
    ('other', "Other"),
    ]
KINDS = [
    ('persons', "Persons (11580)"),
    ('companies', "Companies (16216)"),
    ]
_draft = {'readonly': Eval('state') != 'draft'}
_company = {**_draft, 'invisible': Eval('kind') != 'companies'}
_person = {**_draft, 'invisible': Eval('kind') != 'persons'}
_cancelled = {'invisible': Eval('state') != 'cancelled'}
_drawn = {'invisible': ~Bool(Eval('digest'))}


class Receipt(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.receipt'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    number = fields.Char("Number", readonly=True)
    year = fields.Integer("Year", required=True, readonly=True)
    kind = fields.Selection(KINDS, "Kind", required=True, readonly=True, sort=False)
    party = fields.Many2One(
        'party.party', "Party", required=True, readonly=True, ondelete='RESTRICT',
        context={'company': Eval('company', -1)}, depends={'company'},
        help="The party that has paid, and so is the donor.")
    name = fields.Char("Name", required=True, states=_draft)
    first_name = fields.Char("First Name", states=_person)
    legal_form = fields.Char("Legal Form", states=_company)
    siren = fields.Char("SIREN", states=_company)
    address = fields.Text("Address", required=True, states=_draft)
    articles = fields.Char(
        "Articles", required=True, readonly=True,
        help="The articles of the tax code by which the gifts are deducted.")
    form = fields.Selection(FORMS, "Form of the Gift", required=True, sort=False, states=_draft)
    lines = fields.One2Many('asso.receipt.line', 'receipt', "Gifts", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True, readonly=True)
    state = fields.Selection([
            ('draft', "Draft"),
            ('issued', "Issued"),
            ('cancelled', "Cancelled"),
            ], "State", required=True, readonly=True, sort=False)
    issued_on = fields.Date("Issued On", readonly=True)
    issued_by = fields.Many2One('res.user', "Issued By", readonly=True, ondelete='RESTRICT')
    cancelled_on = fields.Date("Cancelled On", readonly=True, states=_cancelled)
    cancelled_by = fields.Many2One(
        'res.user', "Cancelled By", readonly=True, ondelete='RESTRICT', states=_cancelled)
    cancel_reason = fields.Char("Reason", readonly=True, states=_cancelled)
    replaced_by = fields.Many2One(
        'asso.receipt', "Replaced By", readonly=True, ondelete='SET NULL', states=_cancelled)
    replaces = fields.One2Many(
        'asso.receipt', 'replaced_by', "Replaces", readonly=True,
        states={'invisible': ~Eval('replaces')})
    pdf = fields.Binary(
        "PDF", filename='filename', readonly=True, states=_drawn,
        help="The paper as it was given to the donor.")
    digest = fields.Char(
        "SHA-256", readonly=True, states=_drawn, help="The digest of the PDF.")
    filename = fields.Function(fields.Char("File Name"), 'get_filename')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('issued_on', 'DESC NULLS FIRST'), ('number', 'DESC'), ('id', 'DESC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('number_unique', Unique(t, t.company, t.number),
                'asso_members.msg_receipt_number_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.party, Index.Range())))

    @staticmethod
    def default_state():
        return 'draft'

    @classmethod
    def get_currency(cls, receipts, name):
        return {receipt.id: receipt.company.currency.id for receipt in receipts}

    def get_filename(self, name):
        return f'{self.rec_name}.pdf'

    def get_rec_name(self, name):
        return ' '.join(filter(None, [self.number or f'({self.id})', self.name]))

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, value = clause
        either = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
        return [either, ('number', operator, value), ('name', operator, value)]

    @classmethod
    def of_donors(cls, company, parties):
        "The receipts of these parties (ids) that hold and are still kept, the latest first."
        return cls.search([
                ('company', '=', company.id), ('party', 'in', parties), ('state', '=', 'issued'),
                ('name', '!=', ERASED)])

    @classmethod
    def check_modification(cls, mode, receipts, values=None, external=False):
        "A person completes a draft, and nobody touches what was issued."
        super().check_modification(mode, receipts, values=values, external=external)
        if mode == 'create':
            return
        for receipt in receipts:
            if receipt.state != 'draft':
                allowed = mode == 'write' and not external and LATER.issuperset(values)
            else:
                allowed = not external or mode == 'write' and OPEN.issuperset(values)
            if not allowed:
                raise AccessError(gettext(
                        'asso_members.msg_receipt_frozen', receipt=receipt.rec_name))


class Line(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.receipt.line'

    receipt = fields.Many2One(
        'asso.receipt', "Receipt", required=True, readonly=True, ondelete='CASCADE')
    payment = fields.Many2One(
        'asso.payment', "Payment", required=True, readonly=True, ondelete='RESTRICT')
    bill = fields.Many2One(
        'account.invoice', "Gift or Dues", required=True, readonly=True, ondelete='RESTRICT')
    day = fields.Date("Date", required=True, readonly=True)
    means = fields.Selection([(None, "")] + MEANS, "Means", readonly=True, sort=False)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True, readonly=True)
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    live = fields.Boolean(
        "Live", readonly=True, help="Unchecked once the receipt is cancelled.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('receipt')
        cls._order = [('day', 'ASC'), ('id', 'ASC')]
        t = cls.__table__()
        cls._sql_constraints += [
            # SQLite knows such conditions only without a value to compare with
            ('live_once', Exclude(t, (t.payment, Equal), (t.bill, Equal), where=t.live),
                'asso_members.msg_receipt_line_once'),
            ]

    @staticmethod
    def default_live():
        return True

    @classmethod
    def get_currency(cls, lines, name):
        return {line.id: line.receipt.company.currency.id for line in lines}

    @classmethod
    def check_modification(cls, mode, lines, values=None, external=False):
        super().check_modification(mode, lines, values=values, external=external)
        frozen = [line for line in lines if line.receipt.state != 'draft']
        if mode in {'create', 'delete'} or mode == 'write' and values.keys() != {'live'}:
            for line in frozen:
                raise AccessError(gettext(
                        'asso_members.msg_receipt_frozen', receipt=line.receipt.rec_name))

    @property
    def told(self):
        "What it says of the gift, to be compared with what is given now."
        return self.receipt.party.id, self.day, self.amount
