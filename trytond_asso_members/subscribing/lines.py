"""The lines of a bill that a run makes, as members read them."""
from decimal import Decimal
from fractions import Fraction

from trytond.i18n import gettext
from trytond.modules.product import price_digits
from trytond.pool import Pool

from .. import bulk
from ..books.documents import Item
from .calendar.amounts import rounded
from .period import SETUP

ONE = Decimal(1)


class Lines:
    "Makes the lines of the bills of a run; each charge learns its own."

    def __init__(self, association, planned):
        pool = Pool()
        self.association = association
        Party = pool.get('party.party')
        self.langs = {
            party.id: party.lang or association.company.party.lang
            for party in Party.browse(sorted({bill.payer for bill in planned}))}
        self.names = {
            member.id: member.party.name for member in pool.get('asso.member').browse(sorted({
                charge.subscribed.member for bill in planned for charge in bill.charges
                if charge.subscribed.party != bill.payer}))}
        self.default = pool.get('ir.lang').get()

    def items(self, bill):
        for charge in bill.charges:
            charge.item = self._item(bill, charge)
        return [charge.item for charge in bill.charges]

    def _item(self, bill, charge):
        offer = charge.subscribed.offer
        rate = offer.taxes[0] if offer.taxes else None
        net = charge.amount
        if rate:
            net = rounded(Fraction(net) / (1 + Fraction(rate.rate)))
        quantity, price = _quantity(charge, net)
        account = (offer.account or self.association.bill_account(bill.kind)).id
        return Item(
            self._label(bill, charge), account, quantity, price, net, charge.amount - net,
            rate, offer.product,
            bulk.reference('asso.subscription', charge.subscribed.id),
            income=self.association.income_account(bill.kind, account),
            start=charge.first, end=charge.last)

    def _label(self, bill, charge):
        lang = self.langs[bill.payer] or self.default
        offer = charge.subscribed.offer
        name = offer.name
        if other := self.names.get(charge.subscribed.member):
            name = f'{name}, {other}' if other else name
        if charge.number == SETUP:
            message = 'msg_billing_setup'
        elif charge.takes_back:
            message = 'msg_billing_credit'
        else:
            message = 'msg_billing_line'
        return gettext(
            f'asso_members.{message}', language=lang.code, offer=name,
            first=lang.strftime(charge.first), last=lang.strftime(charge.last))


def _quantity(charge, net):
    "How many at what price, where that makes the amount; else one of it, or minus one."
    is_fine = charge.price == round(charge.price, price_digits[1])
    # Tryton rounds half a cent to the even one
    if is_fine and net == charge.amount == round(charge.quantity * charge.price, 2):
        return charge.quantity, charge.price
    return (-ONE, -net) if net < 0 else (ONE, net)
