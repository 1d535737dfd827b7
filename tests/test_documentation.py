"""The documentation is true: its commands run, its links lead somewhere, its lists are whole."""
import configparser
import gzip
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from asso_bridge import cli, config
from asso_bridge.demo.sample import Sample
from tests.program import free_port
from tests.reader import MARKS, Reader, blocks

ROOT = Path(__file__).parent.parent
MODULE = ROOT / 'trytond_asso_members'
DOC = ROOT / 'doc'
PAGES = [ROOT / 'README.md', *sorted(DOC.rglob('*.md'))]


def name(document):
    return str(document.relative_to(ROOT))


every_page = pytest.mark.parametrize('document', PAGES, ids=name)


# -- what is written down


def anchors(document):
    "The anchors of the headings, as the usual renderers make them"
    headings = re.findall(r'^#+ (.*)$', document.read_text(), re.MULTILINE)
    return {
        re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-') for heading in headings}


@every_page
def test_link_leads_to_a_file_and_a_heading(document):
    text = re.sub(r'```.*?```', '', document.read_text(), flags=re.DOTALL)
    wrong = []
    for link in re.findall(r'\]\(([^)\s]+)\)', text):
        target, _, anchor = link.partition('#')
        if '://' in target or 'doc/images/' in target:
            continue  # the pictures have a test of their own
        file = (document.parent / target).resolve() if target else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            wrong.append(link)
    assert wrong == []


def test_pictures_of_the_readme_are_there():
    wanted = re.findall(r'\((doc/images/[^)]+)\)', (ROOT / 'README.md').read_text())
    assert wanted != []
    assert [picture for picture in wanted if not (ROOT / picture).exists()] == []


def test_every_page_is_reached_from_the_index():
    reached, todo = set(), [DOC / 'index.md']
    while todo:
        page = todo.pop()
        reached.add(page)
        links = re.findall(r'\]\(([^)#\s]+\.md)', page.read_text())
        found = {(page.parent / link).resolve() for link in links}
        todo.extend(found - reached - set(todo))
    assert {p for p in PAGES if p.parent != ROOT} - reached == set()


@every_page
def test_block_that_is_not_run_says_why(document):
    unknown = [
        block.mark for block in blocks(document) if block.kind == 'sh'
        and block.mark not in MARKS and not re.fullmatch('not run: .+', block.mark)]
    assert unknown == []


@every_page
def test_command_on_a_page_exists(document):
    """All of them, also those that are not run, in units and in lines of cron."""
    import typer
    commands = typer.main.get_command(cli.app).commands
    for block in blocks(document):
        for line in block.text.replace('\\\n', ' ').splitlines():
            for found in re.finditer(r'(?:^|[\s/])asso-bridge +([a-z].*)', line):
                called = re.split(r' (?:\|\||&&|[|>]) ', found[1])[0]
                command, *arguments = shlex.split(called)
                assert command in commands, line
                commands[command].make_context(command, arguments)


def rows(page, heading=None):
    "The names in the first column of the page's tables, or of those under a heading"
    text = (DOC / page).read_text()
    if heading:
        text = text.partition(f'\n{heading}\n')[2]
        text = re.split(r'^#', text, maxsplit=1, flags=re.MULTILINE)[0]
    cells = re.findall(r'^\| (`[^|]+) \|', text, re.MULTILINE)
    return [found for cell in cells for found in re.findall(r'`(\w+)`', cell)]


def test_every_command_is_documented():
    text = (DOC / 'reference/commands.md').read_text()
    headings = re.findall(r'^## ([a-z]+)$', text, re.MULTILINE)
    assert sorted(headings) == sorted(c.callback.__name__ for c in cli.app.registered_commands)


def test_every_option_is_documented():
    import typer
    text = (DOC / 'reference/commands.md').read_text()
    commands = typer.main.get_command(cli.app).commands
    options = {
        option for command in commands.values() for parameter in command.params
        for option in parameter.opts if option.startswith('--')}
    assert {o for o in options if not re.search(rf'{o}\b', text)} == {'--help'} & options


def test_settings_of_the_bridge_are_documented():
    assert sorted(rows('reference/commands.md', '## Settings')) == sorted(
        config.Settings.model_fields)


def test_examples_of_settings_can_be_read():
    read = []
    for page in PAGES:
        for block in blocks(page):
            if block.kind == 'toml':
                config.Settings.model_validate(tomllib.loads(block.text))
                read.append(page)
    assert len(read) >= 3


def test_values_of_the_setup_are_documented(ledger):
    Start = ledger.get('asso.association.setup.start')
    assert sorted(rows('reference/settings.md')) == sorted(Start._fields.keys() - {'id'})


def messages():
    tree = ElementTree.parse(MODULE / 'message.xml')
    return [record.get('id') for record in tree.iter('record')]


def test_every_refusal_is_documented():
    codes = [
        m.removeprefix('msg_refused_') for m in messages() if m.startswith('msg_refused_')]
    assert sorted(rows('how-to/quarantine.md')) == sorted(codes)


def test_every_model_is_documented():
    "Of the module's own models, the stored ones and those of its wizards"
    sources = ''.join(path.read_text() for path in MODULE.rglob('*.py'))
    models = set(re.findall(r"__name__ = '(asso\.[\w.-]+)'", sources))
    text = (DOC / 'reference/models.md').read_text()
    assert {m for m in models if f'`{m}`' not in text} == set()
    assert {m for m in re.findall(r'`(asso\.[\w.-]+)`', text) if m not in models} == set()


def test_fields_of_the_models_are_documented(ledger):
    "A table of fields under the heading of a model has all of them, in any order"
    text = (DOC / 'reference/models.md').read_text()
    plain = {
        'id', 'create_uid', 'create_date', 'write_uid', 'write_date', 'rec_name', 'xml_id',
        'last_modified_at'}
    compared = []
    for model in re.findall(r'^## `(asso\.[\w.]+)`$', text, re.MULTILINE):
        fields = {
            n for n in ledger.get(model)._fields if n not in plain and not n.startswith('_')}
        assert set(rows('reference/models.md', f'## `{model}`')) == fields, model
        compared.append(model)
    assert len(compared) >= 9


def test_guides_for_treasurer_and_administrator_name_what_the_client_shows():
    "Menus, buttons and fields in bold are words of the French translation"
    translation = (MODULE / 'locale' / 'fr.po').read_text().replace('"\n"', '')
    words = set(re.findall(r'^msgstr "(.*)"$', translation, re.MULTILINE))
    for guide in ['tresorier', 'administrateur']:
        text = (DOC / 'fr' / f'{guide}.md').read_text()
        named = {
            ' '.join(part.split()) for bold in re.findall(r'\*\*([^*]+)\*\*', text)
            for part in bold.split('→')}
        assert named - words == set(), guide
        assert len(named) >= 5


def test_units_are_units_and_their_calendar_is_understood():
    if not shutil.which('systemd-analyze'):
        pytest.skip("systemd-analyze is not there")
    calendars = []
    for page in PAGES:
        for block in blocks(page):
            if block.kind == 'ini' and '/etc/systemd' in block.text:
                unit = configparser.ConfigParser(strict=False, interpolation=None)
                unit.optionxform = str
                unit.read_string(block.text)
                calendars.append(unit.get('Timer', 'OnCalendar', fallback=None))
    for calendar in filter(None, calendars):
        assert subprocess.run(
            ['systemd-analyze', 'calendar', calendar], capture_output=True).returncode == 0
    assert any(calendars)


# -- what is run


def digest():
    "What the command says of the software, outside of this process and its import path"
    return subprocess.run(
        [
            sys.executable, '-Ic',
            'from asso_bridge.demo import books; print(books.software_digest())'],
        capture_output=True, text=True, check=True).stdout


def only_sqlite(backend):
    if backend.name != 'sqlite':
        pytest.skip("make demo has SQLite for its database")


@pytest.fixture(scope='module')
def copy_of_repository(backend, tmp_path_factory):
    "What `make demo` needs; the environment is this one, the database in its cache is ready"
    only_sqlite(backend)
    folder = tmp_path_factory.mktemp('repository')
    # Copies, as `make` would install again if the originals changed meanwhile
    for part in [
            'Makefile', 'setup.py', 'bridge/pyproject.toml', 'portal/pyproject.toml',
            'trytond_asso_members/tryton.cfg']:
        (folder / part).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / part, folder / part)
    environment = folder / '.venv'
    environment.mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != 'installed':
            (environment / part.name).symlink_to(part)
    (environment / 'installed').touch()
    cache = folder / '.cache'
    cache.mkdir()
    if backend.name == 'sqlite':
        shutil.copyfile(backend.template('activated'), cache / f'demo-{digest()[:16]}.sqlite')
    return folder


