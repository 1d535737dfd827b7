"""What an association has on its papers, beside what Tryton knows of its party."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import PoolMeta

MENTIONS = {
    'exempt': 'asso_members.msg_mention_exempt',
    'franchise': 'asso_members.msg_mention_franchise',
    }


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    legal_form = fields.Char(
        "Legal Form", translate=True,
        help="Under the name on each paper, with the number of registration if Tryton has no "
        "identifier for it: for example \"Association loi 1901, RNA W751234567\".")
    rna = fields.Char(
        "RNA", help="The number in the register of associations, which its papers name.")
    tax_regime = fields.Selection([
            (None, ""),
            ('exempt', "Exempt: Services of a Non-Profit to Its Members (CGI 261-7-1°)"),
            ('franchise', "Not Liable: Below the Threshold (CGI 293 B)"),
            ('liable', "Liable to VAT"),
            ], "VAT Regime", sort=False,
        help="Why bills for services have no VAT, if they have none.")
    tax_mention = fields.Char(
        "Mention without VAT", translate=True,
        help="Why a bill for services has no VAT, where it has none, in the words of the law.  "
        "Leave empty to have those of the regime.  "
        "\"TVA non applicable, article 293 B du CGI\" is for those below the threshold, "
        "\"Exonération de TVA, article 261-7-1° du CGI\" for services to the members of a "
        "non-profit: ask the accountant which one, if any.  Dues and donations never have it.")
    business_mention = fields.Text(
        "Mention for Organizations", translate=True,
        help="What the law asks for on bills to professionals alone: the rate for late payment, "
        "the 40 EUR for recovery, and the discount for early payment.  It is on the bills of "
        "members that are legal entities.")

    plain_bills = fields.Boolean(
        "Plain Bills",
        help="Leave out the electronic bill (Factur-X) that is inside of the PDF for "
        "organizations with a SIREN.")

    @property
    def mention_without_tax(self):
        "Why there is no VAT: in its own words, or else in those of its regime; or None."
        if self.tax_mention or self.tax_regime not in MENTIONS:
            return self.tax_mention
        return gettext(MENTIONS[self.tax_regime])
