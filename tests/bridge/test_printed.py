"""What comes from outside is printed as text: no terminal, log or spreadsheet obeys it."""
import json
import sys

import pytest
import structlog

from asso_bridge import cli
from asso_bridge.config import load
from asso_bridge.contract.answers import Quarantine, Quarantined
from asso_bridge.contract.values import printable, printable_json
from asso_bridge.told import logs, metrics, report
from tests.bridge.scripted import Scripted

EVIL = "\x1b]0;owned\x07\x9b31m\u202e\x00\r\nasso-bridge: all is well"
SAFE = "\\u001b]0;owned\\u0007\\u009b31m\\u202e\\u0000 asso-bridge: all is well"


def obeyed(text):
    "What of it a terminal would obey"
    return [c for c in text if c != '\n' and not c.isprintable()]


def test_text_of_another_is_one_line_that_nobody_obeys():
    assert printable(EVIL) == SAFE
    assert printable("Zoé : 12,50 € — (à régler)") == "Zoé : 12,50 € — (à régler)"


def test_json_of_another_is_the_same_json():
    text = printable_json(json.dumps({'reason': EVIL}, ensure_ascii=False, indent=1))
    assert (json.loads(text), obeyed(text)) == ({'reason': EVIL}, [])


@pytest.fixture(params=[False, True])
def held(request):
    "(what the quarantine holds, whether it is shown as JSON)"
    change = Quarantined.model_construct(**dict.fromkeys(
        Quarantined.model_fields, EVIL) | {'id': 1, 'tries': 1, 'state': 'refused'})
    return Quarantine.model_construct(changes=[change]), request.param


def test_quarantine_is_shown(held, capsys):
    changes, as_json = held
    report.show(changes, report.show_quarantine, as_json)
    out = capsys.readouterr().out
    assert obeyed(out) == []
    if not as_json:
        assert SAFE in out and len(out.splitlines()) == 1


def test_refusal_of_the_portal_is_one_line(tmp_path, monkeypatch, capsys):
    body = json.dumps({'type': EVIL, 'title': EVIL, 'detail': EVIL, 'status': 403}).encode()
    portal = Scripted((403, body, {'Content-Type': 'application/problem+json'}))
    (tmp_path / 'asso-bridge.toml').write_text(
        f'source = "portal"\nportal_url = "{portal.url}"\nportal_token = "x"\ntries = 1\n'
        f'state = "{tmp_path}"\n')
    monkeypatch.setattr(sys, 'argv', [
        'asso-bridge', 'plan', '-c', str(tmp_path / 'asso-bridge.toml')])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    portal.close()
    error = capsys.readouterr().err
    assert (ended.value.code, obeyed(error), len(error.splitlines())) == (1, [], 1)
    assert SAFE in error


@pytest.mark.parametrize('form', ['text', 'json'])
def test_log_is_one_line(form, capsys):
    logs.configure(load(log='info', log_format=form))
    structlog.get_logger().warning(EVIL, reason=EVIL, more=[EVIL])
    error = capsys.readouterr().err
    assert (obeyed(error), len(error.splitlines())) == ([], 1)


def test_figure_is_one_line(tmp_path):
    settings = load(metrics=tmp_path / 'a.prom', state=tmp_path)
    metrics.note(settings, {'quarantine': {EVIL: 1}})
    assert obeyed((tmp_path / 'a.prom').read_text()) == []
