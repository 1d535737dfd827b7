"""What is sent: JSON that is not too large, whose texts a database can keep."""

import json
import re

from .. import conf
from .problems import Problem

# Escapes of what PostgreSQL cannot keep (U+0000) and UTF-8 cannot write (half a surrogate pair)
SUSPECT = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]")


def document(request) -> dict:
    """The JSON object that was sent."""
    body = _body(request)
    try:
        found = json.loads(body.decode(), parse_constant=_no_number)
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
    body = request.read(limit + 1)
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


def _refuse_unstorable(value) -> None:
    text = json.dumps(value, ensure_ascii=False)
    text.encode()  # raises UnicodeEncodeError, a ValueError, for half a surrogate pair
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValueError("a text has the character U+0000")
