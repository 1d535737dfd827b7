"""The bill that programs read, inside of the PDF: Factur-X 1.0 in its profile EN 16931.

For buyers with a SIREN, from an association that has one.  Calls for dues and gifts are no
invoices, and have none.
"""
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from genshi.template import MarkupTemplate

NAME = 'factur-x.xml'
TEMPLATE = MarkupTemplate(
    Path(__file__).with_name('electronic.genshi').read_text(encoding='utf-8'))
# What the PDF itself says of the file that it holds
METADATA = Path(__file__).with_name('electronic.xmp').read_bytes()
# The codes of the European list (VATEX) for why there is no VAT
CODES = {'exempt': 'VATEX-FR-CGI261-7', 'franchise': 'VATEX-FR-FRANCHISE'}
TAXED, EXEMPT, OUTSIDE = 'S', 'E', 'O'


@dataclass(frozen=True)
class File:
    "What is put into the PDF: its bytes, and the day that it is of."
    content: bytes
    day: date


@dataclass(frozen=True)
class Side:
    "The seller or the buyer; `registrations` are [(scheme, number)] for taxes."
    name: str
    siren: str
    street: list
    postal_code: str
    city: str
    country: str
    registrations: list


@dataclass
class Group:
    "Lines of one category of VAT and one rate, in percent."
    category: str
    rate: Decimal
    reason: str | None = None
    code: str | None = None
    base: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Line:
    "`price` is never below zero: of what is taken off, the quantity is."
    place: int
    label: str
    first: date | None
    last: date | None
    quantity: Decimal
    price: Decimal
    amount: Decimal
    group: Group


def file_of(bill):
    "The File of a bill (see bill.py), or None where it has none."
    electronic = Electronic(bill)
    if not electronic.is_possible:
        return None
    cents = Decimal(1).scaleb(-bill.currency.digits)
    written = TEMPLATE.generate(
        bill=bill, electronic=electronic, plain=lambda number: f'{number.normalize():f}',
        cents=lambda amount: f'{amount.quantize(cents) + 0:f}').render('xml', encoding=None)
    return File(f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode(), bill.date)


class Electronic:
    "What the file says beside the bill itself."

    def __init__(self, bill):
        self.bill = bill
        self.association = bill.head.association

    @property
    def is_possible(self):
        """Whether the association wants it, both sides have a SIREN, and VAT can be told.

        One line has one rate; beside taxed lines, what is without VAT has a reason.
        """
        bill = self.bill
        rates = {group.rate for group in self.groups}
        return bool(
            self.association and not self.association.plain_bills and bill.is_for_services
            and siren_of(bill.invoice.party) and siren_of(bill.invoice.company.party)
            and all(len(line.rates) <= 1 for line in bill.lines)
            and {tax.rate or Decimal(0) for tax in bill.taxes if tax.amount} <= rates
            and (self._without.category == EXEMPT or len(self.groups) == 1)
            and sum(group.base for group in self.groups) == bill.untaxed
            and sum(group.amount for group in self.groups) == bill.total - bill.untaxed)

    @cached_property
    def _without(self):
        "The group of what has no VAT."
        reason = self.association and self.association.mention_without_tax
        if reason:
            return Group(EXEMPT, Decimal(0), reason, CODES.get(self.association.tax_regime))
        return Group(OUTSIDE, Decimal(0), code='VATEX-EU-O')

    @cached_property
    def lines(self):
        groups, found = {Decimal(0): self._without}, []
        for place, line in enumerate(self.bill.lines, start=1):
            rate = line.rates[0] if line.rates else Decimal(0)
            group = groups.setdefault(rate, Group(TAXED, rate))
            group.base += line.amount
            sign = -1 if line.price < 0 else 1
            found.append(Line(
                    place, line.label or str(place), line.first, line.last, sign * line.quantity,
                    sign * line.price, line.amount, group))
        charged = defaultdict(Decimal)
        for tax in self.bill.taxes:
            charged[tax.rate] += tax.amount
        for rate, group in groups.items():
            group.amount = charged[rate]
        return found

    @property
    def groups(self):
        "Those that lines are of, in their order."
        return list({id(line.group): line.group for line in self.lines}.values())

    @property
    def seller(self):
        party, invoice = self.bill.invoice.company.party, self.bill.invoice
        registrations = self._registered(invoice.tax_identifier)
        if not registrations and not self._is_outside:
            # Who has no number for VAT is known to the tax authority by the SIREN
            registrations = [('FC', siren_of(party))]
        return _side(party, party.address_get('invoice'), registrations)

    @property
    def buyer(self):
        invoice = self.bill.invoice
        return _side(
            invoice.party, invoice.invoice_address,
            self._registered(invoice.party_tax_identifier))

    def _registered(self, identifier):
        "[(scheme, number for VAT)], which the standard forbids on a bill outside of VAT."
        is_told = identifier and identifier.type == 'eu_vat' and not self._is_outside
        return [('VA', identifier.code)] if is_told else []

    @property
    def _is_outside(self):
        return any(group.category == OUTSIDE for group in self.groups)


def siren_of(party):
    "The nine figures of the party's SIREN, or of its SIRET; or None."
    for kind in ['fr_siren', 'fr_siret']:
        for identifier in party.identifiers:
            if identifier.type == kind:
                return ''.join(identifier.code.split())[:9]
    return None


def _side(party, address, registrations):
    return Side(
        party.name, siren_of(party), (address.street or '').splitlines() if address else [],
        address and address.postal_code or '', address and address.city or '',
        address.country.code if address and address.country else 'FR', registrations)