@pytest.fixture(scope='module')
def demonstration(copy_of_repository):
    "The folder that the tutorial leaves"
    Reader(copy_of_repository).follow(DOC / 'tutorial.md')
    return copy_of_repository / 'out'


@pytest.mark.stress
def test_tutorial_ends_with_the_balances_of_its_association(demonstration):
    assert {path.name for path in demonstration.iterdir()} >= {
        'asso-bridge.toml', 'asso.sqlite', 'balances.csv', 'balances.json',
        'open_entries.csv', 'sample.json', 'state', 'trytond.conf'}
    balances = json.loads((demonstration.parent / 'result' / 'balances.json').read_text())
    assert {m['id']: m['balance'] for m in balances['members']} == {
        member: f'{balance:f}' for member, balance in Sample().expected.balances.items()}


@pytest.mark.stress
@pytest.mark.parametrize('guide', ['schedule', 'quarantine', 'back-up', 'upgrade'])
def test_guide_runs_on_what_the_tutorial_left(demonstration, guide):
    reader = Reader(demonstration)
    reader.follow(DOC / 'how-to' / f'{guide}.md')
    assert reader.ran != []


@pytest.mark.postgresql("the tools of PostgreSQL")
def test_backup_is_restored_on_postgresql(backend, database):
    if backend.name != 'postgresql':
        pytest.skip("of PostgreSQL")
    from tests.postgresql import USER, binaries
    reader = Reader(
        backend.directory, {'asso.dump asso': f'asso.dump {database.name}'},
        PGHOST='127.0.0.1', PGPORT=str(backend.port), PGUSER=USER)
    reader.environment['PATH'] = f'{binaries()}:{reader.environment["PATH"]}'
    backend.create_empty('asso_restored')  # as root, the page says
    reader.follow(DOC / 'how-to' / 'back-up.md', marks=['postgresql'])
    assert len(reader.ran) == 2
    backend.drop('asso_restored')


@pytest.mark.stress
def test_installation_ends_in_two_sides_that_agree(backend, tmp_path):
    only_sqlite(backend)
    port = free_port()
    shutil.copyfile(backend.template('activated'), tmp_path / 'asso.sqlite')
    with gzip.open(tmp_path / 'coin.json.gz', 'wt') as dump:
        json.dump(Sample().rows, dump)
    reader = Reader(tmp_path, {
            'postgresql:///': f'sqlite://\npath = {tmp_path}',
            'localhost:8000': f'127.0.0.1:{port}',
            }, SERVER_PORT=str(port))
    reader.follow(DOC / 'how-to' / 'install-beside-coin.md')
    balances = json.loads((tmp_path / 'balances' / 'balances.json').read_text())
    assert {m['id']: m['balance'] for m in balances['members']} == {
        member: f'{balance:f}' for member, balance in Sample().expected.balances.items()}
