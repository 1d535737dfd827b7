"""The command figures, over the network."""
import json

from asso_bridge import cli, sync
from tests.bridge.test_cli import call


def test_figures_are_shown_and_printed(remote, tmp_path, capsys, monkeypatch):
    sync.run(remote)
    toml = tmp_path / 'bridge.toml'
    toml.write_text(''.join(
        f'{name} = {json.dumps(getattr(remote, name))}\n'
        for name in ['url', 'database'])
        + f'password_file = {json.dumps(str(tmp_path / "password"))}\n')
    capsys.readouterr()  # what the run has told
    code, out, err = call(capsys, monkeypatch, 'figures', '-c', toml, '--json')
    assert err == ''
    found = {f['code']: (f['number'], f['amount']) for f in json.loads(out)['figures']}
    assert (code, found['members'], found['unmatched']) == (cli.DONE, (2, None), (1, '8.00'))
    code, out, _ = call(capsys, monkeypatch, 'figures', '-c', toml)
    assert code == cli.DONE
    assert any(line.split()[-2:] == ['1', '8.00'] for line in out.splitlines())
