"""A run is asked for by a person in the client, or by the portal's signed nudge."""
import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request

import pytest
from trytond.model.exceptions import AccessButtonError, AccessError
from trytond.transaction import Transaction

from trytond_asso_members.rpc.nudge import is_signed

SECRET = 'whsec_' + base64.b64encode(b'k' * 32).decode()


def call(ledger, method, *arguments):
    return json.loads(
        ledger.run(getattr(ledger.get('asso.feed'), method), 'portal', *arguments))


def user_of(ledger, *groups):
    "A new user of these groups"
    def make():
        Group, User = ledger.get('res.group'), ledger.get('res.user')
        found = Group.search([('name', 'in', groups)])
        assert len(found) == len(groups)
        user, = User.create([{
                    'name': 'Zoé', 'login': 'zoe', 'groups': [('add', [g.id for g in found])],
                    'companies': [('add', [1])], 'company': 1}])
        return user.id
    return ledger.run(make)


def press(ledger, user):
    def synchronize():
        Feed = ledger.get('asso.feed')
        with Transaction().set_context(_check_access=True):
            Feed.synchronize(Feed.search([]))
    ledger.run(synchronize, user=user)


def test_button_asks_for_a_run_until_one_begins(ledger):
    assert call(ledger, 'hello')['asked'] is False
    press(ledger, user_of(ledger, "Accounting"))
    assert call(ledger, 'hello')['asked'] is True
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        assert feed.asked_by.name == 'Zoé'
    call(ledger, 'begin', 'a test')
    assert call(ledger, 'hello')['asked'] is False


def test_button_pressed_again_leaves_the_first(ledger):
    press(ledger, 1)
    press(ledger, user_of(ledger, "Accounting"))
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        assert feed.asked_by.id == 1


def test_button_of_a_user_without_the_groups_is_refused(ledger):
    user = user_of(ledger, "Currency Administration")
    with pytest.raises((AccessButtonError, AccessError)):
        press(ledger, user)


def test_nudge_secret_is_read_by_the_administration_alone(ledger):
    def read(user):
        with ledger.transaction(user=user, _check_access=True):
            Feed = ledger.get('asso.feed')
            feed, = Feed.read([f.id for f in Feed.search([])], ['nudge_secret'])
            return feed['nudge_secret']
    with pytest.raises(AccessError):
        read(user_of(ledger, "Accounting"))
    assert read(1).startswith('whsec_')


def test_ledger_that_is_renewed_has_another_epoch(ledger):
    before = call(ledger, 'hello')['ledger']
    assert call(ledger, 'snapshot', '')['ledger'] == before
    renewed = call(ledger, 'renew_ledger')['ledger']
    assert renewed != before
    assert call(ledger, 'hello')['ledger'] == renewed
    assert call(ledger, 'snapshot', '')['ledger'] == renewed


def signed(secret=SECRET, id_='msg_1', moment=None, body=b''):
    moment = str(int(time.time() if moment is None else moment))
    key = base64.b64decode(secret.removeprefix('whsec_'))
    signature = hmac.digest(key, f'{id_}.{moment}.'.encode() + body, hashlib.sha256)
    return {
        'webhook-id': id_, 'webhook-timestamp': moment,
        'webhook-signature': f'v1,{base64.b64encode(signature).decode()}'}


@pytest.mark.parametrize('moment, accepted', [
        (0, True), (299, True), (-299, True), (301, False), (-301, False)])
def test_signature_counts_for_five_minutes(moment, accepted):
    assert is_signed(SECRET, signed(moment=moment), b'', now=0) is accepted


@pytest.mark.parametrize('headers', [
        {},
        {'webhook-id': ''},
        {'webhook-timestamp': 'now'},
        {'webhook-timestamp': '1'},
        {'webhook-signature': ''},
        {'webhook-signature': 'v1,AAAA'},
        {'webhook-signature': 'é'},
        ])
def test_signature_that_is_wrong_is_refused(headers):
    good = signed(moment=0)
    assert is_signed(SECRET, good, b'', now=0)
    assert not is_signed(SECRET, good | headers if headers else {}, b'', now=0)
    assert not is_signed(SECRET, good, b'another body', now=0)


@pytest.mark.parametrize('secret', [None, '', 'whsec_', 'whsec_é', 'not base64'])
def test_feed_without_a_sound_secret_takes_no_nudge(secret):
    assert not is_signed(secret, signed(moment=0), b'', now=0)


def test_one_of_several_signatures_is_enough():
    headers = signed(moment=0)
    headers['webhook-signature'] = f'v1,b2xk {headers["webhook-signature"]}'
    assert is_signed(SECRET, headers, b'', now=0)


def test_signature_is_the_standards_own():
    "Made by the library of Standard Webhooks' authors"
    import datetime as dt

    from standardwebhooks import Webhook
    now = dt.datetime.now(dt.UTC)
    signature = Webhook(SECRET).sign('msg_2', now, '{}')
    headers = {
        'webhook-id': 'msg_2', 'webhook-timestamp': str(int(now.timestamp())),
        'webhook-signature': signature}
    assert is_signed(SECRET, headers, b'{}')


def post(server, feed, headers):
    request = urllib.request.Request(
        f'{server.url}asso_members/nudge/{feed}', b'', headers, method='POST')
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.postgresql("a transaction of its own")
def test_nudge_over_http_asks_for_a_run(server):
    admin = server.rpc()
    feed, = admin.model.asso.feed.search_read([], 0, None, None, ['nudge_secret'], {})
    bridge = server.bridge()

    def asked():
        return json.loads(bridge.model.asso.feed.hello('portal', {}))['asked']

    assert post(server, 'portal', signed()) == 401
    assert post(server, 'portal', {}) == 401
    assert post(server, 'another', signed(feed['nudge_secret'])) == 401
    assert asked() is False
    headers = signed(feed['nudge_secret'])
    assert post(server, 'portal', headers) == 204
    assert post(server, 'portal', headers) == 204
    assert asked() is True
