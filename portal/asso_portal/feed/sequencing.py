"""Give numbers to what has changed: one writer at a time, committed changes only.

So a new number is higher than any that a reader has seen, however late its change was committed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F

from .. import conf
from ..models import Feed, Issued, Mark, Record
from ..records import NO_DIGEST, TYPES, digest
from .keys import existing, normal, sources
from .rendering import rendered

MARKS = 500  # read at once
PATIENCE = "5s"  # for another that holds the lock


def sequence() -> bool:
    """Number what some of the marks name; return whether there are more marks."""
    if Feed.objects.filter(stale=False).exists() and not Mark.objects.exists():
        return False
    with transaction.atomic():
        feed = lock()
        if feed.stale:
            for source in sources():
                mark_all(source)
            feed.stale = False
        marks = list(Mark.objects.order_by("id")[:MARKS])
        changes: list[Record] = []
        for source, keys in _concerned(marks).items():
            found = differences(source, keys)
            _mark_dependents(source, [each.key for each in found if each.rev > 1])
            changes += found
        _publish(feed, changes)
        # By id, only those that we read: one with a lower id may be committed after our reading
        Mark.objects.filter(id__in=[mark.id for mark in marks]).delete()
        return Mark.objects.exists()


def lock() -> Feed:
    """Return the feed, locked; until the transaction ends, all that is read is of one moment."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            # It waits without fixing what we see: we see all that is committed before it is granted
            cursor.execute(f"LOCK TABLE {Feed._meta.db_table} IN EXCLUSIVE MODE")
    else:
        # SQLite has one writer: a transaction that writes before it reads is alone
        Feed.objects.update(seq=F("seq"))
    return Feed.objects.get_or_create(pk=1)[0]


def mark_all(source: str) -> None:
    """Mark all that the source has, and all that it had when it was last served."""
    known = Record.objects.filter(source=source, deleted=False).values_list("key", flat=True)
    mark(source, dict.fromkeys([*existing(source), *known]))


def mark(source: str, keys: Iterable[str]) -> None:
    """Have the next `sequence` look at these; one that has not changed gets no number."""
    Mark.objects.bulk_create([Mark(source=source, key=key) for key in keys], batch_size=2000)


def _concerned(marks: Iterable[Mark]) -> Mapping[str, list[str]]:
    """The keys that are marked, by source, in the order of the sources; each once.

    A mark without a key is replaced by one for each record, for a later call.
    """
    found: dict[str, dict[str, None]] = {source: {} for source in sources()}
    for each in marks:
        if each.source not in found:  # a source of an earlier mapping
            continue
        if each.key is None:
            mark_all(each.source)
        elif key := normal(each.source, each.key):
            found[each.source][key] = None
    return {source: list(keys) for source, keys in found.items() if keys}


def differences(source: str, keys: list[str]) -> list[Record]:
    """The records of these keys that differ from what was last served, without a number yet."""
    known: dict[str, dict[tuple[str, str], Record]] = defaultdict(dict)
    for record in Record.objects.filter(source=source, key__in=keys):
        known[record.key][record.type, record.external_id] = record
    found = []
    written = rendered(source, keys)
    for key in keys:
        for kind, id, text in written.get(key, ()):
            before = known[key].pop((kind, id), None)
            if not before or before.digest != digest(text):
                found.append(_state(source, key, kind, id, before, digest(text), text))
        for (kind, id), before in known[key].items():
            if not before.deleted:
                found.append(_state(source, key, kind, id, before, NO_DIGEST, ""))
    return found


def _state(
    source: str, key: str, kind: str, id: str, before: Record | None, hash: str, text: str
) -> Record:
    return Record(
        source=source,
        key=key,
        type=kind,
        external_id=id,
        rev=before.rev + 1 if before else 1,
        deleted=hash == NO_DIGEST,
        digest=hash,
        content=text,
    )


def _mark_dependents(source: str, keys: list[str]) -> None:
    """Mark the records of other sources that show something of these, which have changed."""
    dependents = getattr(conf.mapping(), "dependents", None)
    if keys and dependents:
        for other, others in dependents(source, keys).items():
            mark(other, others)


def _publish(feed: Feed, changes: list[Record]) -> None:
    issued = []
    for change in sorted(changes, key=_order):
        feed.seq += 1
        feed.chain = _link(feed.chain, change)
        change.seq = feed.seq
        issued.append(Issued(seq=feed.seq, chain=feed.chain))
    Record.objects.bulk_create(
        changes,
        update_conflicts=True,
        unique_fields=["type", "external_id"],
        update_fields=["source", "key", "seq", "rev", "deleted", "digest", "content"],
    )
    Issued.objects.bulk_create(issued)
    feed.save()


def _order(change: Record) -> tuple[int, int]:
    """Deleted payments (they free their bills), what is new or changed, other deletions."""
    rank = TYPES.index(change.type) if change.type in TYPES else len(TYPES)
    if not change.deleted:
        return 1, rank
    return (0, 0) if change.type == "payment" else (2, -rank)


def _link(chain: str, change: Record) -> str:
    text = f"{chain} {change.type} {change.external_id} {change.rev} {change.digest}"
    return hashlib.sha256(text.encode()).hexdigest()
