"""Bills and payments as their members know them."""
from decimal import Decimal
from typing import NamedTuple

from trytond.pool import Pool
from trytond.tools import grouped_slice

from .. import bulk
from ..bills import reference


class Bill(NamedTuple):
    "An invoice; the amount is negative of a credit note that is none of the portal's."
    id: int
    external: str | None
    number: str | None
    label: str | None
    date: object
    due: object
    amount: Decimal
    party: int
    kind: str | None
    start: object
    end: object
    disputed: bool

    def entry(self):
        "What version 1 says of it, but for what is left."
        return {
            'type': 'bill', 'id': self.external, 'number': self.number, 'label': self.label,
            'date': str(self.date), 'due': text(self.due), 'amount': str(self.amount),
            'reference': None if self.credits else reference.of_bill(self.id),
            }

    @property
    def credits(self):
        "Whether it is a credit note, or what takes one back."
        return self.kind == 'credit_note' or self.amount < 0


class Payment(NamedTuple):
    "A payment, or a credit note of the portal."
    id: int
    external: str | None
    kind: str
    number: str | None
    label: str | None
    date: object
    amount: Decimal
    means: str | None
    party: int | None
    pays_others: bool | None

    def entry(self):
        "What version 1 says of it, but for what is left."
        return {
            'type': self.kind, 'id': self.external, 'number': self.number,
            'label': self.label, 'date': str(self.date), 'due': None,
            'amount': str(self.amount),
            }


def text(date):
    "The date as the contract writes it."
    return str(date) if date else None


def bills(feed, ids):
    "Return {id: Bill}."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    invoice = Invoice.__table__()
    source, external = pool.get('asso.binding').join(
        invoice, 'account.invoice', invoice.id, feed)
    rows = bulk.select_among(
        lambda where: source.select(
            invoice.id, external, Invoice.sql_portal_number(invoice),
            invoice.description, invoice.invoice_date,
            invoice.payment_term_date, invoice.total_amount_cache, invoice.party,
            invoice.bill_kind, invoice.bill_start, invoice.bill_end, invoice.disputed,
            where=where),
        invoice.id, ids)
    return {
        id_: Bill(
            id_, *first, bulk.money(total or 0), party, kind, start, end, bool(disputed))
        for id_, *first, total, party, kind, start, end, disputed in rows}


def payments(feed, where):
    "Yield the payments and credit notes for which `where(table)` is true."
    pool = Pool()
    payment = pool.get('asso.payment').__table__()
    Invoice = pool.get('account.invoice')
    note = Invoice.__table__()
    source, external = pool.get('asso.binding').join(
        payment.join(note, 'LEFT', condition=payment.credit_note == note.id),
        'asso.payment', payment.id, feed)
    for *first, amount, means, party, pays_others in bulk.select(source.select(
            payment.id, external, payment.kind, Invoice.sql_portal_number(note),
            payment.label, payment.date, payment.amount, payment.means,
            payment.party, payment.pays_others, where=where(payment))):
        yield Payment(*first, bulk.money(amount), means, party, pays_others)


def payments_of(feed, ids):
    "Return {id: Payment}."
    found = {}
    for some in grouped_slice(list(ids), bulk.PARAMS):
        chosen = list(some)
        found.update((p.id, p) for p in payments(
                feed, lambda payment, chosen=chosen: bulk.among(payment.id, chosen)))
    return found
