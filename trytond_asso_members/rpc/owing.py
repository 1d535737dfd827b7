"""What each member owed at the end of a day: see doc/reference/contract.md."""
import datetime as dt
import json
from collections import defaultdict
from decimal import Decimal
from itertools import chain

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..bills.owing import is_owed
from ..exceptions import FeedError
from ..feed.words import order_of_id
from ..figures.day import documents
from ..figures.standing import Standing, standing
from ..statements.documents import bills, payments_of
from ..statements.members import members

ZERO = Decimal('0.00')


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    @classmethod
    def owing(cls, feed, day):
        with cls.answering(feed) as feed:
            return json.dumps(
                _answer(feed, dt.date.fromisoformat(day)), ensure_ascii=False)


def _answer(feed, day):
    "What the contract says; raise FeedError if it does not agree with the ledger."
    found = documents(feed.company, day)
    people = members(feed)
    states = _states(people, day)
    of = {party: standing(theirs, day) for party, theirs in found.items()}
    total = sum((s.ahead - s.owed for s in of.values()), ZERO)
    _check_total(feed.company, day, total)
    entries = _entries(feed, {m.party: found.get(m.party, []) for m in people})
    rows = [{
            'id': member.external, 'number': member.number, 'state': states[member.id],
            **_sums(of.pop(member.party, Standing())),
            'entries': entries[member.party],
            } for member in people]
    return {
        'on': str(day), 'currency': feed.company.currency.code, 'total': str(total),
        'members': rows,
        'others': str(sum((s.ahead - s.owed for s in of.values()), ZERO)),
        }


def _states(people, day):
    Member = Pool().get('asso.member')
    with Transaction().set_context(membership_date=day):
        return {m.id: m.membership_state for m in Member.browse([p.id for p in people])}


def _sums(standing):
    return {
        'owed': str(standing.owed), 'ahead': str(standing.ahead),
        'oldest_due': str(standing.oldest) if standing.oldest else None,
        'ages': {name: str(amount) for name, amount in standing.ages.items()},
        }


def _entries(feed, documents_of):
    "Return {party: its documents with anything left, in the order of statements}."
    left = {party: [d for d in theirs if d.left] for party, theirs in documents_of.items()}
    ids = defaultdict(set)
    for document in chain.from_iterable(left.values()):
        ids[document.kind].add(document.id)
    externals = {
        'bill': {id_: b.external for id_, b in bills(feed, ids['bill']).items()},
        'payment': {id_: p.external for id_, p in payments_of(feed, ids['payment']).items()}}
    return {party: sorted(({
                'type': d.kind, 'id': externals.get(d.kind, {}).get(d.id),
                'number': d.number, 'label': d.label, 'date': str(d.date),
                'due': str(d.due) if d.due else None, 'amount': str(d.amount),
                'left': str(d.left),
                } for d in theirs), key=lambda e: (e['date'], order_of_id(e['id']), e['type']))
        for party, theirs in left.items()}


def _check_total(company, day, total):
    line = Pool().get('account.move.line').__table__()
    move = Pool().get('account.move').__table__()
    (ledger,), = bulk.select(line
        .join(move, condition=line.move == move.id)
        .select(
            bulk.in_cents(line.credit - line.debit),
            where=is_owed(line, move, company) & (move.date <= day)))
    if (ledger := bulk.from_cents(ledger)) != total:
        raise FeedError(gettext(
                'asso_members.msg_snapshot_total', total=total, ledger=ledger))
