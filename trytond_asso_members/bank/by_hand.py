"""What persons decide about a row that waits, and how it is undone."""
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import BankError
from ..settlement.act import Act, refused_as
from ..settlement.settle import settle
from . import open_lines, receipt, transit
from .pairing import Pairing
from .receipt import Receipt


@dataclass
class Part:
    """A part of a row: for a member, one of whose bills it may pay first, or for an account.

    `party` with an account is the party of the line, where the account asks for one; `bill`
    with an account is that of a supplier, on whose account it stands.
    """
    amount: Decimal
    party: int | None = None
    account: int | None = None
    bill: int | None = None


@contextmanager
def acting(origins):
    "Yield the `Rows`, in the context of their association; what is refused is said in words."
    rows = Rows(origins)
    with rows.association.own_context(), refused_as(BankError):
        yield rows


class Rows:
    """Rows of one statement under the locks of their association, and what of them waits.

    `act` is that of a change of the portal, if it is not a person who acts.
    """

    def __init__(self, origins, act=None):
        self.origins = origins
        self.statement = origins[0].statement
        self.association = Pool().get('asso.association').of(self.statement.company)
        self.act = act or Act(self.association, self.association.lock_books())
        self.read()

    def read(self):
        self.open = open_lines.of_origins([origin.id for origin in self.origins])

    @property
    def left(self):
        return sum((line.amount for line in self.open), Decimal(0))

    def check_waits(self):
        if not self.left:
            raise BankError(gettext(
                    'asso_members.msg_bank_row_settled', row=said(self.origins[0])))

    def post(self, *lines):
        "Post an entry of the association about the first row; return its move."
        journal = self.association.journal_suspense
        date, period = self.act.place(self.origins[0].date, journal, move=True)
        move = Move(journal.id, date, period, str(self.statement), list(lines))
        self.act.books.post([move])
        return move

    def decide(self):
        "What is decided now is not kept on suspense any more."
        bulk.update('asso.bank.decision', [
                d.id for origin in self.origins for d in origin.decisions
                if d.kind == 'kept' and not d.undone], undone=True)

    def log(self, kind, reason, by_person=True, **values):
        bulk.insert('asso.bank.decision', [{
                    'origin': origin.id, 'kind': kind, 'by_person': by_person,
                    'party': None, 'account': None, 'move': None, 'reason': reason,
                    'undone': False, **values} for origin in self.origins])


def said(origin):
    "A row in words, for a message."
    lang = Pool().get('ir.lang').get()
    return ' '.join(filter(None, [
                lang.strftime(origin.date), lang.currency(origin.amount, origin.currency),
                origin.description]))


@dataclass
class Reference:
    "A reference to a line of a statement, as the origin of a line of the books."
    reference: str


def divide(origin, parts, kind, reason, by_person=True):
    """Take what waits of the row to where the parts say; the rest keeps waiting.

    A member's part that the portal has recorded already is the money of that payment, and no
    other.  Return the `Receipt` of each that it has not.
    Raise BankError if it is more than waits, or if nothing does.
    """
    with acting([origin]) as row:
        row.check_waits()
        _check(row, parts)
        row.decide()
        pieces = _pieces(row, parts)
        recorded = _recorded(row, parts, kind)
        receipts = []
        for part, piece, pending in zip(parts, pieces, recorded):
            if pending:
                _clear(row, pending, piece)
                row.log('cleared', reason, by_person, party=part.party)
            elif part.account:
                move = _to_account(row, part, piece)
                row.log(
                    kind, reason, by_person, account=part.account, party=part.party,
                    move=move.id)
            else:
                receipts.append(_receipt(row, part, piece))
                row.log(kind, reason, by_person, party=part.party)
        receipt.call_fees(row.act, receipts)
        receipt.store(receipts)
        row.act.bookings.extend(receipts)
        settle(row.act)
        receipt.take_off(row.act, receipts)
    return receipts


def _recorded(row, parts, kind):
    "For each part, the only payment in transit (transit.Pending) that it can be, or None."
    date = row.origins[0].date
    pairing = Pairing(
        row.association, transit.pending(row.association, date - row.association.near))
    return [
        None if part.account or kind == 'returned'
        else pairing.take_of(part.party, part.amount, date) for part in parts]


def _check(row, parts):
    sign = 1 if row.left > 0 else -1
    if (any(part.amount * sign <= 0 for part in parts)
            or sum(part.amount for part in parts) * sign > row.left * sign):
        raise BankError(gettext(
                'asso_members.msg_bank_row_amounts', row=said(row.origins[0]),
                left=Pool().get('ir.lang').get().currency(
                    row.left, row.statement.currency)))


