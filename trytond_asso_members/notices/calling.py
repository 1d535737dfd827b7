"""Hooks called: each call is taken, which is committed, then made, then noted.

It is signed by the rules of Standard Webhooks 1.0.0 (HMAC-SHA256), once for each secret.
"""
import base64
import datetime as dt
import hashlib
import hmac
import http.client
import math
import time

from trytond.pool import Pool
from trytond.transaction import Transaction

from .leased import take
from .posting import Private, post

GONE, BUSY_THERE = 410, {429, 502, 503, 504}
DAY = dt.timedelta(days=1)


def call(association, seconds=math.inf):
    """Make the calls that are due, for so long; return whether there are more to make.

    It commits as it goes.
    """
    end = time.monotonic() + seconds
    while found := take(Pool().get('asso.hook.call'), association):
        with association.own_context():
            _call_one(found)
        Transaction().commit()
        if time.monotonic() > end:
            return True
    return False


def _call_one(found):
    body = found.body.encode()
    now = dt.datetime.now(dt.UTC)
    headers = {
        'Content-Type': 'application/json', 'User-Agent': 'asso_members',
        **signed(found.webhook_id, now, body, found.hook.keys)}
    try:
        status, told, answer = post(found.hook.url, body, headers, found.hook.private)
    except Private as private:
        found.was_refused(str(private))
    except (OSError, http.client.HTTPException) as error:
        found.was_put_off(f'{type(error).__name__}: {error}')
    else:
        found.answer = f'{status}\n{answer}'.replace('\0', '')
        found.save()
        _note(found, status, told)


def _note(found, status, headers):
    if 200 <= status < 300:
        found.was_sent()
    elif status == GONE:
        found.was_refused(str(status))
        Pool().get('asso.hook').end(found.hook)
    else:
        found.was_put_off(str(status), pause=_asked(status, headers))


def _asked(status, headers):
    "How long it asks to be left alone, a day at most."
    seconds = headers.get('Retry-After', '')
    if status in BUSY_THERE and seconds.isdecimal():
        return min(DAY, dt.timedelta(seconds=int(seconds[:9])))
    return None


def signed(id_, now, body, keys):
    "The headers of a call, of which `now` is the moment in UTC."
    timestamp = str(int(now.timestamp()))
    content = f'{id_}.{timestamp}.'.encode() + body
    signatures = [
        base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        for key in keys]
    return {
        'webhook-id': id_, 'webhook-timestamp': timestamp,
        'webhook-signature': ' '.join(f'v1,{one}' for one in signatures)}
