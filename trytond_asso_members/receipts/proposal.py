"""Which receipts are to be issued for a year, and what is missing for some of them."""
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from . import donor
from .donor import Donor
from .given import eligible, given


@dataclass
class Proposal:
    """A receipt to be: of a person all gifts of the year, of a company a single one.

    `lack` is why it cannot be issued: 'article', 'address', 'first_name', 'siren', 'minimum',
    'paid_back' (nobody has said of which payment money was paid back), or None.
    """
    party: int
    donor: Donor
    gifts: list
    lack: str | None = None

    @property
    def total(self):
        return sum((gift.amount for gift in self.gifts), Decimal(0))


def propose(association, year, among=None):
    """Return the Proposals of a calendar year, in the order in which they are numbered.

    `among` are the only (payment, bill) asked for.  What is on an issued receipt is left out.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    gifts = eligible(association, [
            gift for key, gift in given(
                association.company, among and {payment for payment, _ in among}).items()
            if first <= gift.day <= last and (among is None or key in among)])
    receipted = issued([gift.payment for gift in gifts])
    gifts = [gift for gift in gifts if (gift.payment, gift.bill) not in receipted]
    donors = donor.read(association.company, {gift.party for gift in gifts})
    together = defaultdict(list)
    for gift in sorted(gifts, key=lambda g: (g.day, g.payment, g.bill)):
        alone = donors[gift.party].kind == 'companies'
        together[gift.party, gift.payment if alone else None, gift.bill if alone else None].append(
            gift)
    proposals = [
        Proposal(party, donors[party], theirs) for (party, *_), theirs in together.items()]
    unsure = _paid_back(association.company, donors)
    for proposal in proposals:
        proposal.lack = (
            'paid_back' if proposal.party in unsure else _lack(association, proposal))
    return sorted(proposals, key=lambda p: (p.gifts[-1].day, p.party, p.gifts[0][:2]))


def _lack(association, proposal):
    if not association.articles(proposal.donor.kind):
        return 'article'
    if proposal.total < (association.receipts_minimum or 0):
        return 'minimum'
    return proposal.donor.lack


def _paid_back(company, parties):
    "Those of the parties (ids) to whom money was paid back that is no payment's: it may be a gift."
    return {payment.party.id for payment in Pool().get('asso.payment').search([
                ('company', '=', company.id), ('kind', '=', 'payment'), ('state', '=', 'booked'),
                ('amount', '<', 0), ('residual', '<', 0), ('party', 'in', list(parties))])}


def issued(payments):
    "The (payment, bill) of these payments (ids) that are on an issued receipt."
    line = Pool().get('asso.receipt.line').__table__()
    receipt = Pool().get('asso.receipt').__table__()
    return set(bulk.select_among(
            lambda where: line
            .join(receipt, condition=line.receipt == receipt.id)
            .select(line.payment, line.bill, where=where & (receipt.state == 'issued')),
            line.payment, payments))
