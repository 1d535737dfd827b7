"""What was called becomes income as money pays it.

Rule: ANC 2018-06.  What ought to be income is worked out from the lettering, whoever
lettered; what is income already is read from the moves that name the bill; the difference
is booked.  So it does not matter who acted, or in which order.
"""
import logging
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import Refusal
from . import called, lettered

logger = logging.getLogger(__name__)
SLICE = 1000


@dataclass(eq=False)
class Difference:
    "What is still to become income of a part of a bill, or was paid before the cut-over."
    call: object
    part: object
    income: Decimal
    opened: Decimal


def differences(invoices):
    "What the income of these invoices (ids) lacks; nothing when all is booked."
    return _differences(read(invoices))


def read(invoices):
    "The Calls of these invoices (ids), with what pays them."
    calls = called.read(invoices)
    if calls:
        lettered.read(calls)
    return calls


def _differences(calls):
    openings = _opening_accounts() if any(c.opening for c in calls.values()) else set()
    found = []
    for _, call in sorted(calls.items()):
        for part in call.parts.values():
            income, opened = call.wanted(part)
            income -= part.booked
            # Some came in on the opening account itself, and stay there
            opened = Decimal(0) if part.account in openings else opened - part.opened
            if income or opened:
                found.append(Difference(call, part, income, opened))
    return found


def _opening_accounts():
    association = Pool().get('asso.association').__table__()
    return {id_ for id_, in bulk.select(association.select(association.account_opening))}


def recognise(act, invoices):
    """Post the income that these invoices (ids) have gained or lost; a second call posts nothing.

    What cannot be booked, as no period is open for it, is left to the end of the next runs.
    """
    found = differences(invoices)
    if not found:
        return
    act.books.read_accounts({
            id_ for difference in found
            for id_ in [difference.part.account, difference.part.income]})
    moves = []
    for difference in found:
        try:
            moves.append(_move(act, difference))
        except Refusal as refusal:
            _leave(act, difference.call.id, refusal)
    _post(act, moves)


def _post(act, moves):
    "Post the moves; one that cannot be posted, on an account closed since, blocks no money."
    try:
        act.books.post(moves)
    except Refusal as refusal:
        if len(moves) == 1:
            _leave(act, moves[0].origin, refusal)
        else:
            for move in moves:
                _post(act, [move])


def _leave(act, bill, refusal):
    logger.warning("income of the bill %s is not booked: %s", bill, refusal)
    act.association.__class__.write([act.association], {'income_booked': False})


def _move(act, difference):
    association, call, part = act.association, difference.call, difference.part
    journal = association.journal_income
    date = call.on_time if difference.income >= 0 else call.late
    if association.cutover:
        date = max(date, association.cutover)
    date, period = act.place(date, journal, move=True)
    amounts = [
        (part.account, difference.income + difference.opened),
        (_income_account(act, difference, date), -difference.income),
        (association.account_opening.id, -difference.opened)]
    act.books.read_accounts({account for account, _ in amounts})
    return Move(
        journal.id, date, period, bulk.reference('account.invoice', call.id), [
            Line(
                account, amount,
                party=call.party if act.books.account(account).party_required else None)
            for account, amount in amounts if amount])


def _income_account(act, difference, date):
    "The account that the bill remembers; if it was closed since, that of the association."
    account = act.books.account(difference.part.income)
    if not account.closed and not (account.end and account.end < date):
        return account.id
    invoice = Pool().get('account.invoice')(difference.call.id)
    return act.association.revenue_account(invoice.bill_kind).id


def mend(act):
    "Book what the income of any bill of the association lacks."
    invoice = Pool().get('account.invoice').__table__()
    line = Pool().get('account.invoice.line').__table__()
    ids = [id_ for id_, in bulk.select(
            line.join(invoice, condition=line.invoice == invoice.id)
            .select(
                invoice.id, group_by=invoice.id, order_by=invoice.id,
                where=(invoice.company == act.company.id)
                & (line.income_account != None)))]  # noqa: E711
    for start in range(0, len(ids), SLICE):
        recognise(act, ids[start:start + SLICE])
