"""A receipt that a person cancels, or replaces by another of the same gifts."""
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval, PYSONEncoder
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateTransition, StateView, Wizard


class Receipt(metaclass=PoolMeta):
    __name__ = 'asso.receipt'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'cancel_wizard': {
                    'invisible': Eval('state') != 'issued', 'depends': ['state']},
                })

    @classmethod
    @ModelView.button_action('asso_members.wizard_receipt_cancel')
    def cancel_wizard(cls, receipts):
        pass

    def replace(self, reason):
        """Cancel the receipt, and return the drafts of what is given now of its gifts.

        The donor's name and address are as they are now.  A second time there is nothing to do.
        """
        if self.state != 'issued':
            return []
        association = Pool().get('asso.association').of(self.company)
        gifts = {(line.payment.id, line.bill.id) for line in self.lines}
        self.cancel([self], reason, Transaction().user or None)
        return self.prepare(association, self.year, gifts)


class Cancel(Wizard):
    "Cancel a receipt, or replace it."
    __name__ = 'asso.receipt.cancel'

    start = StateView(
        'asso.receipt.cancel.start', 'asso_members.receipt_cancel_start_view_form', [
            Button("Keep", 'end', 'tryton-cancel', default=True),
            Button("Cancel the Receipt", 'cancel', 'tryton-delete'),
            Button("Replace", 'replace', 'tryton-switch'),
            ])
    cancel = StateTransition()
    replace = StateTransition()
    open_ = StateAction('asso_members.act_receipt_form')
    receipts = ()

    def transition_cancel(self):
        self.model.cancel(self.records, self.start.reason, Transaction().user or None)
        return 'end'

    def transition_replace(self):
        self.receipts = [
            new.id for receipt in self.records for new in receipt.replace(self.start.reason)]
        return 'open_' if self.receipts else 'end'

    def do_open_(self, action):
        action['pyson_domain'] = PYSONEncoder().encode([('id', 'in', list(self.receipts))])
        action['domains'] = []
        return action, {}


class CancelStart(ModelView):
    __name__ = 'asso.receipt.cancel.start'

    reason = fields.Char("Reason", required=True)
