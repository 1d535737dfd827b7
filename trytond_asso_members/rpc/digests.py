"""What the feed holds, as digests: the bridge sends only what differs."""
from sql import Null
from sql.aggregate import Count
from trytond.pool import Pool

from .. import bulk
from ..feed.binding import AGAIN


def counts(feed):
    "Return {type: number of records that are bound and not deleted}."
    binding = Pool().get('asso.binding').__table__()
    return dict(bulk.select(binding.select(
                binding.type, Count(binding.id),
                where=(binding.feed == feed.id)
                & (binding.deleted == False),  # noqa: E712
                group_by=binding.type)))


def is_again(feed):
    "Whether the portal is to send a record again that is not in quarantine."
    pool = Pool()
    binding = pool.get('asso.binding').__table__()
    entry = pool.get('asso.quarantine').__table__()
    return bool(bulk.select(binding.join(entry, 'LEFT', condition=(
                    (entry.feed == binding.feed) & (entry.type == binding.type)
                    & (entry.external_id == binding.external_id)))
            .select(
                binding.id, limit=1,
                where=(binding.feed == feed.id) & (binding.digest == AGAIN)
                & (binding.deleted == False)  # noqa: E712
                & (entry.id == Null))))


def page(feed, type_, after, limit):
    """Lines `id digest`: what is bound and not deleted, then what is in quarantine.

    A record with a change in quarantine has only the line of that change.
    The last line is `next KEY` while there is more; KEY is the next `after`.
    """
    after = after or 'B0'
    part, last = after[0], int(after[1:])
    pool = Pool()
    binding = pool.get('asso.binding').__table__()
    entry = pool.get('asso.quarantine').__table__()
    lines = []
    if part == 'B':
        rows = bulk.select(binding.join(entry, 'LEFT', condition=(
                    (entry.feed == binding.feed) & (entry.type == binding.type)
                    & (entry.external_id == binding.external_id)))
            .select(
                binding.id, binding.external_id, binding.digest, entry.id,
                where=(binding.feed == feed.id) & (binding.type == type_)
                & (binding.deleted == False)  # noqa: E712
                & (binding.id > last),
                order_by=binding.id, limit=limit))
        lines = [f'{id_} {digest}' for _, id_, digest, e in rows if e is None]
        key = f'B{rows[-1][0]}' if len(rows) == limit else 'Q0'
    else:
        rows = bulk.select(entry.select(
                entry.id, entry.external_id, entry.digest,
                where=(entry.feed == feed.id) & (entry.type == type_)
                & (entry.id > last),
                order_by=entry.id, limit=limit))
        lines = [f'{id_} {digest}' for _, id_, digest in rows]
        key = f'Q{rows[-1][0]}' if len(rows) == limit else None
    if key:
        lines.append(f'next {key}')
    return '\n'.join(lines)
