"""The distributions as a stranger gets them: built, each installed alone, used."""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from concurrent.futures import ThreadPoolExecutor
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {
    'trytond-asso-members': ROOT / 'trytond_asso_members',
    'asso-bridge': ROOT / 'bridge' / 'asso_bridge',
    'asso-portal': ROOT / 'portal' / 'asso_portal'}
NOT_SOURCES = shutil.ignore_patterns(
    '.git', '.venv*', '.*cache', '__pycache__', '*.egg-info', 'out')
SITE = """
import pkgutil, importlib, django
from django.conf import settings
settings.configure(INSTALLED_APPS=[
    'django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.messages',
    'django.contrib.admin', 'asso_portal'], SECRET_KEY='x')
django.setup()
"""
EVERY_FILE = """
import pkgutil, importlib, {package}
for found in pkgutil.walk_packages({package}.__path__, '{package}.'):
    importlib.import_module(found.name)
"""

package = pytest.mark.package
every_distribution = pytest.mark.parametrize('name', PACKAGES)


def run(*command, **environ):
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, cwd='/',
        env={**os.environ, **environ})
    assert done.returncode == 0, f'{command}\n{done.stdout}\n{done.stderr}'
    return done.stdout


def test_distributions_have_one_version():
    cfg = ConfigParser()
    cfg.read(PACKAGES['trytond-asso-members'] / 'tryton.cfg')
    versions = {
        tomllib.loads((path.parent / 'pyproject.toml').read_text())['project']['version']
        for name, path in PACKAGES.items() if name != 'trytond-asso-members'}
    assert versions == {cfg['tryton']['version']}


def _built(folder, name):
    """The wheel of one, built from its sdist, as pip does, so that nothing is missing there either.

    Each is built in a copy: building writes beside the sources, which another build reads.
    """
    source = ROOT if name == 'trytond-asso-members' else PACKAGES[name].parent
    copy = folder / 'sources' / name
    shutil.copytree(source, copy, ignore=NOT_SOURCES)
    run(sys.executable, '-m', 'build', '--no-isolation', '--outdir', folder / name, copy)
    return next((folder / name).glob('*.whl'))


@pytest.fixture(scope='module')
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp('wheels')
    with ThreadPoolExecutor() as pool:
        return dict(zip(
            PACKAGES, pool.map(lambda name: _built(folder, name), PACKAGES), strict=True))


def files(path):
    "What belongs to a package, in the working tree"
    return {
        str(file.relative_to(path.parent)) for file in path.rglob('*')
        if file.is_file() and file.suffix != '.pyc'
        and not any(part.startswith('.') for part in file.relative_to(path).parts)}


@package
@every_distribution
def test_wheel_has_its_package_whole_and_nothing_else(wheels, name):
    names = set(zipfile.ZipFile(wheels[name]).namelist())
    assert files(PACKAGES[name]) - names == set()
    tops = {name.partition('/')[0] for name in names}
    assert {t for t in tops if not t.endswith('.dist-info')} == {PACKAGES[name].name}
    assert any(name.endswith('/licenses/LICENSE') for name in names)


@package
def test_sdist_of_the_repository_leaves_the_links_out(wheels):
    sdist, = wheels['trytond-asso-members'].parent.glob('*.tar.gz')
    with tarfile.open(sdist) as archive:
        names = {name.partition('/')[2] for name in archive.getnames()}
    assert {n for n in names if n == 'tryton.cfg' or n.startswith('view')} == set()
    assert {
        'LICENSE', 'setup.py', 'Makefile', 'tests/conftest.py', 'bridge/pyproject.toml',
        'portal/asso_portal/urls.py'} - names == set()


@pytest.fixture(scope='module')
def environments(wheels, tmp_path_factory):
    "{distribution: the commands of an environment that has it and what came along}"
    folder = tmp_path_factory.mktemp('venv')

    def install(name):
        venv.create(folder / name)
        python = folder / name / 'bin' / 'python'
        run(
            sys.executable, '-m', 'pip', '--python', python, 'install', '--quiet', '--no-compile',
            wheels[name])
        return python.parent
    with ThreadPoolExecutor() as pool:
        return dict(zip(PACKAGES, pool.map(install, PACKAGES), strict=True))


def came_along(bin):
    "The distributions of an environment"
    listed = run(
        sys.executable, '-m', 'pip', '--python', bin / 'python', 'list', '--format=json')
    return {re.sub('[-_.]+', '-', found['name']).lower() for found in json.loads(listed)}


@pytest.mark.stress
@package
def test_site_gets_django_and_one_small_library(environments):
    bin = environments['asso-portal']
    assert came_along(bin) == {'asso-portal', 'django', 'segno', 'asgiref', 'sqlparse'}
    run(bin / 'python', '-c', SITE + EVERY_FILE.format(package='asso_portal'))


@pytest.mark.stress
@package
def test_bridge_gets_neither_a_server_nor_django(environments):
    bin = environments['asso-bridge']
    found = came_along(bin)
    assert {name for name in found if re.match('django|trytond|asso|proteus|segno', name)} == {
        'asso-bridge', 'proteus'}
    assert len(found) < 40
    run(bin / 'python', '-c', EVERY_FILE.format(package='asso_bridge'))
    assert 'Usage: asso-bridge' in run(bin / 'asso-bridge', '--help')


@pytest.mark.stress
@package
def test_server_gets_neither_django_nor_the_bridge(environments):
    found = came_along(environments['trytond-asso-members'])
    assert {'trytond', 'trytond-account-fr', 'trytond-asso-members'} <= found
    assert {name for name in found if re.match('django|asso-|proteus|requests', name)} == set()


@pytest.mark.stress
@package
def test_installed_module_activates_in_french(environments, tmp_path):
    config = tmp_path / 'trytond.conf'
    config.write_text(f'[database]\nuri = sqlite://\npath = {tmp_path}\n')
    (tmp_path / 'asso.sqlite').touch()
    (tmp_path / 'password').write_text('admin-password')
    run(
        environments['trytond-asso-members'] / 'trytond-admin', '-c', config, '-d', 'asso',
        '--email', 'a@example.org', '-l', 'fr', '-u', 'asso_members',
        '--activate-dependencies', TRYTONPASSFILE=str(tmp_path / 'password'))
    database = sqlite3.connect(tmp_path / 'asso.sqlite')
    assert database.execute(
        "select value from ir_translation where lang = 'fr' and module = 'asso_members' "
        "and type = 'field' and name = 'asso.member,balance'").fetchall() == [('Solde',)]
