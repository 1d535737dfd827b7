"""The same documents by the bridge and the feed, over XML-RPC with a real server."""
import json
from dataclasses import dataclass
from pathlib import Path

from tests.databases import Database
from tests.server import Server

from . import bridge
from .documents import Document, dump
from .ground import alone


@dataclass
class Fed:
    """Seconds for one document: in the calls of apply, and the bridge's own before and after.

    The bridge's own is a whole run: reading the dump, login, comparing, the balances, the export.
    """
    apply: float
    bridge: float

    @property
    def whole(self) -> float:
        return self.apply + self.bridge


def bring_members(
        server: Server, database: Database, made: list[Document], folder: Path) -> None:
    "What the documents need to be there before; not counted"
    _run(server, database, made, [], folder)


def measure(server: Server, database: Database, made: list[Document], folder: Path) -> Fed:
    "One run, which finds all documents new"
    ran = _run(server, database, made, made, folder)
    return Fed(ran.applying / len(made), (ran.seconds - ran.applying) / len(made))


def _run(
        server: Server, database: Database, made: list[Document], sent: list[Document],
        folder: Path) -> bridge.Ran:
    members = max(document.member for document in made) + 1
    file = folder / f'{database.name}-{len(sent)}.json'
    file.write_text(json.dumps(dump(members, sent)), encoding='utf-8')
    ran: bridge.Ran = alone(
        bridge.run, f'http://127.0.0.1:{server.port}', database.name, file, folder)
    return ran
