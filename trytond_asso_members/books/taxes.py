"""The taxes of an invoice: those that the portal charged, and those that Tryton computes."""
from dataclasses import dataclass
from decimal import Decimal

from trytond.modules.account.tax import TaxableMixin
from trytond.pool import Pool

from ..bulk import reference

ZERO = Decimal(0)


@dataclass
class TaxAmount:
    "The tax of an invoice by one account.tax; `manual` when the portal said how much."
    tax: object
    account: int | None
    base: Decimal
    amount: Decimal
    manual: bool
    description: str | None = None
    legal_notice: str | None = None
    id: int | None = None

    @property
    def reference(self):
        return reference('account.invoice.tax', self.id)

    @property
    def lines(self):
        "What the tax report counts: (tax, 'tax' or 'base', amount)."
        lines = [(self.tax.id, 'tax', self.amount)]
        if self.manual:
            lines.append((self.tax.id, 'base', self.base))
        return lines


class _Taxable(TaxableMixin):
    "What Tryton's own computing of taxes needs to know."
    taxable_lines = tax_date = None  # the mixin's are properties

    def __init__(self, books, document, items):
        self.company = books.company
        self.currency = books.company.currency
        self.tax_date = document.accounting_date
        # In one order, as lines of the same taxes are rounded together
        self.taxable_lines = [
            (sorted(item.taxes), item.unit_price, float(item.quantity), None)
            for item in items if item.taxes]
        self.language = document.language

    def _get_tax_context(self):
        "The taxes are described in the language of the party."
        return {'company': self.company.id, 'language': self.language}

    def compute(self):
        return self._get_taxes().values() if self.taxable_lines else []


def languages(documents):
    "Return {party: code of its language}, of the documents whose taxes are computed."
    pool = Pool()
    default = pool.get('ir.configuration').get_language()
    parties = {d.party for d in documents if any(item.taxes for item in d.items)}
    return {
        party.id: party.lang.code if party.lang else default
        for party in pool.get('party.party').browse(sorted(parties))}


def amounts(books, document):
    "The TaxAmounts of the document: the portal's first, as Tryton writes them."
    portal = {}
    for item in document.items:
        if item.rate:
            base, amount = portal.get(item.rate, (ZERO, ZERO))
            portal[item.rate] = base + item.net, amount + item.tax
    return [
        _amount(tax, _account(tax, base), base, amount, True)
        for tax, (base, amount) in portal.items()] + [
        _amount(tax.tax, tax.account, tax.base, tax.amount, False)
        for tax in _Taxable(books, document, document.items).compute()]


def _account(tax, base):
    return tax.invoice_account if base >= 0 else tax.credit_note_account


def _amount(tax, account, base, amount, manual):
    return TaxAmount(
        tax, account.id if account else None, base, amount, manual,
        tax.description, tax.legal_notice)


def bases(books, document, item):
    "What the tax report counts as the base of the item: (tax, 'base', amount)."
    return [
        (tax.tax.id, 'base', tax.base)
        for tax in _Taxable(books, document, [item]).compute()]
