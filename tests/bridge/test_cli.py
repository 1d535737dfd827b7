import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from asso_bridge import cli, config
from asso_bridge.contract.records import json_schema

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / 'doc' / 'reference'
COMMANDS = (REFERENCE / 'commands.md').read_text()


def section(name):
    return re.search(rf'^## {name}\n(.*?)(?=^## |\Z)', COMMANDS, re.S | re.M).group(1)


def call(capsys, monkeypatch, *args):
    "(exit code, standard output, standard error) of the command"
    monkeypatch.setattr(sys, 'argv', ['asso-bridge', *map(str, args)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    out, err = capsys.readouterr()
    return stop.value.code, out, err


@pytest.fixture
def toml(embedded, tmp_path):
    "The settings of a fresh association, in a file"
    values = {
        'database': embedded.database, 'trytond_config': str(embedded.trytond_config),
        'dump': str(embedded.dump), 'export': str(embedded.export),
        'state': str(embedded.state)}
    path = tmp_path / 'asso-bridge.toml'
    path.write_text(''.join(f'{name} = {json.dumps(value)}\n' for name, value in values.items()))
    return path


def test_commands_are_documented():
    documented = re.findall(r'^## ([a-z]+)$', COMMANDS, re.M)
    assert documented == list(get_command(cli.app).commands)


@pytest.mark.parametrize('name', list(get_command(cli.app).commands))
def test_options_are_documented(name):
    command = get_command(cli.app).commands[name]
    text = section(name)
    options = {
        option for parameter in command.params for option in parameter.opts
        if option.startswith('--') and option not in ('--help', '--config')}
    assert {option for option in options if option in text} == options
    assert command.help.splitlines()[0] in ' '.join(text.split())


def test_settings_are_documented():
    documented = re.findall(r'^\| `([a-z_]+)` \|', section('Settings'), re.M)
    assert sorted(documented) == sorted(config.Settings.model_fields)


def test_schema_is_the_one_published(capsys, monkeypatch):
    code, out, _ = call(capsys, monkeypatch, 'schema')
    assert (code, out) == (0, (REFERENCE / 'records.schema.json').read_text())
    assert json.loads(out) == json_schema()


def test_run_tells_in_plain_lines(capsys, monkeypatch, toml, embedded):
    code, out, err = call(capsys, monkeypatch, 'run', '-c', toml)
    seconds = re.search(r'in ([\d.]+) s', out).group(1)
    as_of = re.search(r'as of (\S+) ', out).group(1)
    assert (code, err) == (0, '')
    assert out == f"""\
reading the portal
11 of 11 changes sent
fetching the balances
writing files
offer: 1 applied
member: 2 applied
subscription: 1 applied
bill: 3 applied
credit_note: 1 applied
payment: 3 applied
Run 1 done in {seconds} s: 0 records as before, 11 changes sent, 0 set free from quarantine.
Balances as of {as_of} (generation 1): 2 members, total -20.00 EUR.
Written: {embedded.export}/balances.json
Written: {embedded.export}/balances.csv
Written: {embedded.export}/open_entries.csv
"""


def test_commands_answer_in_json(capsys, monkeypatch, toml, tmp_path):
    ran = json.loads(call(capsys, monkeypatch, 'run', '-c', toml, '--json')[1])
    assert ran['balances']['total'] == '-20.00'
    assert json.loads(call(capsys, monkeypatch, 'plan', '-c', toml, '--json')[1])['changes'] == 0
    status = json.loads(call(capsys, monkeypatch, 'status', '-c', toml, '--json')[1])
    assert status['last_run'] == ran
    held = json.loads(call(capsys, monkeypatch, 'quarantine', '-c', toml, '--json')[1])
    assert held == {'changes': []}
    compared = json.loads(call(capsys, monkeypatch, 'check', '-c', toml, '--json')[1])
    assert compared['differences'] == []
    owed = json.loads(
        call(capsys, monkeypatch, 'owing', '--on', '2099-12-31', '-c', toml, '--json')[1])
    assert owed['total'] == ran['balances']['total']
    out = tmp_path / 'out'
    pulled = json.loads(call(capsys, monkeypatch, 'export', out, '-c', toml, '--json')[1])
    assert pulled['files'] == [
        str(out / name) for name in ('balances.json', 'balances.csv', 'open_entries.csv')]


def test_quarantine_is_listed_tried_again_and_set_aside(
        capsys, monkeypatch, toml, embedded):
    embedded.dump.write_text(embedded.dump.read_text().replace('"20.00", "date"', '"0.00", "date"'))
    assert call(capsys, monkeypatch, 'run', '-c', toml)[0] == 2
    code, out, _ = call(capsys, monkeypatch, 'quarantine', '-c', toml, '--json')
    (entry,) = json.loads(out)['changes']
    assert (code, entry['record'], entry['state']) == (2, '2', 'refused')
    assert call(capsys, monkeypatch, 'quarantine', '-c', toml, '--retry')[0] == 2
    code, out, _ = call(
        capsys, monkeypatch, 'quarantine', '-c', toml, '--set-aside', '--reason', "a test",
        entry['id'])
    assert (code, 'set aside' in out, 'a test' in out) == (0, True, True)
    assert call(capsys, monkeypatch, 'run', '-c', toml)[0] == 0


@pytest.mark.parametrize('args, says', [
        (['fly'], "asso-bridge: No such command 'fly'.\n"),
        (['run', '--fast'], "asso-bridge: No such option: --fast\n"),
        (['run'], "asso-bridge: No dump is set. Set `dump` to the file that `dumpdata` "
            "wrote.\n"),
        (['quarantine', '--set-aside', '3'],
            "asso-bridge: --set-aside needs the numbers of entries, and a --reason.\n"),
        (['setup', 'company'],
            "asso-bridge: 'company' is not VALUE=... Write for example company=\"Neuf\".\n"),
        ])
def test_wrong_call_is_one_line(capsys, monkeypatch, tmp_path, args, says):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv('XDG_STATE_HOME', str(tmp_path))
    code, _, err = call(capsys, monkeypatch, *args)
    assert (code, err) == (1, says)


def test_command_of_its_own_process(tmp_path):
    done = subprocess.run(
        [sys.executable, '-c', 'from asso_bridge.cli import main; main()', 'run'],
        cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, 'XDG_STATE_HOME': str(tmp_path), 'ASSO_BRIDGE_DUMP': 'none.json'})
    assert (done.returncode, done.stderr) == (
        1, "asso-bridge: The dump none.json cannot be read: No such file or directory. "
        "Check the setting `dump` and the file's rights.\n")


def test_setup_values_of_a_file_and_of_the_command(tmp_path):
    (tmp_path / 'values.toml').write_text('company = "Neuf"\nfirst_day = 2026-01-01\n')
    (tmp_path / 'secret').write_text('sesame\n')
    (tmp_path / 'logo.png').write_bytes(b'\x89PNG')
    settings = config.load(feed='coin')
    assert cli.setup_values(
        ['company=Dix', 'fees_first=true', f"bridge_password_file={tmp_path / 'secret'}",
            f"logo_file={tmp_path / 'logo.png'}"],
        tmp_path / 'values.toml', settings) == {
            'feed': 'coin', 'company': 'Dix', 'first_day': '2026-01-01', 'fees_first': True,
            'bridge_password': 'sesame', 'logo': 'iVBORw=='}
