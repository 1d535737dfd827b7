"""Files of the bank for the bridge to carry, and what became of them."""

import base64

from django.http import HttpResponse, JsonResponse

from ..intake import bank_outcome
from ..models import BankFile
from .balances import number_of
from .bodies import document
from .problems import not_found

MOST = 100  # in one answer; the others come at the next run


def waiting(_request) -> HttpResponse:
    """Name what waits, the oldest first; what was kept for too long is deleted before."""
    BankFile.forget()
    return JsonResponse({"files": [_told(file) for file in BankFile.waiting()[:MOST]]})


def _told(file: BankFile) -> dict:
    return {
        "id": str(file.pk),
        "name": file.name,
        "size": file.size,
        "digest": file.digest,
        "account": file.account or None,
        "answers": file.answers,
        "attempt": file.attempt,
    }


def content(_request, id: str) -> HttpResponse:
    """The bytes of a file that waits; 404 for any other."""
    file = BankFile.waiting().filter(pk=number_of(id, 1)).first()
    if file is None:
        raise not_found("No file of this number waits.")
    return JsonResponse({"content": base64.b64encode(file.content).decode()})


def put_outcome(request, id: str) -> HttpResponse:
    """Answers 204, also if the file has been deleted, or is tried again, meanwhile."""
    bank_outcome.receive(number_of(id, 1), document(request))
    return HttpResponse(status=204)
