"""Bills of the portal: checked, posted, and what may still change of them.

A bill keeps the portal's number, date and cents.
"""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.modules.product import price_digits
from trytond.pool import Pool

from . import bulk, crediting
from .documents import Document, Item, give_numbers
from .exceptions import Refusal
from .positions import Positions
from .settlement import Settlement


class Chart:
    "What lines of bills refer to: accounts by code, offers, taxes by rate."

    def __init__(self, batch, records):
        pool = Pool()
        Account = pool.get('account.account')
        Offer = pool.get('asso.offer')
        self.batch = batch
        feed = batch.feed
        lines = [line for record in records for line in record.lines]
        self.accounts = {
            a.code: a for a in Account.search([
                    ('company', '=', batch.company.id),
                    ('code', 'in', [l.account for l in lines if l.account]),
                    ])}
        ids = {batch.target('offer', l.offer) for l in lines if l.offer} - {None}
        self.offers = {o.id: o for o in Offer.browse(list(ids))}
        self.taxes = {t.rate: t.tax for t in feed.taxes}

    def item(self, record, line):
        offer = self.offers.get(self.batch.target('offer', line.offer))
        origin = None
        if line.subscription:
            origin = 'asso.subscription,%s' % self.batch.target(
                'subscription', line.subscription)
        product = offer.product if offer else None
        quantity, unit_price = line.quantity, line.unit_price
        if _too_fine(unit_price, price_digits[1]) or (
                product and _too_fine(quantity, product.default_uom.digits)):
            # Tryton would refuse it: the amount is what counts
            quantity, unit_price = Decimal(1), line.net
        return Item(
            line.label, self.account(record, line, offer), quantity, unit_price,
            line.net, line.tax, self.tax(line, offer), product, origin)

    def account(self, record, line, offer):
        feed = self.batch.feed
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
        return {
            'invoice': feed.account_revenue,
            'membership_fee': (
                feed.account_fee_deferral if feed.fee_income == 'payment'
                else feed.account_fee),
            'donation': (
                feed.account_donation_deferral
                if feed.donation_income == 'payment'
                else feed.account_donation),
            }[record.kind].id

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
    "Post the new bills, bring what is not frozen of the known ones up to date."
    new, back = [], []
    for change in changes:
        if change.binding:
            _amend(batch, change)
        elif change.record.skipped:
            batch.skip(change)
        elif change.bound:
            back.append(change)
        else:
            new.append(change)
    _restore(batch, back)
    new = _without_doubles(batch, new)
    chart = Chart(batch, [change.record for change in new])
    documents = []
    for change in sorted(new, key=lambda c: (c.record.date, c.order)):
        try:
            documents.append(_bill(batch, chart, change))
        except Refusal as refusal:
            batch.refuse(change, refusal)
    give_numbers(batch.feed.sequence_bill, documents)
    batch.books.post_invoices(documents)
    for document in documents:
        batch.bind(
            document.change, document.id, document.change.record.frozen())
        batch.add_bill(document.id, document.party, document.number)
    _resolve_names(batch, documents)


def _resolve_names(batch, documents):
    "Tell the payments that named a bill before it was there."
    payment = Pool().get('asso.payment').__table__()
    bills = {document.change.id: document.id for document in documents}
    rows = bulk.select_among(
        lambda where: payment.select(
            payment.id, payment.named_reference,
            where=where & (payment.feed == batch.feed.id)),
        payment.named_reference, bills)
    bulk.update_each('asso.payment', 'named_bill', [
            (id_, bills[reference]) for id_, reference in rows])


def _bill(batch, chart, change):
    record, feed = change.record, batch.feed
    opening = bool(feed.cutover and record.date < feed.cutover)
    journal = feed.journal_opening if opening else feed.journal_bill
    date, period = batch.place(
        feed.cutover if opening else record.date, journal)
    if opening:
        items = [Item(
                ' / '.join(line.label for line in record.lines),
                feed.account_opening.id, Decimal(1), record.total,
                record.total, Decimal(0))]
    else:
        items = [chart.item(record, line) for line in record.lines]
    return Document(
        change, record.kind, batch.party(record.member), record.number,
        record.date, date, period, feed.account_receivable.id, journal,
        record.due, items,
        record.start, record.end, record.disputed, _description(record))


def _description(record):
    "What the accountant reads on the member's line: the first label."
    first, *others = [line.label for line in record.lines]
    first = first.splitlines()[0][:200] if first else ''
    return f'{first} (+{len(others)})' if others else first or None


