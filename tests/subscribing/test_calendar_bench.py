"""`python -m bench.calendar` bills subscriptions on given days, and says what is malformed."""
import json
import subprocess
import sys

import pytest

from bench import calendar
from tests.program import ROOT

OFFERS = [
    {'id': 'tel', 'period': 1, 'advance': True, 'prices': [
        {'from': '2026-01-01', 'amount': '10.00'}, {'from': '2026-03-01', 'amount': 12.5}]},
    {'id': 7, 'period': 3, 'advance': False, 'prices': [{'from': '2020-01-01', 'amount': 30}]}]
SUBSCRIPTIONS = [
    {'id': 1, 'member': 'ada', 'payer': None, 'offer': 'tel', 'start': '2026-01-31', 'end': None,
        'quantity': 1, 'suspended': [['2026-02-10', '2026-02-12']]},
    {'id': '1', 'member': 5, 'payer': 'boss', 'offer': 7, 'start': '2026-01-15',
        'end': '2026-04-20', 'quantity': '2', 'suspended': []},
    {'id': 2.5, 'member': 'ada', 'payer': 'boss', 'offer': 'tel', 'start': '2026-02-01'}]
# A day twice, and one before those that were run
RUNS = ['2026-02-01', '2026-03-01', '2026-03-01', '2026-02-15', '2026-04-15']
BILLS = """
FA-000001 2026-02-01 'ada' 8.93: 1 'ada' 2026-01-31 2026-02-09 3.57, \
1 'ada' 2026-02-13 2026-02-27 5.36
FA-000002 2026-02-01 'boss' 10.00: 2.5 'ada' 2026-02-01 2026-02-28 10.00
FA-000003 2026-03-01 'ada' 10.00: 1 'ada' 2026-02-28 2026-03-30 10.00
FA-000004 2026-03-01 'boss' 12.50: 2.5 'ada' 2026-03-01 2026-03-31 12.50
FA-000005 2026-04-15 'ada' 12.50: 1 'ada' 2026-03-31 2026-04-29 12.50
FA-000006 2026-04-15 'boss' 72.50: '1' 5 2026-01-15 2026-04-14 60.00, \
2.5 'ada' 2026-04-01 2026-04-30 12.50
""".strip().splitlines()


def spec(**others):
    return {'offers': OFFERS, 'subscriptions': SUBSCRIPTIONS, 'runs': RUNS, **others}


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / 'spec.json'
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path
    return write


@pytest.fixture
def run(write):
    def run(content):
        return subprocess.run(
            [sys.executable, '-m', 'bench.calendar', '--json', write(content)], cwd=ROOT,
            capture_output=True, text=True)
    return run


@pytest.fixture
def refused(capsys, monkeypatch):
    "What is said of a file that is refused, in this process: no database is made"
    def refused(path):
        monkeypatch.setattr(sys, 'argv', ['bench.calendar', '--json', str(path)])
        assert calendar.main() == 2
        out, err = capsys.readouterr()
        assert out == ''
        return err
    return refused


def told(bill):
    lines = [
        f"{line['subscription']!r} {line['member']!r} {line['from']} {line['to']} {line['amount']}"
        for line in bill['lines']]
    return f"{bill['number']} {bill['date']} {bill['payer']!r} {bill['total']}: {', '.join(lines)}"


def test_subscriptions_are_billed_on_the_days(run):
    done = run(spec())
    assert (done.returncode, done.stderr) == (0, '')
    assert [told(bill) for bill in json.loads(done.stdout)['bills']] == BILLS


@pytest.mark.stress
def test_nothing_is_billed_on_no_day_and_for_no_day(run):
    assert json.loads(run(spec(runs=[])).stdout) == {'bills': []}
    ended = {**SUBSCRIPTIONS[0], 'end': '2026-01-30'}
    none = {**SUBSCRIPTIONS[0], 'id': 'none', 'quantity': 0}
    assert json.loads(run(spec(subscriptions=[ended, none])).stdout) == {'bills': []}


@pytest.mark.parametrize('content, error', [
    ('{', "{path}: not JSON: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)"),
    ([], "the file: must be an object, not []..."),
    ({'offers': [], 'runs': []}, "subscriptions: missing"),
    (spec(offer=[]), "offer: unknown; there are offers, subscriptions, runs"),
    (spec(runs=['2026-02-30']), "runs[0]: must be a date as \"2026-01-31\", not '2026-02-30'"),
    (spec(runs=['20260201']), "runs[0]: must be a date as \"2026-01-31\", not '20260201'"),
    (spec(offers=OFFERS[:1]), "subscriptions[1].offer: must be the id of an offer, not 7"),
    (spec(offers=OFFERS * 2), "offers[2].id: tel is there twice"),
    (spec(offers=[{**OFFERS[0], 'period': 0}]),
        "offers[0].period: must be a number of months from 1 to 1200, not 0"),
    (spec(offers=[{**OFFERS[0], 'prices': [{'from': None, 'amount': '1,50'}]}]),
        "offers[0].prices[0].amount: must be an amount, not '1,50'"),
    (spec(subscriptions=[{**SUBSCRIPTIONS[0], 'quantity': -1}]),
        "subscriptions[0].quantity: must be a quantity, not -1"),
    (spec(subscriptions=[{**SUBSCRIPTIONS[0], 'member': True}]),
        "subscriptions[0].member: must be a text or a number, not True"),
    (spec(subscriptions=[{**SUBSCRIPTIONS[0], 'suspended': [['2026-02-01']]}]),
        "subscriptions[0].suspended[0]: must be [first day, last day], not ['2026-02-01']..."),
    ])
def test_malformed_file_is_refused_in_one_line(refused, write, tmp_path, content, error):
    error = error.replace('{path}', f'{tmp_path}/spec.json')
    assert refused(write(content)) == f"bench.calendar: {error}\n"


def test_file_that_is_not_there(refused, tmp_path):
    path = tmp_path / 'none.json'
    assert refused(path) == f"bench.calendar: {path}: No such file or directory\n"
