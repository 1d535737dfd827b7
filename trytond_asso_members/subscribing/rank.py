"""Which of a payer's subscriptions to an offer comes first, as the formula of a tariff asks."""
from collections import defaultdict
from typing import NamedTuple

from sql import Literal
from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk


class Place(NamedTuple):
    "Where a subscription stands among those of its payer: in order of start, and as it was made."
    start: object
    is_new: bool
    number: int
    end: object


def give(subscriptions):
    """Tell each that has a formula which of its payer's subscriptions to the offer come before.

    Those count that have been started in the books, as they stand now, and these themselves.
    """
    asking = [s for s in subscriptions if s.formula]
    if not asking:
        return
    places = defaultdict(dict)
    for id_, offer, payer, start, end in _started(asking):
        places[offer, payer][id_] = Place(start, False, id_, end)
    own = {}
    for n, one in enumerate(subscriptions):
        is_new = one.id < 0
        own[one] = Place(one.terms.start, is_new, n if is_new else one.id, one.terms.end)
        places[one.offer.id, one.payer][one if is_new else one.id] = own[one]
    for one in asking:
        one.before = [
            place.end for place in places[one.offer.id, one.payer].values()
            if place[:3] < own[one][:3]]


def _started(subscriptions):
    pool = Pool()
    table = pool.get('asso.subscription').__table__()
    member = pool.get('asso.member').__table__()
    payer = Coalesce(table.payer, member.party)
    offers = {s.offer.id for s in subscriptions}
    rows = bulk.select_among(
        lambda where: table
        .join(member, condition=table.member == member.id)
        .select(table.id, table.offer, payer, table.start, table.end, where=(
                where & bulk.among(table.offer, offers) & (table.active == Literal(True))
                & (Coalesce(table.draft, Literal(False)) == Literal(False)))),
        payer, {s.payer for s in subscriptions})
    for id_, offer, party, start, end in rows:
        yield id_, offer, party, bulk.date(start), bulk.date(end)
