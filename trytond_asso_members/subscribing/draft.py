"""Bills that are left as drafts, until a person has looked at them."""
from trytond.pool import Pool, PoolMeta

from ..settlement.act import Act
from ..settlement.settle import settle
from . import given_back


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    def _number_sequence(self, pattern=None):
        "A bill that a run has made has the numbers of all such bills."
        if self.type == 'out' and self.bill_kind and self.state == 'draft':
            association = Pool().get('asso.association').of(self.company)
            return (
                association.sequence_of(self.bill_kind),
                self.accounting_date or self.invoice_date)
        return super()._number_sequence(pattern=pattern)

    @classmethod
    def _post(cls, invoices):
        "What the payer has on the account pays the bill."
        billed = given_back.of_drafts(i for i in invoices if i.state != 'posted')
        super()._post(invoices)
        Pool().get('asso.association').bills_posted([invoice.id for invoice in billed])
        for company in {invoice.company for invoice in billed}:
            association = Pool().get('asso.association').of(company)
            with association.own_context():
                act = Act(association, association.lock_books())
                for invoice in billed:
                    if invoice.company == company:
                        act.add_bill(invoice.id, invoice.party.id, invoice.number)
                settle(act)

    @classmethod
    def check_modification(cls, mode, invoices, values=None, external=False):
        super().check_modification(mode, invoices, values=values, external=external)
        if mode == 'delete':
            given_back.give_back(given_back.periods(invoices))
