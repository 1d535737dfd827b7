"""Edits the site's tables in a process of its own: python -m tests.loop.editor

Reads one JSON list a line, [command, argument...], does it, and answers one line of JSON.
"""
import json
import os
import random
import sys
import tempfile
import time
from datetime import timedelta

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tests.site.settings')
django.setup()

from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402

from asso_portal.models import SCOPES, Token  # noqa: E402
from tests.loop import edits, tables  # noqa: E402


def edit(seed, count):
    "Make so many random edits, each in a transaction; return their names, None for one not made"
    chance = random.Random(seed)
    return [patiently(edits.one, chance) for _ in range(count)]


def patiently(function, *arguments):
    "Try again: SQLite gives up at once when two transactions that have read want to write"
    for _ in range(100):
        try:
            return function(*arguments)
        except OperationalError:
            time.sleep(0.1)
    return function(*arguments)


def sql(statement, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def load(rows):
    "Fill the site by Django's loaddata from rows of a dump"
    with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
        json.dump(rows, file)
        file.flush()
        call_command('loaddata', file.name, verbosity=0)


def token(name, scopes):
    return Token.issue(name, scopes or SCOPES, timedelta(days=1))[1]


def member(username):
    "Make a member as a form would"
    return edits.model('members.Member').objects.create(username=username).pk


def staff(username):
    "Make a user who may see every member's page; return the key of a session"
    return session_of(edits.model('members.Member').objects.create_superuser(username))


def login(pk):
    "Let a member log in; return the key of a session"
    return session_of(edits.model('members.Member').objects.get(pk=pk))


def session_of(user):
    session = SessionStore()
    session.update({
        SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
        BACKEND_SESSION_KEY: 'django.contrib.auth.backends.ModelBackend'})
    session.save()
    return session.session_key


COMMANDS = {
    'edit': edit, 'load': load, 'token': token, 'member': member, 'staff': staff, 'login': login,
    'sql': sql, 'rows': tables.rows, 'holds': tables.holds}


def main():
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        print(json.dumps(COMMANDS[command](*arguments)), flush=True)
        connection.close()


if __name__ == '__main__':
    main()
