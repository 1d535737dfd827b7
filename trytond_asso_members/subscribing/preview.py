"""What a person is shown before something is billed."""
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import StateTransition, Wizard

from .charges import Charges

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


def of_today(subscribed):
    "The charges that a run of today would bill to these subscriptions; None among them is none."
    of = Charges([one for one in subscribed if one], Pool().get('ir.date').today()).of
    return [charge for theirs in of.values() for charge in theirs]


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


class Foreseen(Wizard):
    """A wizard of one form, which shows what it will do before it is done.

    The form has `show` and `apply`, and the record that it is about in the field `about`.
    """
    start_state = 'start'
    act = StateTransition()
    about = None

    def default_start(self, names):
        record, today = self.record, Pool().get('ir.date').today()
        values = {
            self.about: record.id,
            'company': record.company.id,
            'currency': record.company.currency.id,
            }
        Start = Pool().get(self.__class__.start.model_name)
        with Transaction().set_context(company=record.company.id):
            form = Start(**values, **self._defaults(record, today))
            form.show()
            return {**form._default_values, **values}

    def _defaults(self, record, today):
        "The values that the form begins with, beside those that follow from the record."
        return {'day': today}

    def transition_act(self):
        self.start.apply()
        return 'end'

    def end(self):
        return 'reload'