def _pieces(row, parts):
    """The open lines that each part takes, [(statement line, account, [line])].

    If what is open is not what one part takes, it is cut first.
    """
    first = row.open[0]
    if len(parts) == 1 and parts[0].amount == row.left and len({
            line.account for line in row.open}) == 1:
        return [(first.statement_line, first.account, [line.id for line in row.open])]
    reference = Reference(bulk.reference(open_lines.LINE, first.statement_line))
    off = [Line(line.account, line.amount, origin=reference) for line in row.open]
    rest = row.left - sum(part.amount for part in parts)
    amounts = [part.amount for part in parts] + ([rest] if rest else [])
    new = [Line(first.account, -amount, origin=reference) for amount in amounts]
    row.post(*off, *new)
    row.act.books.letter([[line.id, taken.id] for line, taken in zip(row.open, off)])
    return [
        (first.statement_line, first.account, [line.id])
        for line, _ in zip(new, parts)]


def _to_account(row, part, piece):
    statement_line, account, lines = piece
    off = Line(
        account, part.amount,
        origin=Reference(bulk.reference(open_lines.LINE, statement_line)))
    to = Line(
        part.account, -part.amount, party=part.party,
        description=row.origins[0].description)
    move = row.post(off, to)
    row.act.books.letter([[off.id, *lines]])
    if part.bill:
        _pay_supplier(part.bill, to.id)
    return move


def pay_supplier(origin, bill, reason):
    "Let the row pay the bill; raise BankError if so much of it is not open any more."
    if bill.state != 'posted' or bill.amount_to_pay < -origin.left:
        raise BankError(gettext('asso_members.msg_bank_supplier_paid', bill=bill.rec_name))
    divide(origin, [Part(
                origin.left, party=bill.party.id, account=bill.account.id, bill=bill.id)],
        'account', reason)


def _pay_supplier(invoice, line):
    "Let the line pay the bill of a supplier, which is paid if nothing of it is left."
    pool = Pool()
    Invoice, Line = pool.get('account.invoice'), pool.get('account.move.line')
    invoice = Invoice(invoice)
    Invoice.add_payment_lines({invoice: [line]})
    lines = [line for line in invoice.lines_to_pay if not line.reconciliation]
    lines += [line for line in invoice.payment_lines if not line.reconciliation]
    if lines and not sum(line.debit - line.credit for line in lines):
        Line.reconcile(lines)


def _receipt(row, part, piece):
    statement_line, account, lines = piece
    origin = row.origins[0]
    made = Receipt.of(
        row.act, part.party, part.amount, origin.date, origin.description or None,
        Pool().get('account.account')(account), bill=part.bill,
        service=row.statement.journal.of_service)
    made.takes, made.statement_line = lines, statement_line
    return made


def pair(origin, payments, reason, by_person=True, batch=None):
    """Let the row be the money of recorded payments (ids), or of a whole batch.

    Raise BankError if they are no longer in transit, or of another amount.
    """
    with acting([origin]) as row:
        row.check_waits()
        if batch:
            payments = [p.payment for p in row.association.receive_batch(batch, origin.date)]
        known = Pool().get('asso.payment').browse(payments)
        found = [] if any(payment.statement_line for payment in known) else (
            transit.of_payments(row.association, payments))
        if not found or sum(pending.amount for pending in found) != row.left:
            raise BankError(gettext(
                    'asso_members.msg_bank_payment_paired',
                    payment=', '.join(payment.rec_name for payment in known)))
        row.decide()
        for pending, piece in zip(found, _pieces(row, [Part(p.amount) for p in found])):
            _clear(row, pending, piece)
        row.log('cleared', reason, by_person, party=found[0].party if len(found) == 1 else None)


def _clear(row, pending, piece):
    "Letter the piece of the row with the payment, on whose account it is laid first."
    statement_line, account, lines = piece
    if pending.direct or account != pending.account:
        off = Line(account, pending.amount)
        back = Line(pending.account, -pending.amount, origin=Reference(
                bulk.reference(open_lines.LINE, statement_line)))
        row.post(off, back)
        row.act.books.letter([[*lines, off.id]])
        lines = [back.id]
    if not pending.direct:
        row.act.books.letter([[*pending.lines, *lines]])
    bulk.update('asso.payment', [pending.payment], statement_line=statement_line)


def keep(origin, reason):
    "Leave the row on the suspense account, off the list of what is to be decided."
    with acting([origin]) as row:
        row.check_waits()
        row.log('kept', reason)


def drop(origin, reason):
    """Take a row that has come twice off the account of the bank: its money came once.

    Raise BankError unless it is a suspected double, and waits.
    """
    with acting([origin]) as row:
        row.check_waits()
        if origin.outcome != 'double':
            raise BankError(gettext('asso_members.msg_bank_row_single', row=said(origin)))
        row.decide()
        off = [
            Line(line.account, line.amount, origin=Reference(
                    bulk.reference(open_lines.LINE, line.statement_line)))
            for line in row.open]
        bank = Line(row.statement.journal.account.id, -row.left)
        move = row.post(*off, bank)
        row.act.books.letter([[line.id, o.id] for line, o in zip(row.open, off)])
        row.log('double', reason, account=bank.account, move=move.id)
