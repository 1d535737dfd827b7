"""Whether an association issues tax receipts, and what they say of it."""
from io import BytesIO

from trytond.i18n import gettext
from trytond.model import ModelSQL, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, Id
from trytond.transaction import without_check_access

from ..exceptions import ReceiptWarning, SetupError
from .receipt import FORMS

_issues = {'invisible': ~Eval('issues_receipts')}
_needed = {**_issues, 'required': Eval('issues_receipts', False)}
# How files of pictures begin
PICTURES = {b'\x89PNG\r\n\x1a\n': 'image/png', b'\xff\xd8\xff': 'image/jpeg'}


def picture_type(content):
    "The type of a picture that papers can have, or None."
    return next((
            type_ for start, type_ in PICTURES.items() if bytes(content).startswith(start)), None)


def is_picture(content):
    "Whether papers can have it: looked at closely where Pillow is, which comes with WeasyPrint."
    try:
        from PIL import Image
    except ImportError:
        return bool(picture_type(content))
    try:
        Image.open(BytesIO(content)).load()
    except (OSError, SyntaxError, ValueError):
        return False
    return bool(picture_type(content))


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    issues_receipts = fields.Boolean(
        "Issues Tax Receipts",
        help="Only for a body of general interest (articles 200, 238 bis and 978 of the tax code): "
        "ask the tax office first (rescrit fiscal).  Who issues receipts without the right to is "
        "fined (article 1740 A).")
    receipts_from = fields.Date(
        "Gifts From", states=_needed,
        help="Gifts from before this day have their receipts elsewhere, or none.")
    receipts_object = fields.Text(
        "Object", states=_needed, help="What the association is for, as its statutes say.")
    receipts_quality = fields.Char(
        "Quality", states=_needed,
        help="The kind of body that it is by law, which lets it issue receipts: for example "
        "\"Organisme d'intérêt général à caractère culturel\".")
    receipts_article_200 = fields.Boolean(
        "Article 200", states=_issues, help="Persons deduct their gifts from their income tax.")
    receipts_article_978 = fields.Boolean(
        "Article 978", states=_issues, help="Persons deduct their gifts from the tax on estate.")
    receipts_article_238 = fields.Boolean(
        "Article 238 bis", states=_issues, help="Companies deduct their gifts.")
    receipts_form = fields.Selection(
        FORMS, "Form of the Gifts", required=True, sort=False, states=_issues)
    receipts_for_dues = fields.Selection([
            ('none', "No"),
            ('offers', "Of Some Offers"),
            ('all', "All"),
            ], "For Dues", required=True, sort=False, states=_issues,
        help="Dues count only where nothing is given for them.")
    receipts_offers = fields.Many2Many(
        'asso.association-receipts-asso.offer', 'association', 'offer', "Offers",
        domain=[('company', '=', Eval('company', -1)), ('kind', '=', 'membership_fee')],
        states={'invisible': _issues['invisible'] | (Eval('receipts_for_dues') != 'offers')},
        help="The offers whose dues count.")
    receipts_minimum = Monetary(
        "Minimum", currency='receipts_currency', digits='receipts_currency',
        domain=['OR', ('receipts_minimum', '=', None), ('receipts_minimum', '>=', 0)],
        states=_issues, help="No receipt is issued for less.")
    receipts_currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'on_change_with_receipts_currency')
    receipts_signatory = fields.Char(
        "Signatory", states=_needed, help="Name and quality, as they stand under the signature.")
    receipts_signature = fields.Binary(
        "Signature", states=_issues, help="A picture of it, PNG or JPEG.")
    receipts_sequence = fields.Many2One(
        'ir.sequence.strict', "Sequence of Receipts", ondelete='RESTRICT', states=_issues,
        domain=[
            ('company', 'in', [Eval('company', -1), None]),
            ('sequence_type', '=', Id('asso_members', 'sequence_type_receipt')),
            ],
        help="Numbers the receipts without a gap; one is made as receipts are switched on.")

    @staticmethod
    def default_receipts_form():
        return 'manual'

    @staticmethod
    def default_receipts_for_dues():
        return 'none'

    @fields.depends('company')
    def on_change_with_receipts_currency(self, name=None):
        return self.company.currency if self.company else None

    @classmethod
    def on_modification(cls, mode, associations, field_names=None):
        "An association that begins to issue receipts gets a sequence for them."
        super().on_modification(mode, associations, field_names=field_names)
        if mode == 'delete':
            return
        for association in associations:
            if association.issues_receipts and not association.receipts_sequence:
                cls.write([association], {
                        'receipts_sequence': association._new_receipts_sequence()})

    @without_check_access
    def _new_receipts_sequence(self):
        "Its numbers begin with the year, and run on from year to year."
        pool = Pool()
        Sequence = pool.get('ir.sequence.strict')
        sequence, = Sequence.create([{
                    'name': self.fields_get(['receipts_sequence'])['receipts_sequence']['string'],
                    'company': self.company.id,
                    'sequence_type': pool.get('ir.model.data').get_id(
                        'asso_members.sequence_type_receipt'),
                    'prefix': '${date_Y}-',
                    'padding': 6,
                    }])
        return sequence.id

    @classmethod
    def check_modification(cls, mode, associations, values=None, external=False):
        super().check_modification(mode, associations, values=values, external=external)
        if mode == 'write' and values.get('issues_receipts'):
            Warning = Pool().get('res.user.warning')
            for association in associations:
                key = Warning.format('issues_receipts', [association])
                if not association.issues_receipts and Warning.check(key):
                    raise ReceiptWarning(key, gettext(
                            'asso_members.msg_receipts_on', association=association.rec_name))

    @classmethod
    def validate_fields(cls, associations, names):
        super().validate_fields(associations, names)
        for association in associations:
            signature = association.receipts_signature
            if signature and not is_picture(signature):
                raise SetupError(gettext('asso_members.msg_receipts_signature'))
            if association.issues_receipts and not any(
                    association.articles(kind) for kind in ['persons', 'companies']):
                raise SetupError(gettext('asso_members.msg_receipts_articles'))

    def articles(self, kind):
        "The articles by which persons, or companies, deduct their gifts; '' for none."
        if kind == 'companies':
            return '238 bis' if self.receipts_article_238 else ''
        return ' et '.join(
            ['200'] * bool(self.receipts_article_200) + ['978'] * bool(self.receipts_article_978))


class AssociationOffer(ModelSQL):
    "An offer whose dues count."
    __name__ = 'asso.association-receipts-asso.offer'

    association = fields.Many2One(
        'asso.association', "Association", required=True, ondelete='CASCADE')
    offer = fields.Many2One('asso.offer', "Offer", required=True, ondelete='CASCADE')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('association')
