"""The distribution as a stranger gets it: built, installed in a fresh environment, activated."""
import os
import sqlite3
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULE = ROOT / 'trytond_asso_members'

pytestmark = pytest.mark.package


def run(*command, **environ):
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, cwd='/',
        env={**os.environ, **environ})
    assert done.returncode == 0, f'{command}\n{done.stdout}\n{done.stderr}'
    return done.stdout


@pytest.fixture(scope='module')
def sdist(tmp_path_factory):
    folder = tmp_path_factory.mktemp('sdist')
    run(sys.executable, '-m', 'build', '--sdist', '--outdir', folder, ROOT)
    path, = folder.glob('*.tar.gz')
    return path


@pytest.fixture(scope='module')
def wheel(sdist, tmp_path_factory):
    "Built from the sdist, as pip does, so that nothing is missing there either"
    folder = tmp_path_factory.mktemp('wheel')
    run(sys.executable, '-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', folder, sdist)
    path, = folder.glob('*.whl')
    return path


def module_files():
    """What Tryton reads of the module, in the working tree."""
    return {
        str(path.relative_to(ROOT))
        for pattern in ['*.py', '*.xml', 'tryton.cfg', '*.po', '*.svg', '*.rst']
        for path in MODULE.rglob(pattern)}


def bridge_files():
    bridge = ROOT / 'bridge'
    return {
        str(path.relative_to(bridge))
        for pattern in ['*.py', 'py.typed']
        for path in (bridge / 'asso_bridge').rglob(pattern)}


def portal_files():
    portal = ROOT / 'portal'
    return {
        str(path.relative_to(portal)) for path in (portal / 'asso_portal').rglob('*')
        if path.is_file() and '__pycache__' not in path.parts
        and not any(part.startswith('.') for part in path.parts)}


def test_wheel_has_every_file_of_the_packages(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert (module_files() | bridge_files() | portal_files()) - names == set()


def test_wheel_has_nothing_but_the_packages(wheel):
    tops = {name.partition('/')[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {t for t in tops if not t.endswith('.dist-info')} == {
        'trytond_asso_members', 'asso_bridge', 'asso_portal'}


def test_sdist_leaves_the_links_out(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition('/')[2] for name in archive.getnames()}
    assert {n for n in names if n == 'tryton.cfg' or n.startswith('view')} == set()
    assert {'LICENSE', 'setup.py', 'Makefile', 'tests/conftest.py'} - names == set()


@pytest.fixture(scope='module')
def environment(wheel, tmp_path_factory):
    "A fresh virtual environment that has the wheel, and the bridge's libraries"
    folder = tmp_path_factory.mktemp('venv')
    venv.create(folder, with_pip=True)
    run(folder / 'bin' / 'pip', 'install', '--quiet', f'{wheel}[bridge]')
    return folder / 'bin'


def test_installed_wheel_activates_in_french(environment, tmp_path):
    config = tmp_path / 'trytond.conf'
    config.write_text(f'[database]\nuri = sqlite://\npath = {tmp_path}\n')
    (tmp_path / 'asso.sqlite').touch()
    (tmp_path / 'password').write_text('admin-password')
    run(
        environment / 'trytond-admin', '-c', config, '-d', 'asso', '--email', 'a@example.org',
        '-l', 'fr', '-u', 'asso_members', '--activate-dependencies',
        TRYTONPASSFILE=str(tmp_path / 'password'))
    database = sqlite3.connect(tmp_path / 'asso.sqlite')
    assert database.execute(
        "select value from ir_translation where lang = 'fr' and module = 'asso_members' "
        "and type = 'field' and name = 'asso.member,balance'").fetchall() == [('Solde',)]


def test_installed_wheel_has_the_command(environment):
    assert 'Usage: asso-bridge' in run(environment / 'asso-bridge', '--help')
