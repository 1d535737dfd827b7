"""The three parts meet in the contract alone: what each may import is held here."""
import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
PARTS = {
    'trytond_asso_members': HERE / 'trytond_asso_members',
    'asso_bridge': HERE / 'bridge' / 'asso_bridge',
    'asso_portal': HERE / 'portal' / 'asso_portal',
    }
# The one file of the bridge that speaks with Tryton
RPC_FILE = PARTS['asso_bridge'] / 'ledger' / 'tryton.py'
RPC = {'proteus', 'xmlrpc'}
# What each room of a part, or file at its root, may import of that part; the ground floor first
BASE = {'errors', 'config', 'contract'}
ROOT = {'exceptions', 'guard', 'bulk', 'savepoint', 'copies', 'searching', 'days'}
SHARED = {'conf', 'moments', 'records', 'tryton', 'united', 'values'}
ROOMS = {
    'trytond_asso_members': {
        'exceptions': set(),
        'guard': set(),
        'bulk': {'guard'},
        'savepoint': set(), 'searching': set(), 'days': set(),
        'copies': set(),
        'tests': set(),
        'books': ROOT,
        'feed': ROOT | {'books'},
        'bills': ROOT | {'books'},
        'members': ROOT | {'bills'},
        'settlement': ROOT | {'books', 'feed', 'bills'},
        'changes': ROOT | {'books', 'feed', 'bills', 'settlement'},
        'bank': ROOT | {'books', 'feed', 'bills', 'members', 'settlement'},
        'statements': ROOT | {'feed', 'bills', 'settlement'},
        'figures': ROOT | {'settlement'},
        'subscribing': ROOT | {'books', 'feed', 'settlement', 'statements'},
        'acts': ROOT | {'books', 'feed', 'bills', 'settlement', 'bank'},
        'closing': ROOT | {'books', 'feed', 'bills', 'settlement', 'subscribing', 'figures'},
        'documents': ROOT | {'bills'},
        'arrangements': ROOT | {'feed', 'bills', 'statements'},
        'debiting': ROOT | {'feed', 'bills', 'settlement', 'bank'},
        'personal': ROOT | {'members'},
        'dashboard': ROOT | {'feed', 'bills', 'bank', 'statements', 'subscribing'},
        'receipts': ROOT | {'feed', 'documents', 'members', 'personal'},
        'papers': ROOT | {'bank', 'documents', 'figures'},
        'assemblies': ROOT | {'documents'},
        'notices': ROOT | {
            'feed', 'bills', 'members', 'documents', 'bank', 'statements', 'personal'},
        'chart': ROOT,
        'setup': ROOT,
        'rpc': ROOT | {
            'books', 'feed', 'bills', 'settlement', 'changes', 'statements', 'bank',
            'documents', 'figures', 'notices'},
        },
    'asso_bridge': {
        'errors': set(),
        'config': {'errors'},
        'network': {'errors', 'config'},
        'retry': {'errors'},
        'contract': {'errors'},
        'told': BASE,
        'ledger': BASE | {'network', 'retry'},
        'portal': BASE | {'network', 'retry', 'told'},
        'sources': {'errors', 'contract', 'portal'},
        'comparison': BASE | {'told', 'ledger', 'portal', 'sources'},
        'bank': BASE | {'told', 'ledger', 'portal'},
        'due': {'errors', 'config', 'ledger'},
        'pace': set(),
        'given': {'errors', 'config'},
        'options': {'config', 'told'},
        'fec': BASE | {'options'},
        'bounces': BASE | {'told', 'ledger', 'options'},
        'figures': BASE | {'told', 'ledger', 'options'},
        'outbox': BASE | {'told', 'ledger', 'options'},
        'owing': BASE | {'told', 'ledger', 'options'},
        'sync': BASE | {'told', 'ledger', 'portal', 'comparison', 'bank', 'due', 'pace'},
        'demo': BASE | {'told', 'ledger', 'comparison', 'sync'},
        'cli': BASE | {
            'told', 'ledger', 'comparison', 'bank', 'bounces', 'due', 'fec', 'figures', 'given',
            'options', 'outbox', 'owing', 'sync', 'demo'},
        },
    'asso_portal': {
        'conf': set(),
        'moments': set(),
        'values': set(),
        'records': {'conf', 'values'},
        'united': set(),
        'tryton': set(),
        'models': SHARED,
        'coin': SHARED,
        'feed': SHARED | {'models'},
        'intake': SHARED | {'models', 'feed'},
        'page': SHARED | {'models'},
        'login': {'conf', 'moments'},
        'api': SHARED | {'models', 'feed', 'intake'},
        'management': {'models', 'feed'},
        'migrations': {'feed'},
        'templatetags': SHARED | {'page'},
        # What Django and a site's settings name
        'checks': SHARED | {'models', 'feed', 'page', 'api'},
        'pages': {'page'},
        'urls': SHARED | {'api'},
        'bank_files': SHARED | {'models', 'feed'},
        'admin': SHARED | {'models', 'feed', 'bank_files'},
        'apps': {'checks', 'feed'},
        },
    }


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
        str(path.relative_to(HERE)): imported(path) & forbidden
        for path in sources(part)
        if path not in but and imported(path) & forbidden}


