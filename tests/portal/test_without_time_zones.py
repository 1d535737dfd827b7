"""A site with `USE_TZ = False`, Django's default before 5.0: its own moments have no zone."""
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from asso_portal.models import Outcome, Token
from asso_portal.moments import day_of

HERE = Path(__file__).parent
INTAKE = ['test_access.py', 'test_intake.py', 'test_intake_statement.py',
    'test_chunks_of_statements.py', 'test_outcomes.py']
PAGES = ['test_figures.py', 'test_pages.py', 'test_taken_into_account.py']


@pytest.mark.postgresql("how a database keeps moments")
@pytest.mark.stress
@pytest.mark.parametrize('files', [INTAKE, PAGES], ids=['calls', 'pages'])
def test_site_without_time_zones_passes_the_same_tests(backend, files):
    done = subprocess.run([
            sys.executable, '-m', 'pytest', '-n', '0', '-q', '-p', 'no:cacheprovider',
            f'--backend={backend.name}', *(HERE / file for file in files)],
        cwd=HERE.parent.parent, env={**os.environ, 'SITE_USE_TZ': '0'},
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.postgresql("how a database keeps moments")
@pytest.mark.parametrize('use_tz', [True, False])
def test_moment_is_read_as_it_was_kept(db, settings, use_tz):
    settings.USE_TZ = use_tz
    moment = datetime(2026, 7, 14, 12, 30, tzinfo=UTC)
    Outcome.objects.create(type='bill', external_id='1', since=moment, as_of=moment)
    kept = Outcome.objects.get(since=moment, as_of__gt=moment - timedelta(seconds=1))
    assert (kept.since, kept.as_of) == (moment, moment)
    assert not Outcome.objects.filter(as_of__gt=moment).exists()


@pytest.mark.postgresql("how a database keeps moments")
@pytest.mark.parametrize('use_tz', [True, False])
def test_token_expires_when_it_says(db, settings, use_tz):
    settings.USE_TZ = use_tz
    text = {hours: Token.issue(f'{hours}', [], timedelta(hours=hours))[1] for hours in (-1, 1)}
    assert {hours: Token.of(text[hours]) is not None for hours in text} == {-1: False, 1: True}


@pytest.mark.parametrize('moment, day', [
    (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
    (datetime(2026, 12, 31, 23, 30), date(2026, 12, 31)),  # noqa: DTZ001
    (datetime.max.replace(tzinfo=UTC), date(9999, 12, 31))])
@pytest.mark.parametrize('use_tz', [True, False])
def test_day_of_a_moment_is_that_of_the_sites_clock(settings, use_tz, moment, day):
    settings.USE_TZ = use_tz
    assert day_of(moment) == day
