"The reason why a debit came back, and what becomes of the mandate."
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

# The words of the bank; with the first ones there is no use in trying again
FINAL = [
    ('AC01', "AC01: the IBAN is wrong"),
    ('AC04', "AC04: the account is closed"),
    ('AC06', "AC06: the account is blocked"),
    ('MD01', "MD01: there is no mandate"),
    ('MD07', "MD07: the member has died"),
    ]
PASSING = [
    ('AM04', "AM04: not enough money"),
    ('MD06', "MD06: the member asked for the money back"),
    ('MS02', "MS02: refused by the member"),
    ('MS03', "MS03: the bank gives no reason"),
    ]
# By which Tryton knows that the bank has not taken a debit, so that the next is the first
REJECTED = '/RTYP/RJCT'


class ReturnStart(ModelView):
    __name__ = 'asso.debit.return.start'

    debit = fields.Many2One('account.payment', "Debit", readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency', readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    mandate = fields.Many2One('account.payment.sepa.mandate', "Mandate", readonly=True)
    code = fields.Selection(
        [(None, "")] + FINAL + PASSING, "Code of the Bank", sort=False)
    reason = fields.Char("Reason", required=True)
    cancel_mandate = fields.Boolean(
        "Cancel the Mandate", states={'invisible': ~Eval('mandate')},
        help="Nothing is collected by it any more, until the member signs another.")

    @fields.depends('code')
    def on_change_with_cancel_mandate(self):
        return self.code in dict(FINAL)


class Return(Wizard):
    __name__ = 'asso.debit.return'

    start = StateView(
        'asso.debit.return.start', 'asso_members.debit_return_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel', default=True),
            Button("Returned", 'return_', 'tryton-undo'),
            ])
    return_ = StateTransition()

    def default_start(self, names):
        return {
            'debit': self.record.id,
            'amount': self.record.amount,
            'currency': self.record.currency.id,
            'mandate': self.record.sepa_mandate.id if self.record.sepa_mandate else None,
            'cancel_mandate': False,
            }

    def transition_return_(self):
        Mandate = Pool().get('account.payment.sepa.mandate')
        debit = self.record
        never_came = debit.state == 'processing' and self.start.code
        debit.__class__.write([debit], {
                'return_reason': self.start.reason,
                'sepa_return_reason_code': self.start.code,
                'sepa_return_reason_information': REJECTED if never_came else None,
                })
        debit.__class__.fail([debit])
        if self.start.cancel_mandate and debit.sepa_mandate.state == 'validated':
            Mandate.cancel([debit.sepa_mandate])
        return 'end'

    def end(self):
        return 'reload'
