"""What the ledger hands back: the members' balances, and what it refused."""

import re
from collections.abc import Callable

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.http import parse_etags

from ..intake import chunks, outcomes
from ..intake import snapshot as snapshots
from ..intake import statement as statements
from ..intake.current import current, etag
from ..intake.head import STATEMENT
from .bodies import document
from .problems import not_found

NUMBER = re.compile("[0-9]{1,19}")
LARGEST = 2**63 - 1  # of a database's integers


def snapshot(request) -> HttpResponse:
    """Answers what is current, without its balances: 404 before the first, 304 if unchanged."""
    return _shown(request, current(), "No snapshot has come yet.")


def statement(request) -> HttpResponse:
    """As `snapshot`, but 404 too if what is current came by version 1 of the contract."""
    return _shown(request, current(STATEMENT), "No statement has come yet.")


def _shown(request, meta, absent: str) -> HttpResponse:
    if meta is None:
        raise not_found(absent)
    tag = _etag(meta)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": tag})
    return JsonResponse(meta, headers={"ETag": tag})


def put_snapshot(request, generation: str) -> HttpResponse:
    """Answers what is current then, with 201 if it was not before."""
    return _put(request, generation, snapshots.receive)


def put_statement(request, generation: str) -> HttpResponse:
    """As `put_snapshot`."""
    return _put(request, generation, statements.receive)


def _put(request, generation: str, receive: Callable[..., bool]) -> HttpResponse:
    number = number_of(generation, 1)
    given = request.headers.get("If-Match")
    match = None if given is None else {tag.strip('"') for tag in parse_etags(given)}
    new = receive(number, document(request), match)
    meta = current()
    return JsonResponse(meta, status=201 if new else 200, headers={"ETag": _etag(meta)})


def put_chunk(request, generation: str, chunk: str) -> HttpResponse:
    """Answers 204, also when the same chunk comes again: the later one is kept."""
    chunks.receive(number_of(generation, 1), number_of(chunk, 0), document(request))
    return HttpResponse(status=204)


def put_members(request, generation: str, chunk: str) -> HttpResponse:
    """As `put_chunk`, of a statement."""
    chunks.receive_members(number_of(generation, 1), number_of(chunk, 0), document(request))
    return HttpResponse(status=204)


def put_outcomes(request) -> HttpResponse:
    """Answers 204; the list that was sent replaces the whole earlier one."""
    outcomes.receive(document(request))
    return HttpResponse(status=204)


def _etag(meta) -> str:
    return f'"{etag(meta)}"'


def number_of(text: str, least: int) -> int:
    """The number in an address; raises a 404 for what is none, or too large for a database."""
    if not NUMBER.fullmatch(text) or not least <= int(text) <= LARGEST:
        raise not_found(f"There is no number {least} to {LARGEST} in the address.")
    return int(text)
