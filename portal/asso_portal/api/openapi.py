"""The contract of these calls, as it is kept beside them."""

import json
from functools import cache
from pathlib import Path

from django.http import JsonResponse

FILE = Path(__file__).parent.parent / "openapi.json"


def document(request) -> JsonResponse:
    """Its only server is this one, by the prefix under which the site has put it."""
    prefix = request.path.removesuffix("/v1/openapi.json")
    return JsonResponse(_read() | {"servers": [{"url": prefix or "/"}]})


@cache
def _read():
    return json.loads(FILE.read_text(encoding="utf-8"))
