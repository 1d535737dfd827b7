"""Answers of the portal: read as what they should be, or turned into the error they call for."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ValidationError

from ..contract.answers import ProblemDetails
from ..errors import BrokenContract, Stop, TryAgain, WrongSetting

TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
AFRESH = "Run `asso-bridge run --full`, which reads the whole portal and compares."
NEW_LEDGER = (
    "If Tryton was restored from a backup, or is another one, publish its balances as a new "
    "history: `asso-bridge publish --new-ledger`."
)

Model = TypeVar("Model", bound=BaseModel)


class CutOff(TryAgain):
    """The answer broke off, or came from something other than the portal."""


class PortalRefusal(Stop):
    """The portal understood the call and refused it; `code` names why."""

    def __init__(self, code: str, what: str, mend: str = "") -> None:
        super().__init__(what, mend)
        self.code = code


class Answered:
    """An answer with its whole body."""

    def __init__(self, response: requests.Response, content: bytes) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.content = content

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def is_json(self) -> bool:
        return self.kind == "application/json" or self.kind.endswith("+json")

    def json(self) -> Any:
        if not self.is_json:
            raise CutOff(
                f"What answers is not a portal: {self.status}, {self.kind or 'without a type'}.",
                "Check `portal_url`, and whether a proxy or a maintenance page answers there.",
            )
        try:
            return json.loads(self.content, parse_int=_whole)
        except (ValueError, RecursionError):
            raise CutOff(
                "The portal's answer is not JSON, or was cut off.", "See its log."
            ) from None


def _whole(digits: str) -> int | str:
    """A number that is too long for any field stays a text, which its own record is refused for."""
    return int(digits) if len(digits) < 20 else digits


def read_as(model: type[Model], content: Any) -> Model:
    """Raises BrokenContract, which names the first field that is wrong."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BrokenContract(
            f"The portal's answer breaks the contract at {where or 'its start'}: {first['msg']}.",
            "Check `portal_url`; install the same release of the portal's app and of the bridge.",
        ) from None


def refusal(answer: Answered, base: str) -> Exception:
    """The error that the status and the problem call for."""
    status = answer.status
    if 300 <= status < 400:
        return WrongSetting(
            f"The portal redirects to {_origin(answer.headers.get('Location', ''))}.",
            "Set `portal_url` to the address that answers without a redirect.",
        )
    try:
        problem = read_as(ProblemDetails, answer.json())
    except (CutOff, BrokenContract):
        problem = ProblemDetails()
    told = problem.detail or problem.title or "no reason given"
    what = f"The portal answers {status}: {told.rstrip('.')}."
    if status in TRANSIENT:
        return TryAgain(what, f"See its log{_request(problem)}.")
    if status == 404 and problem.code in ("blank", "not-found"):
        return not_there(base)
    mends = {
        401: "Make a new token (`manage.py asso_portal token create`) for `portal_token_file`.",
        403: "Give the token its scopes: changes:read, balances:write, outcomes:write, bank:carry.",
        413: "Raise BODY_LIMIT in the site's ASSO_PORTAL, or the limit of its proxy.",
        422: f"It is a fault of the software; see the site's log{_request(problem)}.",
    }
    codes = {
        "balances-zeroed": "Look at the balances in Tryton; if they are right, "
        "`asso-bridge publish --force`.",
        "base-unknown": "`asso-bridge publish` sends what it shows whole.",
        "epoch-changed": f"The portal was restored or is another one. {AFRESH}",
        "cursor-invalid": AFRESH,
        "generation-old": NEW_LEDGER,
        "ledger-changed": NEW_LEDGER,
        "tls-required": "Set `portal_url` to https://, or INSECURE in the site's ASSO_PORTAL.",
    }
    mend = codes.get(problem.code) or mends.get(status) or f"See the site's log{_request(problem)}."
    if status == 422:
        return BrokenContract(what, mend)
    return PortalRefusal(problem.code, what, mend)


def not_there(base: str) -> WrongSetting:
    """Return the error for an address that answers, but not as the portal's app does."""
    return WrongSetting(
        f"There is no interface of a portal at {base}.",
        "Check `portal_url`: it is the address before `v2/`. An older release of the portal's app "
        "has no `v2/`: install that of the bridge.",
    )


def _request(problem: ProblemDetails) -> str:
    return f" for the request {problem.request_id}" if problem.request_id else ""


def _origin(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else "another address"
