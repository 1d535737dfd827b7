"""What Tryton would refuse, found by sets, so that all who are to blame are named at once.

Each check asks the database a few times for a whole batch.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from trytond.modules.account_product.exceptions import AccountError
from trytond.modules.product import price_digits
from trytond.pool import Pool

from .. import bulk
from ..exceptions import Guilty, Refusal
from . import payment_means

ZERO = Decimal(0)
STATEMENT = 'account.statement,'


def _raise(found):
    "Raise what was found: [(change or None, Refusal)]."
    for change, refusal in found:
        if change is None:
            raise refusal
    if found:
        raise Guilty(dict(reversed(found)))


def moves(books, moves):
    "Raise Guilty, or a Refusal, unless all the moves may be posted."
    _raise(_of_moves(books, moves))


def _of_moves(books, moves):
    books.read_accounts({line.account for move in moves for line in move.lines})
    return [
        (move.change, refusal)
        for move in moves for refusal in _of_move(books, move)
        ] + _of_statements(moves)


def _of_statements(moves):
    "Tryton posts what comes of a bank statement once the statement is posted."
    of_statement = [
        (int(move.origin.removeprefix(STATEMENT)), move) for move in moves
        if (move.origin or '').startswith(STATEMENT)]
    if not of_statement:
        return []
    Statement = Pool().get('account.statement')
    unposted = {s.id: s for s in Statement.search([
                ('id', 'in', [id_ for id_, _ in of_statement]),
                ('state', '!=', 'posted'),
                ])}
    return [
        (move.change, Refusal('books_statement', statement=unposted[id_].rec_name))
        for id_, move in of_statement if id_ in unposted]


def _of_move(books, move):
    if not move.lines or sum(line.amount for line in move.lines):
        yield Refusal('books_balance')
    yield from _of_period(books, move)
    yield from _of_text('account.move', move.description)
    for line in move.lines:
        yield from _of_line(books, move, line)


def _of_text(model, text, name='description'):
    field = Pool().get(model)._fields[name]
    if not set(field.forbidden_chars).isdisjoint((text or '').strip()):
        yield Refusal('books_text', text=text)


def _of_period(books, move):
    period = move.period
    if not period:
        yield Refusal('no_period', date=move.date)
    elif (period.state != 'open'
            or not period.start_date <= move.date <= period.end_date):
        yield Refusal('closed_period', date=move.date, period=period.name)
    elif books.calendar.is_closed(period, move.journal):
        journal = Pool().get('account.journal')(move.journal)
        yield Refusal(
            'closed_journal', date=move.date, period=period.name,
            journal=journal.rec_name)


def _of_line(books, move, line):
    account = books.account(line.account)
    if (account.closed or not account.type
            or account.company != books.company.id):
        yield Refusal('books_account', account=account.name)
    if ((account.start and move.date < account.start)
            or (account.end and move.date > account.end)):
        yield Refusal('books_account_date', account=account.name, date=move.date)
    if account.second_currency:
        yield Refusal('books_account_currency', account=account.name)
    if bool(line.party) != account.party_required:
        yield Refusal('books_account_party', account=account.name)
    if line.amount != books.company.currency.round(line.amount):
        yield Refusal('books_cents', amount=line.amount)
    yield from _of_text('account.move.line', line.description)


def invoices(books, documents):
    "Raise Guilty, or a Refusal, unless all the documents may be posted."
    foreign = payment_means.foreign(books.company, books.instruments)
    _raise([
        (d.change, refusal)
        for d in documents for refusal in _of_invoice(books, d, foreign)]
        + _of_moves(books, [document.move for document in documents]))


def _of_invoice(books, document, foreign):
    Invoice = Pool().get('account.invoice')
    if not document.address:
        yield Refusal('books_address')
    if not document.shared_out:
        yield Refusal('books_term', term=document.term.rec_name)
    if document.journal.type not in Invoice._journal_types('out'):
        yield Refusal('books_journal', journal=document.journal.rec_name)
    account = books.account(document.account)
    if not account.receivable:
        yield Refusal('books_account_receivable', account=account.name)
    yield from _of_text('account.invoice', document.number, 'number')
    for item in document.items:
        yield from _of_item(books, document, item)
    for account in foreign:
        yield Refusal('books_payment_mean', account=account)
    for tax in document.taxes:
        if tax.account is None or tax.account == document.account:
            yield Refusal('books_tax_account', tax=tax.tax.rec_name)
        if not _is_for_sales(tax.tax):
            yield Refusal('books_tax', tax=tax.tax.rec_name)


def _of_item(books, document, item):
    account = books.account(item.account)
    if item.account == document.account or not (
            account.revenue or item.account in books.called):
        yield Refusal('account_kind', account=account.name)
    if item.net != books.company.currency.round(item.quantity * item.unit_price):
        yield Refusal('books_net', label=item.label, net=item.net)
    if item.unit_price != round(item.unit_price, price_digits[1]):
        yield Refusal('books_price', price=item.unit_price)
    if item.product and item.quantity != round(
            item.quantity, item.product.default_uom.digits):
        yield Refusal('books_quantity', quantity=item.quantity)
    if item.product and not _has_account(item.product):
        yield Refusal('books_product', product=item.product.rec_name)
    for tax in item.taxes:
        if tax.parent or not _is_for_sales(tax):
            yield Refusal('books_tax', tax=tax.rec_name)


def _has_account(product):
    "Tryton asks each product for its own account, whichever account is booked."
    try:
        return bool(product.account_revenue_used)
    except AccountError:
        return False


def _is_for_sales(tax):
    return not tax.group or tax.group.kind in {'sale', 'both'}


@dataclass
class Line:
    "A row of account.move.line that is to be lettered; `amount` is debit less credit."
    id: int
    account: int
    party: int | None
    amount: Decimal
    state: str
    reconciliation: int | None
    date: object


def read_lines(ids):
    "Return {id: Line}."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    rows = bulk.select_among(
        lambda where: line
        .join(move, condition=line.move == move.id)
        .select(
            line.id, line.account, line.party, line.debit - line.credit,
            line.state, line.reconciliation, move.date, where=where),
        line.id, ids)
    return {
        id_: Line(
            id_, account, party, bulk.money(amount), state, reconciliation,
            bulk.date(date))
        for id_, account, party, amount, state, reconciliation, date in rows}


def letterings(books, groups):
    "Raise a Refusal unless every group of Lines may be lettered together."
    books.read_accounts({line.account for group in groups for line in group})
    times = Counter(line.id for group in groups for line in group)
    for group in groups:
        first = group[0]
        if (sum(line.amount for line in group)
                or any(times[line.id] > 1 for line in group)
                or any(line.reconciliation or line.state != 'valid'
                    or line.account != first.account or line.party != first.party
                    for line in group)
                or not books.account(first.account).reconcile):
            raise Refusal(
                'books_lettering', lines=', '.join(str(line.id) for line in group))


def payment_lines(books, pairs):
    "Raise a Refusal unless the lines [(invoice, line, maturity)] may pay the invoices."
    invoices = _invoices({id_ for id_, _, _ in pairs})
    books.read_accounts({account for account, *_ in invoices.values()})
    times = Counter(line for _, line, _ in pairs)
    times.update(line for _, line, _ in _attached('line', times))
    given = defaultdict(lambda: ZERO)
    for id_, _, amount in _attached('invoice', invoices):
        given[id_] += bulk.money(amount)
    lines = read_lines(times)
    for id_, line_id, _ in pairs:
        account, party, state, total, currency = invoices[id_]
        taken = lines[line_id]
        given[id_] -= taken.amount
        if not books.account(account).party_required:
            party = None
        if (taken.account != account or taken.party != party or state != 'posted'
                or currency != books.company.currency.id
                or times[line_id] > 1 or taken.amount > 0
                or given[id_] > bulk.money(total)):
            raise Refusal('books_payment_line', line=line_id)


def _invoices(ids):
    "Return {id: (account, party, state, total, currency)}."
    invoice = Pool().get('account.invoice').__table__()
    return {id_: others for id_, *others in bulk.select_among(
            lambda where: invoice.select(
                invoice.id, invoice.account, invoice.party, invoice.state,
                invoice.total_amount_cache, invoice.currency, where=where),
            invoice.id, ids)}


def _attached(column, ids):
    "The payment lines (invoice, line, credit less debit) of the invoices or lines."
    attached = Pool().get('account.invoice-account.move.line').__table__()
    line = Pool().get('account.move.line').__table__()
    return bulk.select_among(
        lambda where: attached
        .join(line, condition=attached.line == line.id)
        .select(
            attached.invoice, attached.line, line.credit - line.debit, where=where),
        getattr(attached, column), ids)


def detached(lines):
    "Raise a Refusal if one of the lines pays an invoice that is paid."
    invoice = Pool().get('account.invoice').__table__()
    attached = Pool().get('account.invoice-account.move.line').__table__()
    for line, in bulk.select_among(
            lambda where: attached
            .join(invoice, condition=attached.invoice == invoice.id)
            .select(attached.line, where=where & (invoice.state == 'paid')),
            attached.line, lines):
        raise Refusal('books_payment_line', line=line)
