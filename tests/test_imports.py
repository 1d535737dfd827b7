"""The three parts meet in the contract alone: what each may import is held here."""
import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = {
    'trytond_asso_members': ROOT / 'trytond_asso_members',
    'asso_bridge': ROOT / 'bridge' / 'asso_bridge',
    'asso_portal': ROOT / 'portal' / 'asso_portal',
    }
# The one file of the bridge that speaks with Tryton
RPC_FILE = PARTS['asso_bridge'] / 'tryton.py'
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


# -- the rooms of the portal, ground floor first: which others each may import
PORTAL_ROOMS = {
    # What all share: settings, the forms of records and values, a query of several models
    'conf, records, united, values': set(),
    'models': {'conf, records, united, values'},
    'coin': {'conf, records, united, values'},
    'feed': {'conf, records, united, values', 'models'},
    'intake': {'conf, records, united, values', 'models', 'feed'},
    'page': {'conf, records, united, values', 'models'},
    'api': {'conf, records, united, values', 'models', 'feed', 'intake'},
    'management': {'models', 'feed'},
    'migrations': {'feed'},
    'templatetags': {'conf, records, united, values', 'models'},
    # What Django and a site's settings name
    'admin, apps, checks, pages, urls': {
        'conf, records, united, values', 'models', 'feed', 'page', 'api'},
    }
ROOM_OF = {name: room for room in PORTAL_ROOMS for name in room.split(', ')}


def imports_within(part, path):
    """The files of its own part that a file imports, wherever in it, by their dotted names."""
    here = path.relative_to(PARTS[part]).with_suffix('').parts
    files = {file.relative_to(PARTS[part]).with_suffix('').parts for file in sources(part)}
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if not isinstance(node, ast.ImportFrom):
            continue
        named = tuple((node.module or '').split('.')) if node.module else ()
        if node.level:
            named = here[:-node.level] + named
        elif named[:1] == (part,):
            named = named[1:]
        else:
            continue
        for alias in node.names:
            found |= {
                name for name in [(*named, alias.name), named, (*named, '__init__')]
                if name in files and name != ('__init__',)}
    return found


def test_portal_has_only_the_rooms_of_the_table():
    tops = {
        path.relative_to(PARTS['asso_portal']).with_suffix('').parts[0]
        for path in sources('asso_portal')}
    assert tops - {'__init__'} == set(ROOM_OF)


def test_rooms_of_the_portal_import_those_below_alone():
    floors = list(PORTAL_ROOMS)
    for room, others in PORTAL_ROOMS.items():
        assert others - set(floors[:floors.index(room)]) == set()


@pytest.mark.parametrize('room', PORTAL_ROOMS)
def test_room_of_the_portal_that_imports_another_is_found(room):
    wrong = {
        f'{path.name}: {".".join(name)}'
        for path in sources('asso_portal')
        if ROOM_OF.get(path.relative_to(PARTS['asso_portal']).with_suffix('').parts[0]) == room
        for name in imports_within('asso_portal', path)
        if ROOM_OF[name[0]] not in {room} | PORTAL_ROOMS[room]}
    assert wrong == set()


def test_files_of_the_portal_import_in_no_circle():
    graph = {
        path.relative_to(PARTS['asso_portal']).with_suffix('').parts:
            imports_within('asso_portal', path)
        for path in sources('asso_portal')}
    assert graph['api', 'changes'] >= {('feed', 'cursor'), ('models', '__init__')}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)
