"""Bills of the portal, checked and posted.

A bill keeps the portal's number, date and cents.
"""
from decimal import Decimal

from trytond.modules.product import price_digits
from trytond.pool import Pool

from .. import bulk
from ..books.documents import Document, Item, give_numbers
from ..exceptions import Refusal
from . import moved_bills, posted_bills
from .numbers import keep_numbers


class Chart:
    """What lines of bills refer to: accounts by code, offers, taxes by rate.

    What is unknown, or cannot be used for a bill, raises Refusal.
    """

    def __init__(self, batch, records):
        pool = Pool()
        Account = pool.get('account.account')
        Offer = pool.get('asso.offer')
        self.batch = batch
        lines = [line for record in records for line in record.lines]
        self.accounts = {
            a.code: a for a in Account.search([
                    ('company', '=', batch.company.id),
                    ('code', 'in', [l.account for l in lines if l.account]),
                    ])}
        ids = {batch.target('offer', l.offer) for l in lines if l.offer} - {None}
        self.offers = {o.id: o for o in Offer.browse(list(ids))}
        self.taxes = {t.rate: t.tax for t in batch.feed.taxes}

    def item(self, record, line):
        offer = self.offer(line)
        subscription = self.batch.target('subscription', line.subscription)
        origin = None
        if subscription:
            origin = bulk.reference('asso.subscription', subscription)
        product = offer.product if offer else None
        quantity, unit_price = line.quantity, line.unit_price
        if _too_fine(unit_price, price_digits[1]) or (
                product and _too_fine(quantity, product.default_uom.digits)):
            # Tryton would refuse so many decimals; it is the amount that counts
            quantity, unit_price = Decimal(1), line.net
        account = self.account(record, line, offer)
        return Item(
            line.label, account, quantity, unit_price,
            line.net, line.tax, self.tax(line, offer), product, origin,
            income=self.batch.association.income_account(record.kind, account),
            start=line.start, end=line.end)

    def opening_item(self, record):
        """The one line of a bill older than the cut-over.

        What the old books count as income stands against the opening account.  What is
        income only once it is paid still waits for that.
        """
        association = self.batch.association
        account = association.account_opening.id
        called = association.bill_account(record.kind).id
        income = association.income_account(record.kind, called)
        if income and {self.account(record, line, self.offer(line))
                for line in record.lines} == {called}:
            account = called
        else:
            income = None
        return Item(
            ' / '.join(line.label for line in record.lines), account, Decimal(1),
            record.total, record.total, Decimal(0), income=income)

    def offer(self, line):
        return self.offers.get(self.batch.target('offer', line.offer))

    def account(self, record, line, offer):
        if line.account:
            account = self.accounts.get(line.account)
            if not account:
                raise Refusal('account_unknown', account=line.account)
            if (not account.type or account.closed or not account.type.revenue
                    or account.party_required):
                raise Refusal('account_kind', account=account.rec_name)
            return account.id
        if offer and offer.account:
            return offer.account.id
        return self.batch.association.bill_account(record.kind).id

    def tax(self, line, offer):
        if not line.tax_rate:
            if line.tax:
                raise Refusal('tax_without_rate', label=line.label)
            return None
        for tax in (offer.taxes if offer else []):
            if tax.type == 'percentage' and tax.rate * 100 == line.tax_rate:
                return tax
        tax = self.taxes.get(line.tax_rate)
        if not tax:
            raise Refusal('tax_unknown', rate=line.tax_rate)
        return tax


def _too_fine(number, digits):
    return number != round(number, digits)


def bills(batch, changes):
    "Post new bills, update what may change of known ones, restore those that were deleted."
    new, known, back = [], [], []
    asked = moved_bills.credit(batch, [c for c in changes if c.binding])
    for change in changes:
        if change.moved:
            new.append(change)
        elif change.binding:
            known.append(change)
        elif change.record.skipped:
            batch.skip(change)
        elif change.bound:
            back.append(change)
        else:
            new.append(change)
    posted_bills.amend(batch, known)
    posted_bills.restore(batch, back)
    numbers = keep_numbers(batch, new)
    chart = Chart(batch, [change.record for change in numbers])
    documents = []
    for change in sorted(numbers, key=lambda c: (c.record.date, c.order)):
        try:
            documents.append(_bill(batch, chart, change, numbers[change]))
        except Refusal as refusal:
            batch.refuse(change, refusal)
    moved_bills.demand(batch, changes)
    give_numbers(batch.company, batch.association.sequence_bill, documents)
    batch.books.post_invoices(documents)
    # Nobody pays a bill of 0.00
    batch.books.refresh([d.id for d in documents if not d.total])
    for document in documents:
        batch.bind(
            document.change, document.id, document.change.record.frozen())
        batch.add_bill(document.id, document.party, document.number)
    moved_bills.give_again(batch, asked)
    _resolve_names(batch, documents)


def _resolve_names(batch, documents):
    "Link the payments that named one of these bills before it was posted."
    payment = Pool().get('asso.payment').__table__()
    bills = {document.change.id: document.id for document in documents}
    rows = bulk.select_among(
        lambda where: payment.select(
            payment.id, payment.named_reference,
            where=where & (payment.feed == batch.feed.id)),
        payment.named_reference, bills)
    bulk.update_each('asso.payment', 'named_bill', [
            (id_, bills[reference]) for id_, reference in rows])


def _bill(batch, chart, change, number):
    Invoice = Pool().get('account.invoice')
    record, association = change.record, batch.association
    opening = association.is_opening(record.date)
    journal = association.journal_opening if opening else association.journal_bill
    date, period = batch.place(record.date, journal)
    if opening:
        items = [chart.opening_item(record)]
    else:
        items = [chart.item(record, line) for line in record.lines]
    return Document(
        change, record.kind, batch.party(record.member), number,
        record.date, date, period, association.account_receivable.id, journal,
        record.due, items,
        record.start, record.end, record.disputed,
        Invoice.bill_description([line.label for line in record.lines]),
        reference=record.number if number != record.number else None)
