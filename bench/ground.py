"""Where it is measured: databases that are ready, servers, a process for each measure."""
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.databases import Database, SQLite, in_memory
from tests.postgresql import PostgreSQL, why_not
from tests.server import Server


class Ground:
    "Where the databases are of one kind, as long as the bench has them"

    def __init__(self, directory: Path, backend: PostgreSQL | SQLite) -> None:
        self.directory = directory
        self._backend = backend
        self._backend.write_config()
        self._backend.start()

    @contextmanager
    def database(self, name: str, layer: str = 'ready') -> Iterator[Database]:
        "A database of its own, in which an association is set up; layers: see tests.databases"
        database = self._backend.create(name, layer)
        try:
            yield database
        finally:
            database.drop()

    @property
    def has_copy(self) -> bool:
        return isinstance(self._backend, PostgreSQL)

    def keep(self, database: Database) -> Path:
        "What the database holds now; a server may go on writing to it, if it is on PostgreSQL"
        kept = self.directory / f'{database.name}_kept.dump'
        self._backend.save(database.name, kept)
        return kept

    @contextmanager
    def again(self, kept: Path, name: str) -> Iterator[str]:
        "The address of a database of its own that holds what was kept"
        self._backend.copy(kept, name)
        try:
            yield f'{self._backend.uri}{name}'
        finally:
            self._backend.drop(name)

    @contextmanager
    def empty(self, name: str) -> Iterator[str]:
        "The address of a database that has nothing yet"
        self._backend.create_empty(name)
        try:
            yield f'{self._backend.uri}{name}'
        finally:
            self._backend.drop(name)

    @contextmanager
    def server(self, database: Database) -> Iterator[Server]:
        server = Server(database)
        try:
            yield server.start()
        finally:
            server.stop()


@contextmanager
def ground() -> Iterator[Ground]:
    "On a PostgreSQL of its own, which need not write to the disk before it goes on"
    if reason := why_not():
        raise SystemExit(reason)
    with _folder(None) as directory:
        backend = PostgreSQL(directory)
        try:
            yield Ground(directory, backend)
        finally:
            backend.close()


@contextmanager
def sqlite_ground() -> Iterator[Ground]:
    "On SQLite, in memory if there is room, so that no way waits for the disk there either"
    with _folder(in_memory()) as directory:
        yield Ground(directory, SQLite(directory))


@contextmanager
def _folder(where: Path | None) -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix='asso-bench-', dir=where))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def alone(function: Callable[..., Any], *arguments: Any) -> Any:
    "Call the function in a fresh process, which nothing before has filled or warmed"
    context = multiprocessing.get_context('spawn')
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()
