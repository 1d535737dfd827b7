"""The temporary SQLite file in which the two sides are laid beside each other; deleted at the end.

Everything that could grow with the portal is here and not in memory.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from .digest import NO_DIGEST, canonical, digest
from .errors import BadSource
from .records import TYPES, Problem, Type
from .sources.base import Source

TABLES = """
pragma journal_mode = off; pragma synchronous = off;
create table change (
    seq integer primary key, type text, id text, op text, digest text, content text, owner text,
    unique (type, id));
create table bound (type text, id text, digest text, primary key (type, id)) without rowid;
create table step (
    seq integer primary key, type text, id text, op text, digest text, content text, owner text);
"""
# A payment that goes frees its bills, and what goes last was needed by others until then.
PLAN = ("payment", None, "credit_note", "bill", "subscription", "member", "offer")


class Staging:
    def __enter__(self) -> Self:
        with ExitStack() as opening:
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="asso-bridge-"))
            self.db = sqlite3.connect(Path(folder) / "staging.sqlite", isolation_level=None)
            opening.callback(self.db.close)
            self.db.executescript(TABLES)
            self._closing = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def fetch(self, source: Source) -> None:
        """Lay down all that the portal holds."""
        self.db.execute("begin")
        for found in source.found():
            text = canonical(found.content)
            operation = "unreadable" if isinstance(found.content, Problem) else "upsert"
            try:
                self.db.execute(
                    "insert into change values (null, ?, ?, ?, ?, ?, ?)",
                    (found.type, found.id, operation, digest(text), text.decode(), found.group),
                )
            except sqlite3.IntegrityError:
                raise BadSource(f"The portal holds the {found.type} {found.id} twice.") from None
        self.db.execute("commit")

    def bind(self, kind: Type, lines: Iterable[tuple[str, str]]) -> None:
        """Lay down what the ledger holds already: (id, digest)."""
        self.db.execute("begin")
        self.db.executemany(
            "insert or replace into bound values (?, ?, ?)",
            ((kind, id, hash) for id, hash in lines),
        )
        self.db.execute("commit")

    def plan(self) -> int:
        """Work out the changes that are needed, in order, and return their number."""
        self.db.execute("begin")
        for kind in PLAN:
            if kind is None:
                self.db.execute("""
                    insert into step (type, id, op, digest, content, owner)
                    select type, id, op, digest, content, owner from change c where not exists (
                        select 1 from bound b
                        where b.type = c.type and b.id = c.id and b.digest = c.digest)
                    order by seq""")
            else:
                self.db.execute(
                    """
                    insert into step (type, id, op, digest, owner)
                    select type, id, 'delete', ?, '' from bound b
                    where type = ? and digest <> ? and not exists (
                        select 1 from change c where c.type = b.type and c.id = b.id)
                    order by length(id), id""",
                    (NO_DIGEST, kind, NO_DIGEST),
                )
        self.db.execute("commit")
        return self.count("step")

    def count(self, table: str) -> int:
        return int(self.db.execute(f"select count(*) from {table}").fetchone()[0])

    def batches(self, size: int) -> Iterator[list[dict[str, Any]]]:
        """The changes of the plan; a member's payments stay together, up to five times the size."""
        batch: list[dict[str, Any]] = []
        last = None
        for kind, id, operation, hash, content, owner in self.db.execute(
            "select type, id, op, digest, content, owner from step order by seq"
        ):
            together = owner and owner == last and len(batch) < 5 * size
            if len(batch) >= size and not together:
                yield batch
                batch = []
            change = {"type": kind, "id": id, "op": operation, "digest": hash}
            if content:
                change["problem" if operation == "unreadable" else "data"] = json.loads(content)
            batch.append(change)
            last = owner
        if batch:
            yield batch

    def figures(self) -> dict[str, dict[str, int]]:
        """{type: {new, changed, deleted, unreadable, same: records that need no change}}."""
        figures: dict[str, dict[str, int]] = {}
        for kind in TYPES:
            steps = dict(
                self.db.execute(
                    "select op, count(*) from step where type = ? group by op", (kind,)
                ).fetchall()
            )
            held = self.db.execute(
                "select count(*) from change where type = ?", (kind,)
            ).fetchone()[0]
            new = self.db.execute(
                "select count(*) from step s where type = ? and op = 'upsert' and not exists ("
                "select 1 from bound b where b.type = s.type and b.id = s.id)",
                (kind,),
            ).fetchone()[0]
            unreadable, deletions = steps.get("unreadable", 0), steps.get("delete", 0)
            figures[kind] = {
                "new": new,
                "changed": steps.get("upsert", 0) - new,
                "deleted": deletions,
                "unreadable": unreadable,
                "same": held - steps.get("upsert", 0) - unreadable,
            }
        return figures

    def first(self, number: int) -> list[tuple[str, str, str]]:
        """(type, id, op) of the first changes of the plan."""
        return self.db.execute(
            "select type, id, op from step order by seq limit ?", (number,)
        ).fetchall()

    def unreadable(self) -> int:
        return int(
            self.db.execute("select count(*) from change where op = 'unreadable'").fetchone()[0]
        )

    def bound(self, kind: str) -> int:
        return int(
            self.db.execute("select count(*) from bound where type = ?", (kind,)).fetchone()[0]
        )

    def readable(self, kind: Type) -> int:
        """How many records of a type the portal holds."""
        query = "select count(*) from change where type = ? and op = 'upsert'"
        return int(self.db.execute(query, (kind,)).fetchone()[0])
