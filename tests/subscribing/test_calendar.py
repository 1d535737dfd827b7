"""Random subscriptions billed on random days: equal to an oracle that looks at each day alone."""
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from .cases import cases
from .compared import Compared

pytestmark = pytest.mark.postgresql(
    "subscriptions are read, and what was billed is noted, in SQL")
COUNT = 50  # subscriptions of a case
random_cases = settings(
    database=None, phases=[Phase.generate], derandomize=True, print_blob=True,
    suppress_health_check=list(HealthCheck))
FEW, MANY = 2, 130


@settings(random_cases, max_examples=FEW)
@given(case=cases(COUNT))
def test_runs_bill_what_the_oracle_does(make_ledger, backend, case):
    Compared(make_ledger(), backend, case).play()


@pytest.mark.stress
@settings(random_cases, max_examples=FEW)
@given(case=cases(25, changes=4))
def test_changes_are_billed_as_the_oracle_does(make_ledger, backend, case):
    Compared(make_ledger(), backend, case).play()


@settings(random_cases, max_examples=1)
@given(case=cases(15, changes=4))
def test_runs_that_were_taken_back_are_billed_as_the_oracle_does(make_ledger, backend, case):
    Compared(make_ledger(), backend, case).play_taking_back()


@pytest.mark.stress
@settings(random_cases, max_examples=MANY, derandomize=False)
@given(case=cases(25, changes=8))
def test_many_runs_that_were_taken_back_are_billed_as_the_oracle_does(
        make_ledger, backend, case):
    Compared(make_ledger(), backend, case).play_taking_back()


@pytest.mark.stress
@settings(random_cases, max_examples=MANY, derandomize=False)
@given(case=cases(COUNT))
def test_many_runs_bill_what_the_oracle_does(make_ledger, backend, case):
    Compared(make_ledger(), backend, case).play()


@pytest.mark.stress
@settings(random_cases, max_examples=MANY, derandomize=False)
@given(case=cases(COUNT, changes=8))
def test_many_changes_are_billed_as_the_oracle_does(make_ledger, backend, case):
    Compared(make_ledger(), backend, case).play()
