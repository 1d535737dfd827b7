"""Tryton's own tests of a module, with others activated beside it.

python -m tests.suites.beside MODULE [OTHER ...] runs them on SQLite, and prints {test: what went
wrong, or null} as JSON.
"""
import importlib
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path


class Outcomes(unittest.TestResult):
    "What came of each test; sub-tests count for their test"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.outcomes = {}

    def addSuccess(self, test):  # noqa: N802
        self.outcomes.setdefault(test.id(), None)

    def addSubTest(self, test, subtest, err):  # noqa: N802
        if err:
            self.outcomes[test.id()] = self._exc_info_to_string(err, test)

    def addError(self, test, err):  # noqa: N802
        self.outcomes[test.id()] = self._exc_info_to_string(err, unittest.TestCase())

    addFailure = addError  # noqa: N815


def activate_beside(others):
    "Have whatever tests activate bring the others along"
    from trytond.tests import test_tryton, tools
    activate_module, activate_modules = test_tryton.activate_module, tools.activate_modules

    def named(modules):
        return [modules] if isinstance(modules, str) else list(modules)
    test_tryton.activate_module = lambda modules, *arguments, **named_arguments: activate_module(
        named(modules) + others, *arguments, **named_arguments)
    tools.activate_modules = lambda modules, *setup: activate_modules(
        named(modules) + others, *setup)


def suite(module):
    tests = importlib.import_module(f'trytond.modules.{module}.tests')
    loader = unittest.TestLoader()
    found = unittest.TestSuite()
    for path in sorted(Path(tests.__file__).parent.glob('test_*.py')):
        found.addTests(loader.loadTestsFromModule(
                importlib.import_module(f'{tests.__name__}.{path.stem}')))
    return found


def run(module, others):
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            TRYTOND_DATABASE_URI='sqlite://', DB_NAME=':memory:', DB_CACHE=folder,
            TEST_NETWORK='0')
        # Neither modules nor the tests may find a configuration of the machine's
        os.environ.pop('TRYTOND_CONFIG', None)
        activate_beside(others)
        outcomes = Outcomes()
        suite(module).run(outcomes)
    return outcomes.outcomes


if __name__ == '__main__':
    module, *others = sys.argv[1:]
    said, sys.stdout = sys.stdout, sys.stderr
    json.dump(run(module, others), said)
