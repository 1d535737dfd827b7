"""What the books have of each member: the whole, or what differs since a statement before.

See doc/reference/contract.md.  What differs is found by reading again who may have changed
(see touched.py), and whose balance is another than the stored one.  Each member that is told
is proved: the effects of the entries, and what they have left, are the balance.
"""
import datetime as dt
import json
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills import reference
from ..exceptions import FeedError
from ..feed.canonical import digest
from ..feed.words import STATEMENTS
from . import bank, touched, whole
from .entries import Entries
from .members import members, membership
from .stored import Row

ZERO = Decimal('0.00')
# Fewer are read by their parties, whatever part of all they are
MANY = 1000


def take(feed, run, base):
    """Return the contract's JSON, for a run (its id) of the feed.

    `base` is the generation that the portal shows, or None for the whole.  The whole is also
    what is returned if it cannot be said what differs from the base.
    """
    pool = Pool()
    Run, Statement = pool.get('asso.feed.run'), pool.get('asso.statement')
    feed, since = touched.begin(feed)
    last = Run.last_statement(feed)
    generation = Run.next_generation(feed, run)
    rows = Statement.of(feed)
    if not _is_known(feed, rows, base, generation):
        base = None
    parties = None
    if base is not None:
        parties = _to_read(feed, rows, base, touched.parties(last))
    told = _read(feed, parties)
    _note(feed, rows, told, generation)
    Statement.store(feed, rows.values())
    Run.write([Run(run)], {'stated_since': since})
    if base is None:
        gone, differing = [], told
        whole.check_total(feed, _total(rows))
    else:
        gone = sorted(
            row.at(base) for row in rows.values()
            if row.at(base) not in {None, row.digest})
        differing = [
            (id_, member) for id_, member in told
            if rows[id_].digest != rows[id_].at(base)]
    return _answer(feed, generation, base, rows, differing, gone)


def take_again(feed, generation):
    "Return the whole, under the generation of the last one, and store nothing."
    rows = {}
    told = _read(feed)
    _note(feed, rows, told, generation)
    whole.check_total(feed, _total(rows))
    return _answer(feed, generation, None, rows, told, [])


def _is_known(feed, rows, base, generation):
    "Whether it can be said what differs since the base."
    Run = Pool().get('asso.feed.run')
    return (
        base is not None and base < generation and Run.had_statement(feed, base)
        and all(row.knows(base) for row in rows.values()))


def _to_read(feed, rows, base, touched):
    "The parties that may differ from what is stored, or from the base; None for all."
    if touched is None:
        return None
    balances, present = whole.open_balances(feed), _present(feed)
    parties = set()
    for id_, party in present.items():
        row = rows.get(id_)
        if (not row or party in touched or row.generation > base
                or row.balance != balances.get(party, ZERO)):
            parties.add(party)
    return parties if len(parties) < max(MANY, len(present) // 4) else None


def _present(feed):
    "Return {id: party} of all members of the company."
    member = Pool().get('asso.member').__table__()
    return dict(bulk.select(member.select(
                member.id, member.party, where=member.company == feed.company.id)))


def _read(feed, parties=None):
    "Return [(id of the member, what is told of it)], in the order of the contract."
    Member = Pool().get('asso.member')
    entries = Entries(feed, parties)
    paid, called = (
        Member.dues(feed.company, parties and list(parties), called=called)
        for called in [False, True])
    grace, told = feed.association.grace_days, []
    found = members(feed, parties)
    choosing = Pool().get('asso.statement').choosing(
        feed.association, [member.id for member in found])
    for member in found:
        effect, left = entries.effects[member.party], entries.lefts[member.party]
        if effect != left:
            raise FeedError(gettext(
                    'asso_members.msg_statement_member', member=member.number,
                    effect=effect, left=left))
        told.append((member.id, {
                    'id': member.external, 'number': member.number,
                    'reference': reference.of_party(member.party), 'balance': str(left),
                    'membership': membership(member, paid, called, grace),
                    **({'choices': choosing[member.id]} if member.id in choosing else {}),
                    'entries': entries.of[member.party]}))
    return told


def _note(feed, rows, told, generation):
    "Note in the rows what is told of each member, and who is no more."
    for id_, member in told:
        rows.setdefault(id_, Row(id_)).tell(
            digest(member), Decimal(member['balance']), generation)
    present = _present(feed)
    for id_ in rows.keys() - present.keys():
        rows[id_].tell(None, ZERO, generation)


def _total(rows):
    return sum((row.balance for row in rows.values()), ZERO)


def _answer(feed, generation, base, rows, told, gone):
    digests = sorted(row.digest for row in rows.values() if row.digest)
    unmatched = whole.unmatched(feed)
    day = bank.known_until(feed.company)
    return json.dumps({
            'contract': STATEMENTS,
            'ledger': feed.epoch,
            'generation': generation,
            'as_of': dt.datetime.now(dt.UTC).strftime('%Y-%m-%dT%H:%M:%SZ'),
            'currency': feed.company.currency.code,
            # As this transaction finds it: no batch can come between it and the balances
            'cursor': feed.cursor,
            'bank_known_until': str(day) if day else None,
            'base': base,
            'count': len(digests),
            'total': str(_total(rows)),
            'digest': digest({'members': digests, 'unmatched': unmatched}),
            'members': [member for _, member in told],
            'gone': gone,
            'unmatched': unmatched,
            }, ensure_ascii=False)
