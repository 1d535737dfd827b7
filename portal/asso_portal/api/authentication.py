"""Who calls: bearer tokens with scopes, and how often they may."""

import re
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.views.decorators.debug import sensitive_variables

from .. import conf
from ..models import Token
from .problems import Problem

MINUTE = 60
FORM = re.compile(r"asso_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
REALM = 'Bearer realm="asso_portal"'


def demand_tls(request) -> None:
    """Raises a 403 without TLS, unless DEBUG or INSECURE allows it."""
    if not (request.is_secure() or settings.DEBUG or conf.get("INSECURE")):
        raise Problem(
            403,
            "tls-required",
            "TLS is required",
            "Use https. If a proxy does, set SECURE_PROXY_SSL_HEADER in the site's settings.",
        )


@sensitive_variables()
def token_of(authorization: str) -> Token:
    """Raises a 401, the same for a token that is unknown, has expired or was revoked."""
    kind, _, text = authorization.partition(" ")
    text = text.strip()
    if kind.lower() != "bearer" or not text:
        raise Problem(
            401, "token-missing", "A token is needed", headers={"WWW-Authenticate": REALM}
        )
    token = Token.of(text) if FORM.fullmatch(text) else None
    if token is None:
        raise Problem(
            401,
            "token-invalid",
            "The token is not known here, has expired or was revoked",
            "Make one with `manage.py asso_portal token create`.",
            {"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
        )
    return token


def demand_scope(token: Token, scope: str) -> None:
    """Raises a 403 that names the scope."""
    if scope not in token.scopes:
        raise Problem(
            403,
            "scope-missing",
            "The token does not allow this",
            f"It does not have the scope {scope}.",
            {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
        )


def count_call(token: Token) -> None:
    """So many calls in each minute of the clock, counted in Django's cache."""
    minute, second = divmod(int(time.time()), MINUTE)
    key = f"asso_portal:rate:{token.pk}:{minute}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        calls = cache.incr(key)
    except ValueError:  # the cache dropped it just now
        calls = 1
    if calls > conf.get("RATE"):
        raise Problem(
            429,
            "rate-limited",
            "Too many calls",
            f"This token may call {conf.get('RATE')} times in a minute.",
            {"Retry-After": str(MINUTE - second)},
        )
    token.note_use(timedelta(minutes=1))
