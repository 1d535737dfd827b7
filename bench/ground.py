"""Where it is measured: a PostgreSQL, databases that are ready, a process for each measure."""
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.databases import Database
from tests.postgresql import PostgreSQL, why_not
from tests.server import Server


class Ground:
    "A PostgreSQL that lives as long as the bench"

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._backend = PostgreSQL(directory)
        self._backend.write_config()
        self._backend.start()

    @contextmanager
    def database(self, name: str) -> Iterator[Database]:
        "A database of its own, in which an association is set up"
        database = self._backend.create(name)
        try:
            yield database
        finally:
            database.drop()

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
    if reason := why_not():
        raise SystemExit(reason)
    directory = Path(tempfile.mkdtemp(prefix='asso-bench-'))
    made = None
    try:
        made = Ground(directory)
        yield made
    finally:
        if made:
            made._backend.close()
        shutil.rmtree(directory, ignore_errors=True)


def alone(function: Callable[..., Any], *arguments: Any) -> Any:
    "Call the function in a fresh process, which nothing before has filled or warmed"
    context = multiprocessing.get_context('spawn')
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()
