"""Rows that wait, decided once more: a bill, a member or a payment may have come since."""
from dataclasses import dataclass

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..exceptions import BankError
from . import by_hand, open_lines
from .decide import decide
from .origin import shares_stored, stored


@dataclass(frozen=True)
class Waiting:
    "A row that waits, as it came from its file."
    origin: object
    date: object
    amount: object
    label: str
    texts: tuple
    information: dict
    counterparty: str
    iban: str


def decide_again(association):
    """Decide the rows of the association that wait, unless a person has decided about them.

    What is certain now is booked; what is proposed otherwise than before is proposed so.
    Return the number of rows that were booked.
    """
    Origin = Pool().get('account.statement.origin')
    ids = sorted({line.origin for line in open_lines.of_company(association.company)})
    by_journal = {}
    for origin in Origin.browse(ids):
        if origin.amount > 0 and not any(d.by_person for d in origin.decisions):
            by_journal.setdefault(origin.statement.journal, []).append(_row(origin))
    done = 0
    for journal, rows in by_journal.items():
        doubles = [row for row in rows if row.origin.outcome == 'double']
        for row, one in zip(rows, decide(association, journal, rows, doubles)):
            try:
                done += _book(row, one)
            except BankError:
                continue  # somebody has decided it meanwhile, or its period is closed
    return done


def _row(origin):
    return Waiting(
        origin, origin.date, origin.left, origin.description or '',
        tuple((origin.texts or '').splitlines()), {}, origin.payer or '',
        origin.payer_iban or '')


def _book(row, one):
    "Book what is certain; return whether it was."
    reason = gettext('asso_members.msg_bank_again')
    if one.outcome == 'matched' and (one.batch or one.clears):
        by_hand.pair(
            row.origin, [p.payment for p in one.clears], reason, by_person=False,
            batch=one.batch)
        return True
    if one.outcome == 'matched' and one.party and not one.clears:
        by_hand.divide(
            row.origin, [by_hand.Part(row.amount, party=one.party, bill=one.bill)],
            'matched', reason, by_person=False)
        return True
    if one.outcome in {'matched', 'rule'}:
        return False
    _propose(row.origin, one)
    return False


def _propose(origin, one):
    before = [(p.party.id, p.bills, p.evidence) for p in origin.proposals]
    now = [
        (party, shares_stored(wish), stored(reasons))
        for party, wish, _, reasons in one.proposals]
    if before == now:
        return
    bulk.delete('asso.bank.proposal', [p.id for p in origin.proposals])
    bulk.insert('asso.bank.proposal', [{
                'origin': origin.id, 'rank': rank, 'party': party, 'payment': None,
                'bills': bills, 'evidence': evidence,
                } for rank, (party, bills, evidence) in enumerate(now, 1)])
    bulk.update('account.statement.origin', [origin.id], evidence=stored(one.reasons))
