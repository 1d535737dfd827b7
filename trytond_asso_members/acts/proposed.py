"""Whose a payment may be, and what speaks for each: found as for a row of the bank."""
from dataclasses import dataclass

from trytond.model import ModelView, fields
from trytond.pool import Pool

from ..bank.evidence import Evidence
from ..bank.origin import sentences, stored


@dataclass
class _Row:
    "A payment as matching reads a row of the bank."
    date: object
    amount: object
    label: str
    texts: tuple
    counterparty: str = ''
    iban: str = ''


def members(payment):
    "The values of the proposals for the payment (record), the most likely first."
    association = Pool().get('asso.association').of(payment.company)
    label = payment.label or ''
    with association.own_context():
        decision = Evidence(association, payment.date).decide([
                (payment.id, _Row(payment.date, payment.amount, label, (label,)))
                ])[payment.id]
    return [{
            'party': proposal.member,
            'reasons': sentences(
                stored([(r.code, r.words) for r in proposal.reasons]), payment.currency),
            } for proposal in decision.proposals
        if not payment.party or proposal.member != payment.party.id]


class Proposal(ModelView):
    "A member whose payment it may be, and why."
    __name__ = 'asso.act.proposal'

    party = fields.Many2One('party.party', "Member", readonly=True)
    reasons = fields.Text("Reasons", readonly=True)