def module(part, path):
    "The dotted name of a file in its part; that of a room for its caption"
    return '.'.join(path.relative_to(PARTS[part]).with_suffix('').parts).removesuffix('.__init__')


def imported_of_its_own(part, path):
    "The dotted names in its part of what a file imports"
    folder, names = path.parent, set()
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.ImportFrom):
            named = (node.module or '').split('.')
            if node.level:
                place = [folder, *folder.parents][node.level - 1]
            elif named[0] == part:
                place, named = PARTS[part], named[1:]
            else:
                continue
            place = place.joinpath(*filter(None, named))
            for file in [place / alias.name for alias in node.names]:
                names.add(module(part, file if file.with_suffix('.py').exists() else place))
    return names


def room(name):
    return name.partition('.')[0]


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


def test_relative_import_is_followed_to_its_file():
    dump = PARTS['asso_bridge'] / 'sources' / 'dump.py'
    assert imported_of_its_own('asso_bridge', dump) == {
        'contract.records', 'sources.base', 'sources.coin', 'sources.dumpdata', 'sources.found',
        'sources.row'}


@pytest.mark.parametrize('part', ROOMS)
def test_room_that_nobody_placed_is_found(part):
    rooms = {room(module(part, path)) for path in sources(part)} - {'__init__'}
    assert rooms == ROOMS[part].keys()


@pytest.mark.parametrize('part', ROOMS)
def test_floors_stand_on_lower_ones_alone(part):
    names = list(ROOMS[part])
    assert {
        name: allowed - set(names[:names.index(name)])
        for name, allowed in ROOMS[part].items()
        if allowed - set(names[:names.index(name)])} == {}


@pytest.mark.parametrize('part', ROOMS)
def test_room_that_imports_what_it_may_not_is_found(part):
    assert [
        (module(part, path), name)
        for path in sources(part) for name in imported_of_its_own(part, path)
        if (own := room(module(part, path))) != room(name)
        and room(name) not in ROOMS[part][own]] == []


@pytest.mark.parametrize('part', ROOMS)
def test_files_that_import_each_other_in_a_circle_are_found(part):
    TopologicalSorter({
        module(part, path): imported_of_its_own(part, path) for path in sources(part)}).prepare()


@pytest.mark.parametrize('part', ROOMS)
def test_caption_of_a_room_is_one_docstring_alone(part):
    # Django finds the models of an app by their package, a site its mapping by that of COIN
    captions = [
        path for path in PARTS[part].rglob('__init__.py')
        if path.stat().st_size and path.parent.name not in {'models', 'coin'}]
    assert captions != []
    for caption in captions:
        statement, = ast.parse(caption.read_text(encoding='utf-8')).body
        assert isinstance(statement.value.value, str)


def test_fast_way_is_known_to_the_door_alone():
    "So that the fast way can be taken out by changing that file"
    part = 'trytond_asso_members'
    assert {
        module(part, path) for path in sources(part)
        if not module(part, path).startswith('books.by_sets')
        and any(n.startswith('books.by_sets') for n in imported_of_its_own(part, path))
        } == {'books.door'}
