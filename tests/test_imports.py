"""The three parts meet in the contract alone: what each may import is held here."""
import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = {
    'trytond_asso_members': ROOT / 'trytond_asso_members',
    'asso_bridge': ROOT / 'bridge' / 'asso_bridge',
    'asso_portal': ROOT / 'portal' / 'asso_portal',
    }
# The one file of the bridge that speaks with Tryton
RPC_FILE = PARTS['asso_bridge'] / 'ledger' / 'tryton.py'
RPC = {'proteus', 'xmlrpc'}


def sources(part):
    return sorted(PARTS[part].rglob('*.py'))


def imported(path):
    """The top names that a file imports, wherever in it; relative ones are its own part's."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition('.')[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.partition('.')[0])
    return names


def offenders(part, forbidden, but=()):
    return {
        str(path.relative_to(ROOT)): imported(path) & forbidden
        for path in sources(part)
        if path not in but and imported(path) & forbidden}


def test_parts_are_where_they_are_looked_for():
    assert sources('trytond_asso_members') != []
    assert sources('asso_bridge') != []
    assert RPC_FILE.exists()


@pytest.mark.parametrize('part', PARTS)
def test_part_that_imports_another_part_is_found(part):
    assert offenders(part, PARTS.keys() - {part}) == {}


def test_bridge_that_imports_the_server_is_found():
    assert offenders('asso_bridge', {'trytond'}) == {}


def test_bridge_that_speaks_with_tryton_in_another_file_is_found():
    assert offenders('asso_bridge', RPC, but=[RPC_FILE]) == {}


@pytest.mark.parametrize('part', ['trytond_asso_members', 'asso_bridge'])
def test_django_outside_of_the_portal_is_found(part):
    assert offenders(part, {'django'}) == {}


def test_module_that_imports_the_bridges_libraries_is_found():
    assert offenders(
        'trytond_asso_members',
        {'proteus', 'requests', 'typer', 'rich', 'structlog', 'xmlrpc'}) == {}


@pytest.mark.parametrize('statement, name', [
        ('import trytond.pool', 'trytond'),
        ('from django.db import models', 'django'),
        ('def f():\n    from proteus import Model', 'proteus'),
        ])
def test_import_however_written_is_seen(tmp_path, statement, name):
    path = tmp_path / 'example.py'
    path.write_text(statement)
    assert imported(path) == {name}


def test_relative_import_is_of_the_part_itself(tmp_path):
    path = tmp_path / 'example.py'
    path.write_text('from . import records\nfrom .sources import dump')
    assert imported(path) == set()
