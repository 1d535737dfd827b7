"""What goes wrong, as problem details (RFC 9457)."""

from dataclasses import dataclass, field

from django.http import JsonResponse

RETRY = {429, 503}


@dataclass
class Problem(Exception):
    """Ends a call; `type` is the short name that programs compare."""

    status: int
    type: str
    title: str
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def response(self, request_id: str) -> JsonResponse:
        return JsonResponse(
            {
                "type": self.type,
                "title": self.title,
                "status": self.status,
                "detail": self.detail or self.title,
                "retryable": self.status in RETRY,
                "request_id": request_id,
            },
            status=self.status,
            headers=self.headers,
            content_type="application/problem+json",
        )


def not_found(what: str = "There is nothing at this address.") -> Problem:
    """Return a 404, for the caller to raise."""
    return Problem(404, "not-found", "Not found", what)


def busy(seconds: int) -> Problem:
    """Return a 503, to be raised: the same call may succeed after so many seconds."""
    return Problem(
        503,
        "busy",
        "The database is busy",
        "Another call or a migration holds what this one needs. Try again.",
        {"Retry-After": str(seconds)},
    )
