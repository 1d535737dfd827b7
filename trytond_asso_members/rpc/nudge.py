"""The portal's signal that something has changed; it does not say what.

It is signed as Standard Webhooks prescribes, and asks for a run.  The same signal sent again
only asks again.
"""
import base64
import binascii
import hashlib
import hmac
import re
import secrets
import time

from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.protocols.wrappers import (
    HTTPStatus,
    Response,
    abort,
    set_max_request_size,
    with_pool,
    with_transaction,
)
from trytond.wsgi import app

from .. import bulk
from .arguments import is_storable

PREFIX = 'whsec_'
TOLERANCE = 5 * 60  # seconds
LARGEST = 64 * 1024  # bytes
MOMENT = re.compile('-?[0-9]{1,12}')  # seconds


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    nudge_secret = fields.Char(
        "Nudge Secret",
        help="The portal signs its requests for a run with this secret; "
        "its setting NUDGE_SECRET must be the same.")

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        bulk.fill(cls, 'nudge_secret', new_secret)

    @staticmethod
    def default_nudge_secret():
        return new_secret()


def new_secret():
    "A secret of 32 random bytes, in the form of Standard Webhooks."
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_signed(secret, headers, body, now=None):
    "Whether the call is signed with the secret, at most five minutes off `now` (in seconds)."
    id_, moment = headers.get('webhook-id'), headers.get('webhook-timestamp')
    try:
        key = base64.b64decode((secret or '').removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    if not key or not id_ or not MOMENT.fullmatch(moment or ''):
        return False
    if abs((time.time() if now is None else now) - int(moment)) > TOLERANCE:
        return False
    signed = f'{id_}.{moment}.'.encode() + body
    expected = b'v1,' + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = headers.get('webhook-signature', '').encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in given)


# The three look alike to a caller without the secret: no feed, no secret, a wrong signature
@app.route('/<database_name>/asso_members/nudge/<feed>', methods={'POST'})
@set_max_request_size(LARGEST)
@with_pool
def nudge(request, pool, feed):
    "Ask for a run of the feed; 204, or 401 unless the call is signed with its secret."
    id_ = signed_feed(request, pool, feed)
    if not id_:
        abort(HTTPStatus.UNAUTHORIZED)
    _ask(request, pool, id_)
    return Response(status=HTTPStatus.NO_CONTENT)


@with_transaction(readonly=True)
def signed_feed(request, _pool, code):
    """Return the id of the feed if the call is signed with its secret.

    As much is done without the feed as with it, so that the time tells nothing either.
    """
    body = request.get_data()
    feed = Pool().get('asso.feed').__table__()
    found = []
    if is_storable(code):  # no feed has another code
        found = bulk.select(feed.select(feed.id, feed.nudge_secret, where=feed.code == code))
    (id_, secret), = found or [(None, None)]
    return id_ if is_signed(secret or new_secret(), request.headers, body) else None


@with_transaction(readonly=False)
def _ask(_request, _pool, id_):
    Feed = Pool().get('asso.feed')
    Feed.ask([Feed(id_)])
