import pytest

from asso_bridge.config import load
from asso_bridge.errors import WrongSetting


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        path = tmp_path / 'settings.toml'
        path.write_text(text)
        return path
    return write


def says(*args, **options):
    with pytest.raises(WrongSetting) as raised:
        load(*args, **options)
    return str(raised.value)


def test_setting_of_the_file(file):
    assert load(file('feed = "coin"')).feed == 'coin'


def test_variable_goes_before_the_file(file, monkeypatch):
    monkeypatch.setenv('ASSO_BRIDGE_FEED', 'other')
    assert load(file('feed = "coin"')).feed == 'other'


def test_option_goes_before_all(file, monkeypatch):
    monkeypatch.setenv('ASSO_BRIDGE_FEED', 'other')
    assert load(file('feed = "coin"'), feed='mine').feed == 'mine'


def test_file_named_by_variable(file, monkeypatch):
    monkeypatch.setenv('ASSO_BRIDGE_CONFIG', str(file('feed = "coin"')))
    assert load().feed == 'coin'


def test_path_of_the_file_is_relative_to_it(file, tmp_path, monkeypatch):
    path = file('dump = "coin.json"')
    monkeypatch.chdir('/')
    assert load(path).dump == tmp_path / 'coin.json'


def test_password_of_a_file(file, tmp_path):
    (tmp_path / 'secret').write_text('é sesame\n')
    assert load(file('password_file = "secret"')).secret() == 'é sesame'


def test_password_is_not_shown(file):
    assert 'sesame' not in repr(load(file('password = "sesame"')))


@pytest.mark.parametrize('text, line', [
        ('batch_size = 0', "Setting `batch_size` (file {file}, variable ASSO_BRIDGE_BATCH_SIZE "
            "or an option): input should be greater than or equal to 1, not 0."),
        ('url = "ftp://x"', "Setting `url` (file {file}, variable ASSO_BRIDGE_URL or an "
            "option): string should match pattern '^https?://', not 'ftp://x'."),
        ('passwrod = "x"', "There is no setting `passwrod` ({file}). Did you mean `password`?"),
        ('zzz = 1', "There is no setting `zzz` ({file}). See the list of settings in "
            "doc/reference/commands.md."),
        ('feed = ', "The settings {file} are not TOML: Invalid value (at end of document)."),
        ])
def test_wrong_setting_is_one_line(file, text, line):
    path = file(text)
    assert says(path) == line.format(file=path)


def test_unknown_variable(file, monkeypatch):
    monkeypatch.setenv('ASSO_BRIDGE_DUMPP', 'x')
    assert says() == "There is no setting `dumpp` (the variable ASSO_BRIDGE_DUMPP). " \
        "Did you mean `dump`?"


def test_file_that_is_not_there(tmp_path):
    assert says(tmp_path / 'none.toml') == (
        f"The settings {tmp_path / 'none.toml'} cannot be read: No such file or directory. "
        "Check the path given.")


def test_password_file_that_is_empty(file, tmp_path):
    (tmp_path / 'secret').write_text('\n')
    settings = load(file('password_file = "secret"'))
    with pytest.raises(WrongSetting) as raised:
        settings.secret()
    assert raised.value.what == f"Setting `password_file`: {tmp_path / 'secret'} is empty."


def test_password_that_is_missing(file):
    with pytest.raises(WrongSetting) as raised:
        load(file('')).secret()
    assert str(raised.value) == "No password is set. Set `password_file` (or `password`)."
