"""What the ledger hands back: the members' balances, and what it refused."""

import re

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import parse_etags

from .. import intake
from .bodies import document
from .problems import not_found

NUMBER = re.compile("[0-9]{1,19}")
LARGEST = 2**63 - 1  # of a database's integers


def snapshot(request) -> HttpResponse:
    meta = intake.current()
    if meta is None:
        raise not_found("No snapshot has come yet.")
    etag = _etag(meta)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": etag})
    return JsonResponse(meta, headers={"ETag": etag})


def put_snapshot(request, generation: str) -> HttpResponse:
    """Answers what is current then, with 201 if it was not before."""
    number = _number(generation, 1)
    given = request.headers.get("If-Match")
    match = None if given is None else {tag.strip('"') for tag in parse_etags(given)}
    new = intake.receive(number, document(request), match)
    meta = intake.current()
    return JsonResponse(meta, status=201 if new else 200, headers={"ETag": _etag(meta)})


def put_chunk(request, generation: str, chunk: str) -> HttpResponse:
    intake.receive_chunk(_number(generation, 1), _number(chunk, 0), document(request))
    return HttpResponse(status=204)


def put_outcomes(request) -> HttpResponse:
    intake.outcomes(document(request))
    return HttpResponse(status=204)


def _etag(meta) -> str:
    return f'"{intake.etag(meta)}"'


def _number(text: str, least: int) -> int:
    if not NUMBER.fullmatch(text) or not least <= int(text) <= LARGEST:
        raise not_found(f"There is no number {least} to {LARGEST} in the address.")
    return int(text)
