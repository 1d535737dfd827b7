"""What the bridge sends where: TLS to other machines, certificates of a private authority."""
import ssl
from contextlib import contextmanager
from threading import Thread

import pytest
import trustme

from asso_bridge.config import load
from asso_bridge.errors import Stop, WrongSetting
from asso_bridge.ledger.tryton import connect
from asso_bridge.network import address
from asso_bridge.portal.calls import Portal
from tests.bridge.faults import Faulty
from tests.bridge.scripted import Scripted, answer

ALLOWED = {'url': 'insecure', 'portal_url': 'portal_insecure'}
WORDS = {
    'url': "Setting `url`: the password would go to asso.example.org unprotected. "
    "Write https://, or set `insecure` if the network is yours alone.",
    'portal_url': "Setting `portal_url`: the token would go to asso.example.org unprotected. "
    "Write https://, or set `portal_insecure` if the network is yours alone."}
every_address = pytest.mark.parametrize('name', ALLOWED)


@every_address
@pytest.mark.parametrize('url', [
    'https://asso.example.org/api', 'http://localhost:8000/api', 'http://127.0.0.1/api/',
    'http://[::1]/api'])
def test_address_that_protects_what_is_sent(name, url):
    assert address(load(**{name: url}), name) == url.rstrip('/')


@every_address
@pytest.mark.parametrize('url', [
    'http://127.0.0.1.example.org/', 'http://10.0.0.1/', 'http://0.0.0.0/', 'http://[::1/',
    'https://user:secret@asso.example.org/', 'https://asso.example.org/?a=1', 'https://'])
def test_address_that_does_not_is_refused(name, url):
    with pytest.raises(WrongSetting) as raised:
        address(load(**{name: url}), name)
    assert f'`{name}`' in str(raised.value)


@every_address
def test_address_without_tls_is_for_the_settings_to_allow(name):
    url = 'http://asso.example.org/api'
    with pytest.raises(WrongSetting) as raised:
        address(load(**{name: url}), name)
    assert str(raised.value) == WORDS[name]
    assert address(load(**{name: url, ALLOWED[name]: True}), name) == url


def test_password_is_sent_nowhere_unprotected():
    settings = load(url='http://asso.example.org', password='secret')
    with pytest.raises(WrongSetting), connect(settings):
        pass


@pytest.fixture(scope='module')
def authority():
    return trustme.CA()


@pytest.fixture
def ca_bundle(authority, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / 'ca.pem')
    return tmp_path / 'ca.pem'


@pytest.fixture
def protected(authority):
    "Put TLS before a server: with protected(url) as address"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert('127.0.0.1').configure_cert(context)

    @contextmanager
    def serve(url):
        proxy = Faulty(url)
        proxy._server.socket = context.wrap_socket(proxy._server.socket, server_side=True)
        Thread(target=proxy._server.serve_forever, daemon=True).start()
        yield proxy.url.replace('http:', 'https:')
        proxy._server.shutdown()
        proxy._server.server_close()
    return serve


def ask_tryton(settings):
    with connect(settings) as ledger:
        return ledger.hello().feed


def ask_portal(settings):
    portal = Portal(settings)
    try:
        return portal.published()
    finally:
        portal.close()


@pytest.fixture(params=['tryton', 'portal'])
def asked(request, protected, tmp_path):
    "A server behind TLS: (the function that asks it, its answer, settings)"
    common = {'tries': 1, 'timeout': 20, 'state': tmp_path / 'state'}
    if request.param == 'tryton':
        remote = request.getfixturevalue('remote')
        with protected(remote.url) as url:
            yield ask_tryton, 'portal', remote.model_copy(update={'url': url, **common})
        return
    scripted = Scripted(answer({}, 404))
    with protected(scripted.url) as url:
        yield ask_portal, None, load(portal_url=url, portal_token='x', **common)
    scripted.close()


def test_private_authority_is_trusted_where_the_settings_name_it(asked, ca_bundle, tmp_path):
    ask, right, settings = asked
    assert ask(settings.model_copy(update={'ca_bundle': ca_bundle})) == right
    with pytest.raises(Stop) as raised:
        ask(settings)
    assert "certificate is not valid" in raised.value.what
    assert '`ca_bundle`' in raised.value.mend
    other = tmp_path / 'other.pem'
    trustme.CA().cert_pem.write_to_path(other)
    with pytest.raises(Stop):
        ask(settings.model_copy(update={'ca_bundle': other}))


@pytest.mark.parametrize('ask', [ask_tryton, ask_portal])
@pytest.mark.parametrize('content', [None, 'no certificate'])
def test_bundle_that_is_none_is_named(tmp_path, ask, content):
    file = tmp_path / 'none.pem'
    if content:
        file.write_text(content)
    url = 'https://127.0.0.1:9'
    with pytest.raises(WrongSetting) as raised:
        ask(load(url=url, password='x', portal_url=url, portal_token='x', ca_bundle=file))
    assert f"Setting `ca_bundle`: {file} cannot be used" in raised.value.what
