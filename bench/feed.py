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
    "Seconds for one document: in the calls of apply, and the bridge's own before and after"
    apply: float
    bridge: float


def measure(server: Server, database: Database, made: list[Document], folder: Path) -> Fed:
    "The members are brought in by a run before, which is not counted."
    members = max(document.member for document in made) + 1
    for name, part in [('members', []), ('all', made)]:
        file = folder / f'{database.name}-{name}.json'
        file.write_text(json.dumps(dump(members, part)), encoding='utf-8')
        ran = alone(bridge.run, f'http://127.0.0.1:{server.port}', database.name, file, folder)
    return Fed(ran.applying / len(made), (ran.seconds - ran.applying) / len(made))
