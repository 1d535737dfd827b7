"""What pays bills, by their lettering, whoever lettered.

A bill is paid as far as its lines are lettered, and by the payment lines that are attached to
it and still open.  All of that is money, except the bill's own credit notes and what a person
wrote off.  Only what is posted counts.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk

ZERO = Decimal(0)
PAYMENT, INVOICE = 'asso.payment', 'account.invoice'


@dataclass(eq=False)
class Line:
    "A line on the members' account: credit less debit; `bill` is the one it is attached to."
    id: int
    amount: Decimal
    reconciliation: int | None
    bill: int | None
    account: int
    move: int
    origin: str | None
    date: object
    posted: bool


def read(calls):
    "Set on the Calls (see called.py) what money pays them, and since when."
    own = _own_lines(calls)
    end = _ends({line: end for lines in own.values() for line, _, end in lines})
    groups = _read_lines('reconciliation', set(end.values()) - {None})
    settled = {id_ for id_, lines in groups.items() if all(l.posted for l in lines)}
    attached = _read_lines('invoice', calls)
    credits = Credits(calls, [
            line for lines in [*groups.values(), *attached.values()] for line in lines])
    for call in calls.values():
        paying = [
            (line, 1) for line in attached.get(call.id, []) if line.posted
            and (not line.reconciliation or line.reconciliation in groups.keys() - settled)]
        call.money = sum((line.amount for line, _ in paying), ZERO)
        lettered = defaultdict(Decimal)
        for line, amount, _ in own[call.id]:
            if end[line] in settled:
                lettered[end[line]] += amount
        for id_, amount in lettered.items():
            call.money += amount
            share = credits.share(groups[id_], amount)
            paying += [
                (line, 1 if line.bill else share) for line in groups[id_]
                if line.bill in {None, call.id}]
        credits.judge(call, paying)


def _own_lines(calls):
    "Return {bill: [(line, debit less credit, reconciliation)]}, of its moves."
    pool = Pool()
    invoice = pool.get(INVOICE).__table__()
    line = pool.get('account.move.line').__table__()
    additional = pool.get('account.invoice-additional-account.move').__table__()
    own = defaultdict(set)
    for id_, *others in bulk.select_among(
            lambda where: invoice
            .join(line, condition=(
                    (line.move == invoice.move) & (line.account == invoice.account)))
            .select(
                invoice.id, line.id, line.debit - line.credit, line.reconciliation,
                where=where), invoice.id, calls) + bulk.select_among(
            lambda where: additional
            .join(invoice, condition=additional.invoice == invoice.id)
            .join(line, condition=(
                    (line.move == additional.move) & (line.account == invoice.account)))
            .select(
                invoice.id, line.id, line.debit - line.credit, line.reconciliation,
                where=where), additional.invoice, calls):
        line_id, amount, reconciliation = others
        own[id_].add((line_id, bulk.money(amount), reconciliation))
    return own


def _ends(reconciliations):
    """The lettering that settles each line, or None: {line: reconciliation}.

    A lettering that delegates, to another party or to a group of lines, settles nothing
    itself: the line that it delegates to has to be lettered.
    """
    table = Pool().get('account.move.reconciliation').__table__()
    line = Pool().get('account.move.line').__table__()
    ends = dict(reconciliations)
    todo = set(ends.values()) - {None}
    delegated = table.join(line, condition=table.delegate_to == line.id)
    while todo:
        further = dict(bulk.select_among(
                lambda where: delegated.select(
                    table.id, line.reconciliation, where=where), table.id, todo))
        ends = {id_: further.get(end, end) for id_, end in ends.items()}
        todo = set(further.values()) - {None}
    return ends


def _read_lines(column, ids):
    "Return {id: [Line]} of the reconciliations, or of the invoices they are attached to."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    if column == 'invoice':
        key, kind = attached.invoice, 'INNER'
    else:
        key, kind = line.reconciliation, 'LEFT'
    found = defaultdict(list)
    for id_, line_id, amount, *others, date, state in bulk.select_among(
            lambda where: line
            .join(attached, kind, condition=attached.line == line.id)
            .join(move, condition=line.move == move.id)
            .select(
                key, line.id, line.credit - line.debit, line.reconciliation,
                attached.invoice, line.account, move.id, move.origin, move.date,
                move.state, where=where),
            key, ids):
        found[id_].append(Line(
                line_id, bulk.money(amount), *others, bulk.date(date), state == 'posted'))
    return found


class Credits:
    "Tells money from the rest, among lines that pay."

    def __init__(self, calls, lines):
        self.payments = _payments({
                bulk.referred(line.origin, PAYMENT) for line in lines} - {None})
        self.given_up = _given_up(calls, {
                line.move for line in lines if line.amount > 0
                and not (line.origin or '').startswith((f'{PAYMENT},', f'{INVOICE},'))})

    def share(self, group, amount):
        "Which part of what is lettered with several bills pays this one."
        owed = -sum(
            line.amount for line in group
            if line.amount < 0 and not bulk.referred(line.origin, PAYMENT))
        return min(amount / owed, Decimal(1)) if owed > 0 else Decimal(1)

    def judge(self, call, paying):
        "Take what is no money off; note what came before the cut-over, and the last day."
        days = []
        for line, share in paying:
            payment = bulk.referred(line.origin, PAYMENT)
            date, opening = self.payments.get(payment, (line.date, False))
            if payment in call.credits or bulk.referred(
                    line.origin, INVOICE) in call.notes:
                call.money -= line.amount
            elif line.move in self.given_up:
                call.money -= (line.amount * share).quantize(bulk.CENT)
            else:
                if opening and call.opening:
                    call.before += (line.amount * share).quantize(bulk.CENT)
                if line.amount > 0:
                    days.append(date)
        call.paid = max(days, default=None)


def _payments(ids):
    "Return {payment: (date, whether it was booked as an opening entry)}."
    pool = Pool()
    payment = pool.get(PAYMENT).__table__()
    move = pool.get('account.move').__table__()
    journal = pool.get('account.journal').__table__()
    opening = {bulk.referred(origin) for origin, in bulk.select_among(
            lambda where: move
            .join(journal, condition=move.journal == journal.id)
            .select(move.origin, where=where & (journal.type == 'situation')),
            move.origin, {bulk.reference(PAYMENT, id_) for id_ in ids})}
    return {
        id_: (bulk.date(date), id_ in opening)
        for id_, date in bulk.select_among(
            lambda where: payment.select(payment.id, payment.date, where=where),
            payment.id, ids)}


def _given_up(calls, moves):
    "Those of the moves that bring no money: a loss, or what undoes the call."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    owed = {call.account for call in calls.values()}
    called = {part for call in calls.values() for part in call.parts}
    kinds = defaultdict(set)
    for move, id_, statement in bulk.select_among(
            lambda where: line
            .join(account, condition=line.account == account.id)
            .join(type_, condition=account.type == type_.id)
            .select(line.move, account.id, type_.statement, where=where),
            line.move, moves):
        if id_ not in owed:
            kinds[move].add(statement == 'income' or id_ in called)
    return {move for move, found in kinds.items() if found == {True}}
