"""Calls to Tryton, signed as Standard Webhooks says; a redirect is followed by none."""

import base64
import hashlib
import hmac
import time
import urllib.request
import uuid

PREFIX = "whsec_"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        return None


def post(url: str, secret: str, body: bytes, timeout: float):
    """The answer, open; raises an error for any but a good one, or for a secret that is none."""
    request = urllib.request.Request(url, body, headers(secret, body), method="POST")
    return urllib.request.build_opener(NoRedirect).open(request, timeout=timeout)


def headers(secret: str, body: bytes) -> dict[str, str]:
    """The signature of the body, of now, with the feed's secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not key:
        raise ValueError("no secret")
    id, moment = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    signature = hmac.digest(key, f"{id}.{moment}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/octet-stream",
        "User-Agent": "asso-portal",
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def reason(error: Exception) -> str:
    """What went wrong, without the secret or the address, for a log."""
    return str(getattr(error, "reason", type(error).__name__))
