"""Tryton's own suites pass beside this module as they pass alone."""
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.program import ROOT
from trytond_asso_members import guard

# What fails beside this module though it passes alone: {module: {test}}.  Nothing may.
BASELINE: dict[str, set[str]] = {}

# What is optional, and works with this module; the scenarios of account_payment itself know
# nothing of the sequences that account_invoice wants
EXTRAS = {'account_payment_sepa'}


def has_tests(module):
    spec = find_spec(f'trytond.modules.{module}')
    return spec is not None and Path(spec.origin).parent.joinpath('tests').is_dir()


def failures(module, *others):
    "{test: what it said} of those that fail"
    done = subprocess.run(
        [sys.executable, '-m', 'tests.suites.beside', module, *others],
        cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    assert outcomes != {}
    return {test: said for test, said in outcomes.items() if said}


@pytest.mark.stress
@pytest.mark.parametrize(
    'module', sorted(filter(has_tests, guard.NEEDED | EXTRAS)))
def test_suite_of_a_module_passes_beside_this_one_as_alone(module):
    beside = failures(module, 'asso_members')
    alone = {}
    if beside.keys() - BASELINE.get(module, set()):
        # What this module needs may be too much for a scenario already: sequences of invoices
        alone = failures(module) | failures(module, *sorted(guard.NEEDED))
    assert {
        test: said for test, said in beside.items() if test not in alone
        }.keys() == BASELINE.get(module, set()), '\n'.join(beside.values())