def _without_doubles(batch, changes):
    "Refuse a number that another bill bears, of this batch or of the books."
    Invoice = Pool().get('account.invoice')
    numbers = [c.record.number for c in changes if c.record.number]
    taken = {
        invoice.number: invoice for invoice in Invoice.search([
                ('company', '=', batch.company.id),
                ('type', '=', 'out'),
                ('number', 'in', numbers),
                ])}
    kept = []
    for change in changes:
        number = change.record.number
        other = taken.get(number) if number else None
        if other is not None:
            batch.refuse(change, Refusal(
                    'number_taken', number=number,
                    other=getattr(other, 'rec_name', other)))
            continue
        if number:
            taken[number] = change.id
        kept.append(change)
    return kept


def _amend(batch, change):
    "A posted bill: only the due date, labels and the dispute may change."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    InvoiceLine = pool.get('account.invoice.line')
    record, invoice = change.record, Invoice(change.target)
    if record.draft or record.frozen() != change.binding.frozen:
        batch.refuse(change, _difference(batch, record, invoice))
        return
    due = record.due or record.date
    # Terms that an accountant has agreed upon stay, in moves of their own
    if due != invoice.payment_term_date:
        bulk.update('account.move.line', [
                line.id for line in invoice.lines_to_pay
                if line.move == invoice.move and not line.reconciliation],
            maturity_date=due)
    changed = {
        name: value for name, value in [
            ('payment_term_date', due), ('disputed', record.disputed),
            ('bill_start', record.start), ('bill_end', record.end)]
        if getattr(invoice, name) != value}
    if changed:
        bulk.update('account.invoice', [invoice.id], **changed)
    if len(invoice.lines) == len(record.lines):
        for line, item in zip(invoice.lines, record.lines):
            if line.description != item.label:
                InvoiceLine.write([line], {'description': item.label})
    batch.bind(change, invoice.id, change.binding.frozen)


def _difference(batch, record, invoice):
    for field, new, old in [
            ('draft', record.draft, False),
            ('number', record.number or invoice.number, invoice.number),
            ('date', record.date, invoice.invoice_date),
            ('member', batch.party(record.member), invoice.party.id),
            ('total', record.total, invoice.total_amount)]:
        if new != old:
            if field == 'member':
                new, old = record.member, invoice.party.rec_name
            return Refusal(
                'bill_frozen', number=invoice.number, field=field, new=new,
                old=old)
    return Refusal(
        'bill_frozen', number=invoice.number, field='lines',
        new=' / '.join(str(line.gross) for line in record.lines),
        old=' / '.join(str(line.amount) for line in invoice.lines))


def _restore(batch, changes):
    "Take up again the bills that the portal had deleted, under their numbers."
    if not changes:
        return
    Invoice = Pool().get('account.invoice')
    parties = {
        i.party.id for i in Invoice.browse([c.bound.record for c in changes])}
    positions = Positions(batch, parties)
    bills = []
    for change in changes:
        bill = positions.bills.get(change.bound.record)
        if not bill:
            batch.refuse(change, Refusal('bill_elsewhere', bill=change.record.number))
        elif change.record.frozen() != change.bound.frozen:
            batch.refuse(change, _difference(
                    batch, change.record, Invoice(bill.id)))
        elif positions.in_closed_year(bill.line.reconciliation):
            batch.refuse(change, Refusal('bill_restored'))
        else:
            bills.append(bill)
            batch.bind(change, bill.id, change.bound.frozen)
            batch.touch_bill(bill.id)
    crediting.restore_bills(batch, positions, bills)
    bulk.update(
        'account.invoice', [bill.id for bill in bills], portal_deleted=False)


def delete(batch, changes):
    "Credit wholly the bills that the portal has deleted; what paid them is free."
    parties = {batch.bill_party(change.target) for change in changes}
    if not parties:
        return
    positions = Positions(batch, parties)
    cancelled = {invoice.id for invoice in Pool().get('account.invoice').search([
                ('id', 'in', [change.target for change in changes]),
                ('state', '=', 'cancelled')])}
    bills = []
    for change in changes:
        bill = positions.bills.get(change.target)
        if change.target in cancelled:
            batch.unbind(change)
        elif not bill:
            batch.refuse(change, Refusal(
                    'bill_elsewhere', bill=batch.bill_number(change.target)))
        elif (bill.foreign or not bill.line
                or positions.capacity(bill) != bill.total
                or positions.in_closed_year(bill.line.reconciliation)):
            batch.refuse(change, Refusal('bill_lettered'))
        else:
            bills.append(bill)
            batch.unbind(change)
    gone = {('bill', bill.id) for bill in bills}
    wishes = {
        payment.id: {t: a for t, a in payment.given.items() if t not in gone}
        for payment in positions.payments.values()
        if gone & payment.given.keys()}
    Settlement(
        batch, positions, wishes,
        gettext('asso_members.msg_allocation_bill_deleted')).run()
    crediting.reverse_bills(batch, bills)
    bulk.update(
        'account.invoice', cancelled.union(bill.id for bill in bills),
        portal_deleted=True)
    batch.parties.update(parties)
