"""The OpenAPI document of these calls."""

import json
import re
from functools import cache
from pathlib import Path

from django.http import JsonResponse

FILE = Path(__file__).parent.parent / "openapi.json"


def document(request) -> JsonResponse:
    """Name this site as its only server, with the prefix under which it serves these calls."""
    prefix = re.sub(r"/v[12]/openapi\.json$", "", request.path)
    return JsonResponse(_read() | {"servers": [{"url": prefix or "/"}]})


@cache
def _read():
    return json.loads(FILE.read_text(encoding="utf-8"))
