"""The bills of a member that are still to be paid, as the wizards list them."""
from decimal import Decimal

from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from ..settlement.residual import owned


def left_of_bills(company, parties):
    "Return {bill (record) of the set of parties: what is left to pay}, the oldest first."
    left = {}
    for line in owned(company, parties):
        kind, id_ = line.left
        if kind == 'bill':
            left[id_] = left.get(id_, Decimal(0)) - line.amount
    bills = Pool().get('account.invoice').browse([i for i, a in left.items() if a > 0])
    return {
        bill: left[bill.id]
        for bill in sorted(bills, key=lambda b: (b.invoice_date, b.id))
        if bill.party.id in parties}


class OpenBill(ModelView):
    "A bill that is to be paid, and the amount that the person gives it."
    __name__ = 'asso.act.bill'

    bill = fields.Many2One('account.invoice', "Bill", readonly=True)
    date = fields.Date("Date", readonly=True)
    due = Monetary("To Pay", currency='currency', digits='currency', readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency')
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


def rows(left, chosen=None):
    "The values of the rows: those of the chosen bills, or of all, with their whole amounts."
    return [{
            'bill': bill.id, 'date': bill.invoice_date, 'due': due,
            'amount': due if chosen is None or bill in chosen else None,
            'currency': bill.currency.id,
            } for bill, due in left.items()]
