"The bank's row of a run, chosen by a person where the row does not say so itself."
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..bank import by_hand


class RowStart(ModelView):
    __name__ = 'asso.debit.row.start'

    run = fields.Many2One('account.payment.group', "Run", readonly=True)
    company = fields.Many2One('company.company', "Company", readonly=True)
    amount = Monetary(
        "Amount", currency='currency', digits='currency', readonly=True,
        help="The sum of the debits that the bank has not shown and that did not come back.")
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    row = fields.Many2One(
        'account.statement.origin', "Row of the Bank", required=True,
        domain=[
            ('statement.company', '=', Eval('company', -1)),
            ('amount', '>', 0),
            ('left', '!=', 0),
            ],
        help="One that waits, of the same amount.")
    reason = fields.Char("Reason", required=True)


class ChooseRow(Wizard):
    __name__ = 'asso.debit.row'

    start = StateView(
        'asso.debit.row.start', 'asso_members.debit_row_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Pair", 'pair', 'tryton-ok', default=True),
            ])
    pair = StateTransition()

    def default_start(self, names):
        run = self.record
        return {
            'run': run.id,
            'company': run.company.id,
            'amount': run.unseen,
            'currency': run.currency.id,
            }

    def transition_pair(self):
        by_hand.pair(self.start.row, [], self.start.reason, batch=self.record.id)
        return 'end'

    def end(self):
        return 'reload'
