"""The members of an association in the order of the contract, and until when their dues are."""
from typing import NamedTuple

from trytond.pool import Pool

from .. import bulk
from ..feed.words import order_of_id


class Told(NamedTuple):
    "A member; `external` is the portal's id, None for whom only the ledger knows."
    id: int
    external: str | None
    number: str
    party: int
    status: str


def members(feed, parties=None):
    "Return the members of the feed's company, or those of the parties, by the portal's id."
    pool = Pool()
    member = pool.get('asso.member').__table__()

    def query(where=None):
        own = member.company == feed.company.id
        return member.select(
            member.id, member.number, member.party, member.status,
            where=own if where is None else own & where)
    if parties is None:
        rows = bulk.select(query())
        externals = _externals(feed)
    else:
        rows = bulk.select_among(query, member.party, parties)
        externals = _externals(feed, [id_ for id_, *_ in rows])
    return sorted((
            Told(id_, externals.get(bulk.reference('asso.member', id_)), *others)
            for id_, *others in rows),
        key=lambda m: (order_of_id(m.external), order_of_id(m.number)))


def _externals(feed, ids=None):
    "Return {reference of the member: the portal's id}."
    Binding = Pool().get('asso.binding')
    binding = Binding.__table__()

    def query(where=None):
        # One that the portal has deleted may still owe
        own = (binding.feed == feed.id) & (binding.type == 'member')
        return binding.select(
            binding.record, binding.external_id, binding.deleted, binding.merged, binding.id,
            where=own if where is None else own & where)
    bound = bulk.select(query()) if ids is None else bulk.select_among(
        query, binding.record, [bulk.reference('asso.member', id_) for id_ in ids])
    return {
        record: external for record, external, *_ in sorted(
            bound, key=lambda row: Binding.rank(*row[2:]))}


def membership(member, paid, called, grace=None):
    """What is told of a membership; `paid` and `called` are {party: last day}.

    `grace`: for how many days dues may be late; nothing is told where the association has not said.
    """
    days = {
        'paid_until': paid.get(member.party), 'called_until': called.get(member.party)}
    return {
        'state': member.status,
        **{name: str(day) if day else None for name, day in days.items()},
        **({} if grace is None else {'grace_days': grace})}
