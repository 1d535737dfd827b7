"""One address of the API: what is asked of every call before it is answered, and logged after."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ..intake.parts import Refused
from .authentication import count_call, demand_scope, demand_tls, token_of
from .problems import Problem, busy, not_found

AUDIT = logging.getLogger("asso_portal.audit")
ERRORS = logging.getLogger("django.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
TITLES = {
    409: "Not after what is here",
    412: "The precondition is not met",
    422: "The content does not agree",
}
AGAIN = 5  # seconds, after which a lock may be free


class Call:
    """A request on its way through: who asks, and by which name it is logged.

    The token is taken out of the request: Django before 5 shows it in the mail that it sends the
    administrators of an error.
    """

    def __init__(self, name: str, request) -> None:
        given = request.headers.get("X-Request-ID", "")
        self.id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        self.name, self.request, self.token = name, request, None
        self.authorization = request.META.pop("HTTP_AUTHORIZATION", "")
        self._started = time.monotonic()

    def log(self, response) -> None:
        """Log nothing that a caller wrote, and no member's data."""
        AUDIT.info(
            "%s %s %s %s token=%s bytes=%s ms=%.0f",
            self.id,
            self.request.method if self.request.method in {"GET", "PUT"} else "OTHER",
            self.name,
            response.status_code,
            self.token.prefix if self.token else "-",
            len(response.content),
            1000 * (time.monotonic() - self._started),
        )


def endpoint(name: str, public: bool = False, **verbs: tuple[str, Callable[..., Any]]):
    """The view of an address; `verbs`: GET=(scope, function of the request)."""

    @csrf_exempt  # cookies count for nothing here
    @transaction.non_atomic_requests  # the sequencer chooses its own transactions
    def view(request, **arguments):
        call = Call(name, request)
        try:
            response = _answer(call, public, verbs, arguments)
        except Problem as problem:
            response = problem.response(call.id)
        response.headers["X-Request-ID"] = call.id
        response.headers.setdefault("Cache-Control", "no-store")
        call.log(response)
        return response

    return view


def _answer(call: Call, public: bool, verbs, arguments) -> HttpResponse:
    request = call.request
    if request.method not in verbs:
        if not verbs:
            raise not_found()
        allow = {"Allow": ", ".join(sorted(verbs))}
        raise Problem(405, "method", "This address has no such method", headers=allow)
    scope, function = verbs[request.method]
    try:
        if not public:
            demand_tls(request)
            call.token = token_of(call.authorization)
            count_call(call.token)
            demand_scope(call.token, scope)
        if not request.accepts("application/json"):
            raise Problem(406, "not-acceptable", "The answer is application/json")
        return function(request, **arguments)
    except Refused as refused:
        raise Problem(
            refused.status, refused.code, TITLES[refused.status], refused.detail
        ) from None
    except OperationalError:
        ERRORS.warning("The call %s %s found the database busy", call.name, call.id, exc_info=True)
        raise busy(AGAIN) from None
    except Problem:
        raise
    except SuspiciousOperation:  # more parameters than the site reads
        raise Problem(400, "parameter-invalid", "The parameters are not valid") from None
    except Exception:
        ERRORS.exception("The call %s %s failed", call.name, call.id, extra={"request": request})
        raise Problem(500, "internal", "The site failed", "Its log says why.") from None
