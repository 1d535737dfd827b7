"""The guide from a token to the first live run, followed over a real site and a real trytond."""
import json

import pytest

from asso_bridge.demo.sample import Sample
from tests.program import ROOT
from tests.reader import Reader
from tests.ready import SETTINGS


@pytest.mark.sqlite("what the guide says is the same")
def test_guide_to_the_first_live_run_ends_with_the_balances(site, server, tmp_path):
    site.load(Sample(members=5, months=3).rows)
    for name, secret in [
            ('bridge.password', SETTINGS['bridge_password']), ('bridge.token', site.token())]:
        (tmp_path / name).write_text(secret)
    reader = Reader(tmp_path, {
        'http://localhost:8000': f'http://127.0.0.1:{server.port}',
        'https://coin.example.org/api/asso': site.url,
        'database = "asso"': f'database = "{server.database.name}"'})
    reader.follow(ROOT / 'doc' / 'how-to' / 'live.md', ('', 'tryton'))
    assert len(reader.ran) == 1
    balances = json.loads((tmp_path / 'balances' / 'balances.json').read_text())
    assert {m['id']: m['balance'] for m in balances['members']} == {
        member: f'{balance:f}'
        for member, balance in Sample(members=5, months=3).expected.balances.items()}
