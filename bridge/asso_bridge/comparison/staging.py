"""The temporary SQLite file in which the two sides are laid beside each other; deleted at the end.

All that grows with the portal is kept here, not in memory.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from ..contract.digest import NO_DIGEST, canonical, digest
from ..contract.records import TYPES, Problem, Type
from ..sources.base import Found, Source
from ..sources.live import LivePortal

TABLES = """
pragma journal_mode = off; pragma synchronous = off;
create table change (
    seq integer primary key, type text, id text, op text, digest text, content text, owner text,
    unique (type, id));
create table bound (type text, id text, digest text, primary key (type, id)) without rowid;
create table step (
    seq integer primary key, type text, id text, op text, digest text, content text, owner text,
    cursor text);
"""
# The order in which one record may need another; a member's credit notes and payments together.
# Then by date, as the ledger numbers dues and credit notes in the order in which they are sent.
RANK = "case type {} end".format(
    " ".join(f"when '{kind}' then {min(rank, 4)}" for rank, kind in enumerate(TYPES))
)
# Deletions of payments come first, as they free bills; what others may need is deleted last.
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
            if found.content is None:
                self.db.execute(
                    "delete from change where type = ? and id = ?", (found.type, found.id)
                )
            else:
                self._lay("insert or replace into change values (null, ?, ?, ?, ?, ?, ?)", found)
        self.db.execute("commit")

    def follow(self, source: LivePortal) -> int:
        """Lay down what has changed as the plan itself, and return the number of changes."""
        self.db.execute("begin")
        for page in source.pages():
            for found in page:
                self._lay("insert into step values (null, ?, ?, ?, ?, ?, ?, null)", found)
            self._stand(source.cursor)
        self.db.execute("commit")
        return self.count("step")

    def _lay(self, statement: str, found: Found) -> None:
        operation, hash, text = "delete", NO_DIGEST, None
        if found.content is not None:
            operation = "unreadable" if isinstance(found.content, Problem) else "upsert"
            canonical_json = canonical(found.content)
            hash, text = digest(canonical_json), canonical_json.decode()
        self.db.execute(statement, (found.type, found.id, operation, hash, text, found.group))

    def _stand(self, cursor: str) -> None:
        """Note the cursor that holds once all steps so far are applied."""
        self.db.execute(
            "update step set cursor = ? where seq = (select max(seq) from step)", (cursor,)
        )

    def bind(self, kind: Type, lines: Iterable[tuple[str, str]]) -> None:
        """Lay down what the ledger holds already: (id, digest)."""
        self.db.execute("begin")
        self.db.executemany(
            "insert or replace into bound values (?, ?, ?)",
            ((kind, id, hash) for id, hash in lines),
        )
        self.db.execute("commit")

    def plan(self, cursor: str = "") -> int:
        """Work out the changes that lead to this state of the portal, and return their number."""
        self.db.execute("begin")
        for kind in PLAN:
            if kind is None:
                self.db.execute(f"""
                    insert into step (type, id, op, digest, content, owner)
                    select type, id, op, digest, content, owner from change c where not exists (
                        select 1 from bound b
                        where b.type = c.type and b.id = c.id and b.digest = c.digest)
                    order by {RANK}, owner, type = 'payment', content ->> 'date', seq""")
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
        self._stand(cursor)
        self.db.execute("commit")
        return self.count("step")

    def count(self, table: str) -> int:
        return int(self.db.execute(f"select count(*) from {table}").fetchone()[0])

    def batches(
        self, size: int | Callable[[], int]
    ) -> Iterator[tuple[list[dict[str, Any]], str | None]]:
        """The changes of the plan, and the cursor that holds after them, if there is one.

        A member's payments stay together, up to five times the size, which may change from
        batch to batch.
        """
        limit = size() if callable(size) else size
        batch: list[dict[str, Any]] = []
        last = stands = None
        for kind, id, operation, hash, content, owner, cursor in self.db.execute(
            "select type, id, op, digest, content, owner, cursor from step order by seq"
        ):
            together = owner and owner == last and len(batch) < 5 * limit
            if batch and (stands or (len(batch) >= limit and not together)):
                yield batch, stands
                batch = []
                limit = size() if callable(size) else size
            change = {"type": kind, "id": id, "op": operation, "digest": hash}
            if content:
                change["problem" if operation == "unreadable" else "data"] = json.loads(content)
            batch.append(change)
            last, stands = owner, cursor
        if batch:
            yield batch, stands

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

    def same(self) -> int:
        """How many of the portal's records need no change."""
        return sum(figure["same"] for figure in self.figures().values())

    def first(self, number: int) -> list[tuple[str, str, str]]:
        """(type, id, op) of the first changes of the plan."""
        return self.db.execute(
            "select type, id, op from step order by seq limit ?", (number,)
        ).fetchall()

    def unreadable(self, table: str) -> int:
        query = f"select count(*) from {table} where op = 'unreadable'"
        return int(self.db.execute(query).fetchone()[0])

    def deleted(self, kind: Type) -> int:
        """How many deletions of a type the plan has."""
        query = "select count(distinct id) from step where type = ? and op = 'delete'"
        return int(self.db.execute(query, (kind,)).fetchone()[0])

    def bound(self, kind: str) -> int:
        return int(
            self.db.execute("select count(*) from bound where type = ?", (kind,)).fetchone()[0]
        )

    def readable(self, kind: Type) -> int:
        """How many records of a type the portal holds."""
        query = "select count(*) from change where type = ? and op = 'upsert'"
        return int(self.db.execute(query, (kind,)).fetchone()[0])
