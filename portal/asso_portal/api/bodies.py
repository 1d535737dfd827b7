"""What is sent: JSON that is not too large, whose texts a database can keep."""

import json
import math
import re
from typing import Any

from django.http import UnreadablePostError

from .. import conf
from .problems import Problem

# Escapes of what PostgreSQL cannot keep (U+0000) and UTF-8 cannot write (half a surrogate pair)
DEEPEST = 50  # lists and objects within each other
SUSPECT = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]")


def document(request) -> dict:
    """The JSON object that was sent."""
    body = _body(request)
    try:
        found = json.loads(body.decode(), parse_constant=_no_number, parse_float=_number)
        _refuse_depth(found)
        if SUSPECT.search(body):
            _refuse_unstorable(found)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "body-invalid", "The body is not JSON", str(error)[:200]) from None
    if not isinstance(found, dict):
        raise Problem(422, "body-invalid", "The body must be a JSON object")
    return found


def _body(request) -> bytes:
    media = request.content_type
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if media != "application/json" or charset not in {"utf-8", "utf8"} or encoding != "identity":
        raise Problem(
            415, "media-type", "The body must be application/json in UTF-8, not compressed"
        )
    limit = conf.get("BODY_LIMIT")
    # Not request.body, whose own limit is the site's, for forms
    try:
        body = request.read(limit + 1)
    except UnreadablePostError:
        raise Problem(400, "body-invalid", "The body was cut off") from None
    if len(body) > limit:
        raise Problem(
            413,
            "body-too-large",
            "The body is too large",
            f"At most {limit} bytes: send a snapshot in chunks.",
        )
    return body


def _no_number(name: str):
    raise ValueError(f"{name} is not a number in JSON")


def _number(text: str) -> float:
    """Of a field that the contract does not know: its own amounts are texts."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _refuse_depth(found: Any) -> None:
    """No field of the contract is as deep; databases keep less than Python can read."""
    level = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise ValueError(f"it has more than {DEEPEST} levels")


def _refuse_unstorable(value) -> None:
    text = json.dumps(value, ensure_ascii=False)
    text.encode()  # raises UnicodeEncodeError, a ValueError, for half a surrogate pair
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValueError("a text has the character U+0000")
