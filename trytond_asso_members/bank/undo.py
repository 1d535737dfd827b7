"""What was decided about rows taken back, one row or a whole file."""
from collections import defaultdict

from sql import Literal, Null
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import BankError
from ..settlement import decisions
from ..settlement.brought import Brought
from ..settlement.settle import settle
from ..settlement.withdraw import withdraw
from . import open_lines, transit
from .by_hand import Reference, Rows, acting, said
from .pairing import OF_SERVICE


def undo(origin, reason):
    """Take back what was decided about the row: it waits again.

    The payments that it made are taken off their members; those of the portal are in
    transit again.  Raise BankError if nothing was decided, or a closed year keeps it.
    """
    with acting([origin]) as rows:
        undone = _undo(rows)
        if not _take_off_accounts(rows) and not undone:
            raise BankError(gettext('asso_members.msg_bank_row_waits', row=said(origin)))
        rows.log('undone', reason)


def take_back(statement, reason):
    """Take a whole file back: all that came of its rows is reversed, and it may come again.

    Raise BankError where a period is closed.
    """
    with acting(list(statement.origins)) as rows:
        _undo(rows)
        rows.read()
        _reverse_statement(rows)
        rows.log('taken_back', reason)
        bulk.update('account.statement', [statement.id], state='cancelled')


def _undo(rows):
    "Undo what was decided; return whether anything was."
    Payment = Pool().get('asso.payment')
    payments = Payment.search([
            ('statement_line.origin', 'in', [o.id for o in rows.origins]),
            ('state', '!=', 'deleted'),
            ])
    of_portal = [p for p in payments if p.feed]
    _take_off_members(rows, [p for p in payments if not p.feed])
    send_back(rows, [p.id for p in of_portal])
    _make_others_wait(rows, of_portal)
    decided = [d for origin in rows.origins for d in origin.decisions if not d.undone]
    moves = [d.move for d in decided if d.move]
    _reverse(rows, moves)
    bulk.update('asso.bank.decision', [d.id for d in decided], undone=True)
    return bool(payments or moves or any(d.kind == 'kept' for d in decided))


def _take_off_members(rows, payments):
    "Take the bank's own payments off their members, who are settled without them."
    if not payments:
        return
    returned = _returned([
            p.id for p in payments if any(
                d.kind == 'returned' and not d.undone
                for d in p.statement_line.origin.decisions)])
    parties = withdraw(rows.act, [p.id for p in payments], to_suspense=False)
    rows.act.parties |= parties
    decisions.give_back(returned)
    settle(rows.act)
    rows.association.take_fees_back(
        rows.act, [p.called_fee for p in payments if p.called_fee])
    rows.association.follow_rows(parties)


def _make_others_wait(rows, payments):
    """Let other rows wait whose money may be that of these payments, which have no row now.

    The row was booked for the same member beside the payment, while that had another row;
    both together would be more than was paid.
    """
    payments = [p for p in payments if p.party and p.means in OF_SERVICE]
    if not payments:
        return
    brought = Brought(rows.association, {p.party.id for p in payments})
    found = [brought.take(p.party.id, p.amount, p.date, p.means) for p in payments]
    others = Pool().get('asso.payment').browse([id_ for id_ in found if id_])
    _take_off_members(rows, others)
    reason = gettext('asso_members.msg_bank_told_undone')
    for other in others:
        origin = other.statement_line.origin
        bulk.update('asso.bank.decision', [
                d.id for d in origin.decisions
                if not d.undone and d.party == other.party], undone=True)
        Rows([origin], rows.act).log('undone', reason, by_person=False, party=other.party.id)


def _returned(payments):
    """The payments that these repayments (ids) took back, where not a person decided before.

    Once they have not come back, whoever decided before decides again.
    """
    Allocation = Pool().get('asso.allocation')
    return list({
            allocation.payment for allocation in Allocation.search([
                ('repayment', 'in', payments), ('payment.decided_before', '!=', None)])})


