"One debit: what the member is told of it, its success, its return."
from decimal import Decimal

from trytond.model import ModelView, Workflow, fields
from trytond.pool import PoolMeta
from trytond.pyson import Bool, Eval

from . import collected, returned

ON_ITS_WAY = ['draft', 'submitted', 'approved', 'processing']
_ours = {'invisible': ~Bool(Eval('bill'))}


class Payment(metaclass=PoolMeta):
    __name__ = 'account.payment'

    asso_payment = fields.Many2One(
        'asso.payment', "Money", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Bool(Eval('asso_payment'))},
        help="The payment that it has become, once the money has come.")
    return_reason = fields.Char(
        "Reason of the Return", readonly=True,
        states={'invisible': ~Bool(Eval('return_reason'))})
    bill = fields.Function(
        fields.Many2One('account.invoice', "Bill", states=_ours), 'get_bill')
    mandate_reference = fields.Function(
        fields.Char("Mandate Reference", states=_ours), 'get_told')
    mandate_signed = fields.Function(
        fields.Date("Mandate Signed On", states=_ours), 'get_told')
    debited_account = fields.Function(
        fields.Char("Debited Account", states=_ours), 'get_told')
    creditor_identifier = fields.Function(
        fields.Char("SEPA Creditor Identifier", states=_ours), 'get_told')
    email = fields.Function(fields.Char("E-Mail", states=_ours), 'get_told')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'return_it': {
                    'invisible': ~Eval('state').in_(['processing', 'succeeded'])
                    | ~Bool(Eval('bill')),
                    'depends': ['state', 'bill'],
                    },
                })

    @classmethod
    def get_bill(cls, payments, name):
        return collected.bills(payments)

    @classmethod
    def get_told(cls, payments, names):
        "What a member is told before the debit."
        told = {name: {} for name in names}
        for payment in payments:
            mandate = payment.sepa_mandate
            number = mandate.account_number if mandate else None
            values = {
                'mandate_reference': mandate.identification if mandate else None,
                'mandate_signed': mandate.signature_date if mandate else None,
                'debited_account': number.number if number else None,
                'creditor_identifier': (
                    payment.company.party.sepa_creditor_identifier_used),
                'email': payment.party.email or None,
                }
            for name in names:
                told[name][payment.id] = values[name]
        return told

    @property
    def unseen(self):
        "Whether the bank is still to show its money."
        return self.state == 'processing' or (
            self.state == 'succeeded' and bool(self.asso_payment)
            and not self.asso_payment.statement_line)

    @property
    def amount_line_paid(self):
        "What it has brought pays the bill by itself, and does not count a second time."
        return Decimal(0) if self.asso_payment else super().amount_line_paid

    @classmethod
    @ModelView.button_action('asso_members.wizard_debit_return')
    def return_it(cls, payments):
        pass

    @classmethod
    @ModelView.button
    @Workflow.transition('succeeded')
    def succeed(cls, payments):
        "The money has come: it pays the bill."
        super().succeed(payments)
        collected.book(payments)

    @classmethod
    @ModelView.button
    @Workflow.transition('failed')
    def fail(cls, payments):
        "The money did not come, or went back: the bill is open again."
        super().fail(payments)
        returned.book(payments)

    @classmethod
    def copy(cls, payments, default=None):
        default = default.copy() if default is not None else {}
        for name in ['asso_payment', 'return_reason']:
            default.setdefault(name, None)
        return super().copy(payments, default=default)
