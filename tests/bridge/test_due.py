"""When a timer's look becomes a run, and what it leaves for Prometheus."""
import os
import re
import time

import pytest

from asso_bridge import due, sync
from asso_bridge.comparison.check import check
from asso_bridge.errors import Stop, TryAgain
from asso_bridge.ledger.tryton import connect
from tests.bridge.dumps import find, rows, write


def ask(ledger):
    def write():
        Feed = ledger.get('asso.feed')
        Feed.ask(Feed.search([]))
    ledger.run(write)


def age(settings, seconds):
    "As if the last run had ended so long ago"
    moment = time.time() - seconds
    os.utime(settings.state / due.ENDED_FILE, (moment, moment))


def test_first_look_runs_and_the_next_does_not(embedded):
    assert due.is_due(embedded)
    sync.run(embedded)
    assert not due.is_due(embedded)


def test_look_runs_when_the_last_run_is_old_or_of_the_future(embedded):
    sync.run(embedded)
    age(embedded, 59 * 60)
    assert not due.is_due(embedded)
    age(embedded, 61 * 60)
    assert due.is_due(embedded)
    age(embedded, -24 * 3600)
    assert due.is_due(embedded)


def test_look_runs_when_somebody_asked_in_tryton(embedded, ledger):
    sync.run(embedded)
    ask(ledger)
    assert due.is_due(embedded)
    sync.run(embedded)
    assert not due.is_due(embedded)


@pytest.mark.parametrize('error, again', [(TryAgain("busy"), True), (Stop("broken"), False)])
def test_run_that_another_try_may_help_is_due_again_at_once(
        embedded, monkeypatch, error, again):
    sync.run(embedded)

    def fail(*_, **__):
        raise error
    monkeypatch.setattr(sync, 'pull', fail)
    with pytest.raises(type(error)):
        sync.run(embedded)
    assert due.is_due(embedded) is again


def test_run_that_was_killed_is_due_again_at_once(embedded, monkeypatch):
    sync.run(embedded)

    def killed(*_, **__):
        raise SystemExit
    monkeypatch.setattr(sync, 'pull', killed)
    with pytest.raises(SystemExit):
        sync.run(embedded)
    assert due.is_due(embedded)


def figures(settings):
    return dict(re.findall(r'^(asso_bridge_\S+) (\S+)$', settings.metrics.read_text(), re.M))


@pytest.fixture
def metered(embedded, tmp_path):
    return embedded.model_copy(update={'metrics': tmp_path / 'asso.prom'})


def test_figures_of_runs_and_checks(metered):
    changed = rows()
    find(changed, 'billing.payment', 2)['amount'] = '12,50'
    write(metered.dump, changed)
    sync.run(metered)
    found = figures(metered)
    assert float(found['asso_bridge_last_run_success']) == 1
    assert float(found['asso_bridge_outcomes{outcome="applied"}']) == 10
    assert float(found['asso_bridge_quarantine{state="refused"}']) == 1
    oldest = float(found['asso_bridge_quarantine_oldest_timestamp_seconds'])
    assert abs(time.time() - oldest) < 60
    check(metered)
    found = figures(metered)
    assert float(found['asso_bridge_drift_cents']) == 0
    assert float(found['asso_bridge_last_run_success']) == 1
    write(metered.dump, rows())
    check(metered)
    assert float(figures(metered)['asso_bridge_drift_cents']) == 2000
    assert [p.name for p in metered.metrics.parent.glob('asso.prom*')] == ['asso.prom']


def test_figures_of_a_run_that_failed_keep_the_last_success(metered):
    sync.run(metered)
    before = figures(metered)['asso_bridge_last_success_timestamp_seconds']
    write(metered.dump, [])
    with pytest.raises(Stop):
        sync.run(metered)
    found = figures(metered)
    assert (
        float(found['asso_bridge_last_run_success']),
        found['asso_bridge_last_success_timestamp_seconds']) == (0, before)


def test_figures_that_cannot_be_written_stop_nothing(embedded, tmp_path):
    settings = embedded.model_copy(update={'metrics': tmp_path / 'none' / 'asso.prom'})
    assert sync.run(settings).exit_code == 0


@pytest.mark.stress
def test_look_over_the_network_asks_one_call(remote):
    sync.run(remote)
    with connect(remote) as ledger:
        assert ledger.hello().asked is False
    assert not due.is_due(remote)