def _take_off_accounts(rows):
    "What a rule booked comes to the suspense account; return whether there was any."
    ruled = [
        line for origin in rows.origins if origin.outcome == 'rule' for line in origin.lines
        if line.move and not line.waits]
    if not ruled:
        return False
    suspense = rows.association.account_suspense.id
    journal = rows.association.journal_suspense
    lines = {line.origin: line for move in {r.move for r in ruled} for line in move.lines}
    reversals, groups = [], []
    for one in ruled:
        line = lines.get(one)
        if not line:
            continue  # of 0.00
        back = _opposite(line)
        back.origin = None
        date, period = rows.act.place(line.move.date, journal)
        reversals.append(Move(
                journal.id, date, period, str(rows.statement), [
                    back, Line(suspense, -back.amount, origin=Reference(str(one)))]))
        if line.account.reconcile:
            groups.append((line, back))
    _post(rows, reversals, groups)
    bulk.update('account.statement.line', [line.id for line in ruled], waits=True)
    return True


def send_back(rows, payments):
    "The portal's payments are in transit again."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    account = pool.get('account.account').__table__()
    lettered = {id_ for id_, in bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .join(account, condition=line.account == account.id)
            .select(
                line.reconciliation, where=where & (line.party == Null)
                & (line.reconciliation != Null) & (account.reconcile == Literal(True))),
            move.origin, [bulk.reference('asso.payment', id_) for id_ in payments])}
    rows.act.books.unletter(lettered)
    lines = {p.id: p.statement_line.id for p in pool.get('asso.payment').browse(payments)}
    bulk.update('asso.payment', payments, statement_line=None)
    suspense = rows.association.account_suspense.id
    for pending in transit.of_payments(rows.association, payments):
        if pending.direct:
            rows.post(
                Line(pending.account, pending.amount),
                Line(suspense, -pending.amount, origin=Reference(
                        bulk.reference(open_lines.LINE, lines[pending.payment]))))


def _reverse(rows, moves):
    "Post the opposite of each move, and letter the two where their accounts are lettered."
    journal = rows.association.journal_suspense
    reversals, groups = [], []
    for move in moves:
        pairs = [(line, _opposite(line)) for line in move.lines]
        date, period = rows.act.place(move.date, journal)
        reversals.append(Move(
                journal.id, date, period, str(rows.statement), [new for _, new in pairs]))
        groups += [
            (line, new) for line, new in pairs if line.account.reconcile and not new.origin]
    _post(rows, reversals, groups)


def _opposite(line):
    "What was taken off the row comes back as a line that waits."
    reference = str(line.origin) if line.origin else ''
    return Line(
        line.account.id, line.credit - line.debit,
        party=line.party.id if line.party else None,
        origin=Reference(reference) if reference.startswith(open_lines.LINE) else None)


def _reverse_statement(rows):
    "Reverse what the statement booked; what waits of its rows is taken off where it stands."
    open_ = defaultdict(list)
    for line in rows.open:
        open_[line.statement_line].append(line)
    moves = {line.move for line in rows.statement.lines if line.move}
    journal = rows.statement.journal.journal
    reversals, groups, taken = [], [], []
    for move in sorted(moves, key=lambda move: move.id):
        lines = []
        for line in move.lines:
            if not _waits(line):
                lines.append(_opposite(line))
                lines[-1].origin = None
                if line.account.reconcile:
                    groups.append((line, lines[-1]))
                continue
            _check_all_waits(line, open_[line.origin.id])
            for part in open_[line.origin.id]:
                lines.append(Line(part.account, part.amount))
                taken.append((part.id, lines[-1]))
        date, period = rows.act.place(move.date, journal)
        reversals.append(Move(journal.id, date, period, str(rows.statement), lines))
    _post(rows, reversals, groups)
    rows.act.books.letter([[id_, line.id] for id_, line in taken])


def _check_all_waits(line, parts):
    "Raise BankError if something of the row was lettered or taken elsewhere by hand."
    if sum(part.amount for part in parts) != line.credit - line.debit:
        raise BankError(gettext(
                'asso_members.msg_bank_row_lettered', row=said(line.origin.origin)))


def _waits(line):
    origin = line.origin
    return bool(origin and origin.__name__ == open_lines.LINE and origin.waits)


def _post(rows, reversals, groups):
    "Post the reversals and letter the pairs (line, opposite); what lettered them is undone."
    books = rows.act.books
    pool = Pool()
    attached = pool.get('account.invoice-account.move.line').search([
            ('line', 'in', [line.id for line, _ in groups])])
    books.unletter({
            line.reconciliation.id for line, _ in groups if line.reconciliation})
    pool.get('account.invoice').remove_payment_lines([a.line for a in attached])
    books.post(reversals)
    books.letter([[line.id, new.id] for line, new in groups])
