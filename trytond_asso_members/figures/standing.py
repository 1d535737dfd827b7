"""Where each party stood at the end of a day: what it owed and since when, or was ahead."""
from dataclasses import dataclass, field
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from .day import ZERO, documents

# What has been due for so many days at most; what is older is 'older'
AGES = {'due_30': 30, 'due_60': 60, 'due_90': 90}
NAMES = ['not_due', *AGES, 'due_older']


@dataclass
class Standing:
    """The sums of a party.  `owed` less `ahead` is what the ledger has on its account.

    What is on account pays the oldest bill first, so one of the two is 0.00; `ages` are the
    parts of `owed` by the days since they were due, and `oldest` is the first due date.
    """
    owed: Decimal = ZERO
    ahead: Decimal = ZERO
    oldest: object = None
    ages: dict = field(default_factory=lambda: dict.fromkeys(NAMES, ZERO))


def standings(company, day, parties=None):
    "Return {party: Standing} of those with any document until the day."
    return {
        party: standing(theirs, day)
        for party, theirs in documents(company, day, parties).items()}


def standing(documents, day):
    "The Standing of one party's documents."
    found = Standing()
    for document in documents:
        if document.rest > 0:
            found.ahead += document.rest
        elif document.rest < 0:
            found.owed -= document.rest
            due = document.due or document.date
            found.oldest = min(found.oldest or due, due)
            found.ages[_age((day - due).days)] -= document.rest
    return found


def _age(days):
    if days <= 0:
        return 'not_due'
    return next((name for name, most in AGES.items() if days <= most), 'due_older')


def paid_fees(company, day):
    """Return the ids of the membership fees that were paid with money at the end of the day.

    As today: what is credited in part lowers a fee, and a loss below 1.00 does not matter.
    A fee of nothing is paid.
    """
    invoice = Pool().get('account.invoice').__table__()
    free = {id_ for id_, in bulk.select(invoice.select(
                invoice.id,
                where=(invoice.company == company.id)
                & (invoice.bill_kind == 'membership_fee')
                & invoice.state.in_(['posted', 'paid'])
                & (bulk.rounded(invoice.total_amount_cache) == 0)
                & (invoice.invoice_date <= day)))}
    return free | {
        d.id for theirs in documents(company, day).values() for d in theirs
        if d.bill_kind == 'membership_fee' and d.amount < 0 and not d.left
        and d.credited < -d.amount and d.lost < 1}
