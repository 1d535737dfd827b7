"""What a scheduled run writes where it is logged: ids and counts, and nothing of persons."""
import json

import pytest

from asso_bridge.sources import coin
from tests.bridge import dumps
from tests.bridge.test_cli import call, toml  # noqa: F401 - a fixture

PERSONAL = [
    "Huß", "Zoé", "zoe@example.org", "0612345678", "quai de la Douane", "M. X", "rappeler"]


@pytest.mark.parametrize('level', ['info', 'debug'])
def test_run_logs_nothing_personal(
        capsys, monkeypatch, embedded, toml, level):  # noqa: F811
    rows = json.loads(embedded.dump.read_text())
    dumps.find(rows, 'members.member', 1).update(
        first_name="Zoé", last_name="Huß", email="zoe@example.org", home_phone_number='0612345678',
        address="3 quai de la Douane", comments="rappeler")
    # What cannot be read: of a form that is foreseen, and of one that is not
    dumps.find(rows, 'billing.payment', 4)['date'] = 'le jour de M. X'
    dumps.find(rows, 'members.member', 2)['resign_date'] = ["Huß", 'rappeler']
    dumps.write(embedded.dump, rows)
    toml.write_text(toml.read_text() + f'log = "{level}"\n')

    def fail(_):
        raise KeyError("zoe@example.org, Huß")
    monkeypatch.setattr(coin, 'bill', fail)
    code, out, err = call(capsys, monkeypatch, 'run', '-c', toml)
    assert (code, [mark for mark in PERSONAL if mark in out + err]) == (2, [])
    assert "billing.bill 1" in err and "KeyError" in err
