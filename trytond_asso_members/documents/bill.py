"""What the paper of a bill or a credit note says, read from the books.

It is of the day of the bill: what was paid since is not on it.  A credit note is written with
amounts above zero, under its title.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from stdnum import iso11649
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import without_check_access

from ..bills import reference
from ..exceptions import DocumentError
from . import credited
from .language import language_of
from .letterhead import Letterhead
from .payee import payee_of

ISSUED = {'posted', 'paid', 'cancelled'}
# Dues and gifts are given for nothing, so they are outside of VAT
FREELY = {'membership_fee', 'donation'}


@dataclass(frozen=True)
class Line:
    "`first` and `last`: the days that it is for, where its label does not say so already."
    label: str
    first: object
    last: object
    quantity: Decimal
    unit: str
    price: Decimal
    rates: list
    amount: Decimal


@dataclass(frozen=True)
class Tax:
    "`rate` is in percent, None for a tax that has none; of an exemption it is 0."
    rate: Decimal | None
    name: str
    base: Decimal
    amount: Decimal


def is_issued(invoice):
    "Whether it is a bill or a credit note that was given to somebody."
    return invoice.type == 'out' and invoice.state in ISSUED and bool(invoice.number)


def of_portal(invoices):
    "The ids of those that a portal has brought: a credit note is bound as the payment that it is."
    pool = Pool()
    notes = pool.get('asso.payment').search([
            ('credit_note', 'in', [invoice.id for invoice in invoices])])
    portal_ids = pool.get('asso.binding').portal_ids
    bound = portal_ids(notes)
    return {id_ for id_, theirs in portal_ids(invoices).items() if theirs} | {
        note.credit_note.id for note in notes if bound[note.id]}


class Bill:
    "Read in the context of the bill's company and of its member's language."

    def __init__(self, invoice):
        if not is_issued(invoice):
            raise DocumentError(gettext(
                    'asso_members.msg_document_not_issued', invoice=invoice.rec_name))
        self.invoice = invoice
        self.head = Letterhead(invoice.company)
        self.lang = language_of(invoice.party, invoice.company)
        self.is_note = invoice.bill_kind == 'credit_note' or invoice.total_amount < 0
        self.kind = 'credit_note' if self.is_note else invoice.bill_kind or 'invoice'
        self.number = invoice.portal_number if invoice.bill_kind else invoice.number
        self.date = invoice.invoice_date
        self.currency = invoice.currency

    def _signed(self, amount):
        return -amount if self.is_note else amount

    @cached_property
    @without_check_access
    def member(self):
        found = Pool().get('asso.member').search([
                ('company', '=', self.invoice.company.id),
                ('party', '=', self.invoice.party.id), ('active', 'in', [True, False])])
        return found[0] if found else None

    @property
    def receiver(self):
        "The lines of the member's address, the name first."
        return [
            self.invoice.party.full_name,
            *self.invoice.invoice_address.full_address.splitlines()]

    @cached_property
    def lines(self):
        return [
            self._line(line) for line in self.invoice.lines if line.type == 'line']

    def _line(self, line):
        days = line.covers_from, line.covers_to
        if not all(days) or all(
                self.lang.strftime(day) in (line.description or '') for day in days):
            days = None, None
        quantity = Decimal(str(line.quantity))
        price = line.unit_price
        if self._signed(quantity) < 0 and abs(quantity) == 1:
            # One thing that is taken off, and not a thing taken off
            quantity, price = -quantity, -price
        return Line(
            line.description or (line.product.name if line.product else ''), *days,
            self._signed(quantity), line.unit.symbol if line.unit else '', price,
            _rates(line, self.date), self._signed(line.amount))

    @cached_property
    def taxes(self):
        return [
            Tax(_rate(tax.tax), tax.description, self._signed(tax.base), self._signed(tax.amount))
            for tax in self.invoice.taxes]

    @property
    def untaxed(self):
        return self._signed(self.invoice.untaxed_amount)

    @property
    def total(self):
        return self._signed(self.invoice.total_amount)

    @cached_property
    def terms(self):
        "[(day, amount)]: what is to be paid, and until when."
        if self.is_note or not self.total:
            return []
        amounts = defaultdict(Decimal)
        for line in self.invoice.move.lines if self.invoice.move else []:
            if line.account == self.invoice.account:
                amounts[line.maturity_date or self.date] += line.debit - line.credit
        if len(amounts) < 2 and self.invoice.payment_term_date:
            return [(self.invoice.payment_term_date, self.total)]
        return sorted(amounts.items())

    @cached_property
    def corrects(self):
        "The bills that a credit note corrects."
        return credited.bills_of(self.invoice) if self.is_note else []

    @property
    def mentions(self):
        "What the law asks for, in the words of the association."
        association = self.head.association
        if not association:
            return []
        found = []
        if self.is_for_services and any(not line.rates for line in self.lines):
            found.append(association.mention_without_tax)
        if self.member and self.member.kind == 'legal' and not self.is_note:
            found += (association.business_mention or '').splitlines()
        return [mention for mention in found if mention]

    @property
    def is_for_services(self):
        "Whether it is an invoice in law, or corrects one: dues and gifts are none."
        kinds = {bill.bill_kind for bill in self.corrects} if self.is_note else {self.kind}
        return not kinds or bool(kinds - FREELY)

    @property
    def reference(self):
        return reference.of_bill(self.invoice.id)

    @property
    def reference_in_groups(self):
        return iso11649.format(self.reference)

    @cached_property
    def payee(self):
        "None where there is nothing to pay, or nobody knows where to."
        return payee_of(self.invoice) if not self.is_note and self.total > 0 else None

    @property
    def code(self):
        "The QR code as SVG, or None: it knows only euros."
        if not self.payee or self.currency.code != 'EUR':
            return None
        return self.payee.code(self.total, self.reference)


def _rates(line, day):
    "The rates of a line on the day, in percent: that which was charged, else those of its taxes."
    taxes = [line.portal_tax] if line.portal_tax else line.taxes
    return [rate for rate in map(_rate, _charging(taxes, day)) if rate is not None]


def _charging(taxes, day):
    "Yield the taxes that charge something on the day: of some, it is those below them that do."
    for tax in taxes:
        if (tax.start_date or day) <= day <= (tax.end_date or day):
            if tax.type != 'none':
                yield tax
            yield from _charging(tax.childs, day)


def _rate(tax):
    return tax.rate * 100 if tax and tax.type == 'percentage' else None
