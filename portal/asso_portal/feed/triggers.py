"""Triggers of the database, which mark whatever changes, raw SQL and bulk updates included.

The name of each ends in the digest of its text, so a trigger of that name is the right one. A row
that names no record (a line without an invoice) makes no mark.
"""

import hashlib
from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connections

from ..models import Feed, Mark
from .keys import Watched, watched

PREFIX = "asso_portal_"
FUNCTION = "asso_portal_note"
# {schema}: the writer may have another search path, and no rights on the table of marks
NOTE = """
CREATE OR REPLACE FUNCTION {schema}.{function}() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before text; after text;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO {schema}.{mark} (source, key) VALUES (TG_ARGV[0], NULL);
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD) ->> TG_ARGV[1]; END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW) ->> TG_ARGV[1]; END IF;
    INSERT INTO {schema}.{mark} (source, key)
        SELECT DISTINCT TG_ARGV[0], named FROM unnest(ARRAY[before, after]) named
        WHERE named IS NOT NULL;
    RETURN NULL;
END $$
"""
ROWS = """AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {schema}.{function}('{source}', '{column}')"""
TRUNCATED = """AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {schema}.{function}('{source}')"""
SQLITE = {
    "INSERT": "SELECT '{source}', NEW.{column} WHERE NEW.{column} IS NOT NULL",
    "DELETE": "SELECT '{source}', OLD.{column} WHERE OLD.{column} IS NOT NULL",
    "UPDATE": "SELECT '{source}', OLD.{column} WHERE OLD.{column} IS NOT NULL "
    "UNION SELECT '{source}', NEW.{column} WHERE NEW.{column} IS NOT NULL",
}
INSTALLED = {
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger JOIN pg_class c "
    "ON c.oid = tgrelid WHERE starts_with(tgname, 'asso_portal_') AND tgenabled IN ('O', 'A') "
    "AND c.relnamespace = current_schema()::regnamespace",
    "sqlite": "SELECT name, '\"' || tbl_name || '\"' FROM sqlite_master "
    "WHERE type = 'trigger' AND name GLOB 'asso_portal_*'",
}


class Unsupported(Exception):
    """This kind of database cannot tell what changes."""


def possible() -> bool:
    """Whether this database can have triggers, and has the table that they write to."""
    connection = connections[DEFAULT_DB_ALIAS]
    return (
        connection.vendor in INSTALLED
        and Mark._meta.db_table in connection.introspection.table_names()
    )


def install() -> bool:
    """Have exactly the triggers that are needed; return whether any of them was missing."""
    wanted, there = expected(), installed()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for name in there.keys() - wanted.keys():
            _drop(cursor, name, there[name])
        if _vendor() == "postgresql":
            cursor.execute(NOTE.format(**_names(cursor)))
        missing = wanted.keys() - there.keys()
        for name in sorted(missing):
            cursor.execute(wanted[name])
    if missing:
        Feed.objects.update(stale=True)
    return bool(missing)


def remove() -> None:
    """Remove them all: without the table of marks, a trigger would refuse every write."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for name, table in installed().items():
            _drop(cursor, name, table)
        if _vendor() == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def missing() -> set[str]:
    """The tables whose changes may go unseen."""
    there = installed()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        names = _names(cursor)
    return {
        each.table
        for each in watched()
        for name, _ in _definitions(each, names)
        if name not in there
    }


def expected() -> dict[str, str]:
    """{name: statement that makes it} for the tables that exist."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        names = _names(cursor)
    there = [each for each in watched() if each.table in tables]
    return dict(each for watch in there for each in _definitions(watch, names))


def installed() -> dict[str, str]:
    """{name: quoted table}"""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(INSTALLED[_vendor()])
        return dict(cursor.fetchall())


def _vendor() -> str:
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    if vendor not in INSTALLED:
        raise Unsupported(vendor)
    return vendor


def _names(cursor) -> dict[str, str]:  # type: ignore[no-untyped-def]
    names = {"function": FUNCTION, "mark": f'"{Mark._meta.db_table}"'}
    if _vendor() == "postgresql":
        cursor.execute("SELECT quote_ident(current_schema())")
        names["schema"] = cursor.fetchone()[0]
    return names


def _definitions(watch: Watched, names: dict[str, str]) -> Iterable[tuple[str, str]]:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    if _vendor() == "postgresql":
        for form in (ROWS, TRUNCATED):
            text = form.format(
                table=quote(watch.table), source=watch.source, column=watch.column, **names
            )
            yield _named(text)
    else:
        for event, form in SQLITE.items():
            rows = form.format(source=watch.source, column=quote(watch.column))
            yield _named(
                f"AFTER {event} ON {quote(watch.table)} BEGIN "
                f"INSERT INTO {names['mark']} (source, key) {rows}; END"
            )


def _named(text: str) -> tuple[str, str]:
    name = PREFIX + hashlib.sha256(text.encode()).hexdigest()[:12]
    return name, f"CREATE TRIGGER {name} {text}"


def _drop(cursor, name: str, table: str) -> None:  # type: ignore[no-untyped-def]
    on = f" ON {table}" if _vendor() == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER {name}{on}")
