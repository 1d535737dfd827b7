"""Connections to SQLite that serve one transaction after the other, as those to PostgreSQL do.

Tryton connects to SQLite for each transaction, which then reads what 400 tables are: 7 ms. A test
has some thirty transactions.
"""
import os
import sqlite3
import threading
from contextlib import suppress

# By name: connections that no transaction uses, each with the file that it is to
_FREE = {}


def _file(name):
    from trytond import config
    with suppress(OSError):
        return os.stat(f'{config.get("database", "path")}/{name}.sqlite').st_ino
    return None


def keep():
    "Keep the connections of this process's first thread, from now on"
    from trytond.backend.sqlite.database import Database
    connect = Database.connect

    def connect_again(self):
        free = _FREE.get(self.name) if _is_first_thread() and self._conn is None else None
        while free:
            connection, file = free.pop()
            # The database may have been replaced since
            if file == _file(self.name):
                self._conn = connection
                return self
            connection.close()
        return connect(self)

    def give_back(self):
        if self._conn is None or self.name == ':memory:' or not _is_first_thread():
            return
        # It may be another thread's, or closed
        with suppress(sqlite3.ProgrammingError):
            self._conn.rollback()
            _FREE.setdefault(self.name, []).append((self._conn, _file(self.name)))

    Database.connect = connect_again
    Database.__del__ = give_back


def close(name):
    "Close what is kept of a database, which may then be replaced"
    for connection, _ in _FREE.pop(name, []):
        connection.close()


def _is_first_thread():
    return threading.current_thread() is threading.main_thread()
