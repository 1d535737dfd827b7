"""What is done with each row of a file: booked for a member, by a rule, or left to a person."""
from trytond.pool import Pool

from ..books.sheets import Share
from ..settlement.brought import TRANSFERS
from . import deposits, returned
from .booking import Decided
from .evidence import Evidence
from .information import column
from .pairing import OF_SERVICE, Pairing
from .reading.services import is_payout
from .suppliers import Suppliers


def decide(association, journal, rows, doubles=()):
    """Return what is done with each of the rows, in their order; nothing is written.

    `doubles` are those of them that may have come before: a person looks at them.
    """
    deciding = Deciding(association, journal, rows)
    doubles = {id(row) for row in doubles}
    found = deciding.evidence.decide(
        (key, row) for key, row in enumerate(rows) if row.amount > 0)
    pairs = deciding.pairing.pair(
        (key, rows[key], decision) for key, decision in found.items()
        if id(rows[key]) not in doubles)
    return [
        deciding.row(row, found.get(key), pairs.get(key), id(row) in doubles)
        for key, row in enumerate(rows)]


class Deciding:
    "The rows of one file, one after the other: what one has taken is not there for the next."

    def __init__(self, association, journal, rows):
        self.association, self.journal = association, journal
        self.evidence = Evidence(association, min((row.date for row in rows), default=None))
        self.returned = returned.Returned(association, rows)
        self.pairing = Pairing(
            association, self.evidence.pending,
            OF_SERVICE if journal.of_service else TRANSFERS)
        self.rules = Pool().get('account.statement.rule').search([
                ['OR', ('company', '=', association.company.id), ('company', '=', None)],
                ['OR', ('journal', '=', journal.id), ('journal', '=', None)],
                ])
        self.suppliers = Suppliers(association.company)
        self.taken = set()  # ids of payments in transit
        self.batches = set()  # those that rows have brought

    def row(self, row, decision, pending, double):
        "What is done with the row; `pending` is the payment that it is paired with, if any."
        if self.journal.of_service and is_payout(row):
            return Decided(row, 'rule', [('payout', {'word': row.label})], shares=[
                    Share(
                        row.amount, self.association.account_internal.id,
                        description=row.label or None, values={'waits': False})])
        one = self._of_member(row, decision, pending) if decision else Decided(row, 'waiting')
        if not double and (batch := self.association.batch_of(row, self.batches)):
            self.batches.add(batch)
            return Decided(row, 'matched', [('batch', {})], batch=batch)
        if double:
            return Decided(row, 'double', [('double', {})], proposals=one.proposals)
        if one.outcome != 'matched':
            one = (
                deposits.find(row, self.evidence.pending, self.taken)
                or by_rule(self.journal, row, self.rules) or self._returned(row)
                or self._of_supplier(row) or one)
        self.taken.update(pending.payment for pending in one.clears)
        return one

    def _returned(self, row):
        if not returned.speaks(row):
            return None
        proposals = self.returned.proposals(row)
        return Decided(
            row, 'proposed' if proposals else 'waiting', [('returned', {'word': row.label})],
            proposals=proposals)

    def _of_supplier(self, row):
        proposals = self.suppliers.proposals(row) if row.amount < 0 else []
        if proposals:
            return Decided(row, 'proposed', proposals[0][3], proposals=proposals)
        return None

    def _of_member(self, row, decision, pending):
        reasons = [(r.code, r.words) for r in (*decision.reasons, *decision.vetoes)]
        proposals = [_proposal(p) for p in decision.proposals]
        if pending:
            said = [
                r for p in decision.proposals if p.member == pending.party
                for r in _proposal(p)[3]]
            return Decided(
                row, 'matched', [*said, ('recorded', {'date': pending.date})],
                party=pending.party, clears=[pending])
        if decision.tier != 'matched':
            return Decided(
                row, 'proposed' if decision.tier == 'proposed' and proposals else 'waiting',
                reasons, proposals=proposals)
        if len(decision.bills) > 1 or self.association.transfers_by == 'portal':
            first = (decision.member, _wish(decision.bills), None, reasons)
            return Decided(
                row, 'proposed', reasons,
                proposals=[first, *(p for p in proposals if p[0] != decision.member)])
        return Decided(
            row, 'matched', reasons, party=decision.member,
            bill=decision.bills[0][0] if decision.bills else None)


def _proposal(proposal):
    reasons = [(r.code, r.words) for r in proposal.reasons]
    return proposal.member, _wish(proposal.bills), None, reasons


def _wish(bills):
    return {('bill', bill): amount for bill, amount in bills}


def by_rule(journal, row, rules):
    """What the first of the association's rules that fits makes of the row, or None.

    Tryton takes the first rule that matches, also when it yields nothing; here the next
    one is tried, so that a rule that finds no party does not keep others from it.
    """
    pool = Pool()
    Origin = pool.get('account.statement.origin')
    Statement = pool.get('account.statement')
    origin = Origin(
        amount=row.amount, date=row.date, description=' '.join(row.texts) or row.label,
        information={column(header): text for header, text in row.information.items()},
        number=None, party=None, account=None,
        company=journal.company, currency=journal.currency,
        statement=Statement(journal=journal, company=journal.company))
    for rule in rules:
        keywords = rule.match(origin)
        if not keywords:
            continue
        lines = [line for line in rule.apply(origin, keywords) if line]
        if lines and sum(line.amount for line in lines) == row.amount:
            return Decided(row, 'rule', [('rule', {'rule': rule.rec_name})], shares=[
                    Share(
                        line.amount, line.account.id,
                        party=line.party.id if line.party else None,
                        related=str(line.related_to) if line.related_to else None,
                        description=row.label or None, values={'waits': False})
                    for line in lines])
    return None
