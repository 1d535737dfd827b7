"""The tests that the module brings along, for Tryton's own runner of tests."""
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import trytond_asso_members
from tests import scenarios
from trytond_asso_members.tests import test_module as packaged

HERE = Path(trytond_asso_members.__file__).parent


@pytest.fixture(scope='session')
def _resolved_once():
    "Tryton looks each registered name up again for each model that it tests: by the square"
    from trytond import pool
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, 'resolve', cache(pool.resolve))
        yield


@pytest.mark.usefixtures('tryton_cache', '_resolved_once', 'validated')
class AssoMembersTestCase(packaged.AssoMembersTestCase):
    pass


@pytest.mark.usefixtures('validated')
@pytest.mark.parametrize('path', sorted(HERE.glob('tests/*.rst')), ids=lambda path: path.stem)
def test_scenario(path, backend):
    scenarios.run(path, backend)


def test_trytons_own_runner_finds_the_tests(tmp_path):
    found = subprocess.run(
        [sys.executable, '-c', (
            'import sys, unittest\n'
            'suite = unittest.defaultTestLoader.discover("trytond_asso_members.tests")\n'
            'def names(suite):\n'
            '    for test in suite:\n'
            '        yield from names(test) if hasattr(test, "__iter__") else [test.id()]\n'
            'print(*sorted({name.rpartition(".")[2] for name in names(suite)}))')],
        capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, 'TRYTOND_DATABASE_URI': 'sqlite://', 'DB_NAME': ':memory:'})
    names = set(found.stdout.split())
    assert {'test_model_access', 'test_company_rule', 'test_depends'} <= names
    assert {name for name in names if not name.startswith('test_')} == {
        path.name.replace('.', '_') for path in HERE.glob('tests/*.rst')}
