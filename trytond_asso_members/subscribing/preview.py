"""What a person is shown before something is billed."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

WHY = [
    ('new', "New"),
    ('goes_on', "Goes On"),
    ('changed', "Corrected"),
    ('setup', "Set-up"),
    ]


class Preview(ModelView):
    __name__ = 'asso.subscription.preview'

    payer = fields.Many2One('party.party', "Payer", readonly=True)
    offer = fields.Many2One('asso.offer', "Offer", readonly=True)
    first_day = fields.Date("From", readonly=True)
    last_day = fields.Date("To", readonly=True)
    why = fields.Selection(WHY, "Why", readonly=True, sort=False)
    amount = Monetary("Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


def rows(charges, currency):
    "The charges as values of the previews, in their order."
    return [{
            'payer': charge.subscribed.payer,
            'offer': charge.subscribed.offer.id,
            'first_day': charge.first,
            'last_day': charge.last,
            'why': charge.why,
            'amount': charge.amount,
            'currency': currency.id,
            } for charge in charges]


def in_words(total, currency):
    "What the sum of charges means for the payer."
    if not total:
        return gettext('asso_members.msg_billing_nothing')
    message = 'msg_billing_charged' if total > 0 else 'msg_billing_credited'
    lang = Pool().get('ir.lang').get()
    return gettext(f'asso_members.{message}', amount=lang.currency(abs(total), currency))
