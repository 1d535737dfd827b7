"""Credit notes: those of the portal, and those that reverse what it has deleted."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from ..books.documents import Document, Item, give_numbers
from ..exceptions import Refusal
from .credit_shares import credit_items, left_to_credit
from .otherwise import written_off


def post(act, bookings, numbers):
    """Post the notes, each on the bill that it names; refuse those that cannot be posted.

    `numbers` are those of the books, {change: number, or None to be numbered}.
    """
    Invoice = Pool().get('account.invoice')
    association = act.association
    documents = []  # each with its booking
    invoices = {
        i.id: i for i in Invoice.browse([
                b.values['named_bill'] for b in bookings])}
    left = left_to_credit(list(invoices.values()))
    lost = written_off(invoices.values())
    for booking in bookings:
        record = booking.change.record
        invoice = invoices[booking.values['named_bill']]
        if invoice.state not in {'posted', 'paid'}:
            act.refuse(
                booking.change, Refusal('bill_elsewhere', bill=invoice.number))
            continue
        opening = association.is_opening(record.date)
        journal = association.journal_opening if opening else association.journal_bill
        try:
            date, period = act.place(record.date, journal)
            _check_loss(record.total, left[invoice.id], lost[invoice.id])
            items = credit_items(
                left[invoice.id], record.total,
                {} if opening else current_accounts(association, invoice))
        except Refusal as refusal:
            act.refuse(booking.change, refusal)
            continue
        documents.append((booking, Document(
                    booking.change, 'credit_note', booking.party, numbers[booking.change],
                    record.date, date, period, invoice.account.id, journal,
                    None, items, reference=record.number
                    if record.number != numbers[booking.change] else None)))
    issue(act, [document for _, document in documents])
    for booking, document in documents:
        booking.values['credit_note'] = document.id


def _check_loss(total, lefts, lost):
    "Refuse a note on what was written off: it would give back what nobody has paid."
    rest = sum((left.gross for left in lefts), Decimal(0))
    if rest - lost < total <= rest and lost:
        raise Refusal(
            'bill_written_off', total=total, lost=lost, left=rest - lost,
            number=lefts[0].line.invoice.number)


def issue(act, documents):
    "Number the notes and post them."
    give_numbers(act.company, act.association.sequence_credit_note, documents)
    act.books.post_invoices(documents)


def current_accounts(association, invoice):
    """The accounts that a note reduces instead, on a bill older than the cut-over.

    The bill stands against the opening account of its day; the note reduces the income
    of its own year.  What waits to become income is just reduced.
    """
    if (not association.is_opening(invoice.invoice_date)
            or any(line.income_account for line in invoice.lines)):
        return {}
    revenue = association.revenue_account(invoice.bill_kind).id
    return {
        line.account.id: revenue for line in invoice.lines
        if not line.account.type.revenue}


def reverse(act, notes):
    "Post the opposite of each note, and letter both."
    Invoice = Pool().get('account.invoice')
    documents = _opposites(act, Invoice.browse([n.note for n in notes]))
    issue(act, documents)
    act.books.letter([
            [document.line.id] + [f.id for f in note.free]
            for document, note in zip(documents, notes)])
    act.books.refresh(
        [d.id for d in documents] + [n.note for n in notes])


def reverse_bills(act, bills):
    """Credit in full the bills that the portal has deleted; letter each with its note.

    The lines of a bill of 0.00, and of its note, are lettered as soon as they are posted.
    """
    Invoice = Pool().get('account.invoice')
    documents = _opposites(act, Invoice.browse([b.id for b in bills]))
    issue(act, documents)
    act.books.letter([
            [document.line.id] + [
                line.id for line in bill.lines if not line.reconciliation]
            for document, bill in zip(documents, bills) if document.total])
    act.books.refresh([d.id for d in documents] + [b.id for b in bills])


def restore_bills(act, reversals):
    """Reverse the notes that had reversed the bills, and letter the two with each other.

    `reversals` are [(bill, its reconciliation with the note, note)]; the bills are open again.
    """
    Invoice = Pool().get('account.invoice')
    act.books.unletter({
            reconciliation for _, reconciliation, note in reversals if note.total})
    notes = [note for _, _, note in reversals]
    documents = _opposites(act, Invoice.browse([note.id for note in notes]))
    issue(act, documents)
    act.books.letter([
            [document.line.id, note.line.id]
            for document, note in zip(documents, notes) if note.total])
    act.books.refresh(
        [d.id for d in documents] + [note.id for note in notes]
        + [bill.id for bill, _, _ in reversals])


def again(act, notes):
    "Post notes (records) as they were, which had been reversed; return the documents."
    documents = _copies(act, notes, 1)
    for document, note in zip(documents, notes):
        document.description = note.description
    issue(act, documents)
    return documents


def _opposites(act, invoices):
    documents = _copies(act, invoices, -1)
    for document, invoice in zip(documents, invoices):
        document.description = gettext('asso_members.msg_reversal', number=invoice.number)
    return documents


def _copies(act, invoices, sign):
    documents = []
    for invoice in invoices:
        date, period = act.place(
            invoice.accounting_date or invoice.invoice_date, invoice.journal,
            move=True)
        items = [Item(
                line.description, line.account.id,
                sign * Decimal(str(line.quantity)), line.unit_price, sign * line.amount,
                sign * (line.portal_tax_amount or 0), line.portal_tax, line.product,
                f'account.invoice.line,{_credited(line).id}')
            for line in invoice.lines]
        documents.append(Document(
                None, 'credit_note', invoice.party.id, None,
                invoice.invoice_date, date, period,
                invoice.account.id, invoice.journal, None, items))
    return documents


def _credited(line):
    "The line of the bill that this line of a note credits; a line of a bill itself."
    InvoiceLine = Pool().get('account.invoice.line')
    return line.origin if isinstance(line.origin, InvoiceLine) else line
