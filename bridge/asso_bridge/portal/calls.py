"""The portal over HTTP: its pages of changes, and the balances and outcomes that it takes.

GET and PUT are safe to repeat, so what the network, an overload or a proxy spoils is tried again:
by urllib3 until an answer begins, by us where the answer breaks off or is not from a portal.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import requests
import structlog
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ..config import Settings
from ..contract.answers import Page, Published
from ..contract.bank import AllDropped, Content, Dropped
from ..contract.digest import NO_DIGEST, canonical, digest
from ..contract.records import CONTRACT
from ..errors import BrokenContract, Stop, TryAgain, WrongSetting
from ..network import address, trust
from ..retry import retried
from .refusals import TRANSIENT, Answered, CutOff, PortalRefusal, not_there, read_as, refusal

PREFIX = "portal "  # of cursors in the ledger, which may hold those of other sources
CONNECTING = 10  # seconds
BACKOFF = 0.5  # seconds before the second try, then doubled
LONGEST_WAIT = 120  # seconds that a Retry-After may ask for
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes, unpacked
PIECE = 64 * 1024
NO_CONTENT = 204
log = structlog.get_logger()


class Portal:
    def __init__(self, settings: Settings) -> None:
        if not settings.portal_url:
            raise WrongSetting("No portal is set.", "Set `portal_url`, https://.../api/asso.")
        self._base = f"{address(settings, 'portal_url')}/"
        self._timeout = settings.portal_timeout
        self._tries = settings.tries
        self._session = requests.Session()
        self._session.headers.update(
            {
                "Authorization": f"Bearer {settings.token()}",
                "Accept": "application/json, application/problem+json",
                "User-Agent": "asso-bridge",
            }
        )
        self._session.trust_env = False  # else .netrc would replace the token
        if settings.ca_bundle:
            trust(settings)  # which says what is wrong with the file
            self._session.verify = str(settings.ca_bundle)
        retry = Retry(
            total=settings.tries - 1,
            allowed_methods=("GET", "PUT"),
            status_forcelist=TRANSIENT,
            backoff_factor=BACKOFF,
            backoff_jitter=2 * BACKOFF,
            retry_after_max=LONGEST_WAIT,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def close(self) -> None:
        self._session.close()

    def changes(self, cursor: str, limit: int, seq: int = 0) -> Page:
        """The changes after the cursor, or from the start if that is empty; all above `seq`."""

        def once() -> Page:
            answer = self._ask("GET", "v2/changes", params={"cursor": cursor, "limit": limit})
            page = read_as(Page, answer.json())
            _assert_sound(page, cursor, seq)
            return page

        page = retried(self._tries, once, kind=CutOff)
        if page.contract != CONTRACT:
            raise BrokenContract(
                f"The portal speaks version {page.contract} of the contract, not {CONTRACT}.",
                "Install the same release of the portal's app and of the bridge.",
            )
        return page

    def published(self) -> Published | None:
        """The statement that the portal shows; None before the first.

        None too if what it shows came from an older bridge.
        """
        return self._shown("v2/statement")

    def shown(self) -> Published | None:
        """What the portal shows, even if it came from an older bridge."""
        return self._shown("v1/snapshot")

    def _shown(self, path: str) -> Published | None:
        def once() -> Published | None:
            answer = self._ask("GET", path, fine=(404,))
            if answer.status == 404:
                if not answer.is_json:
                    raise not_there(self._base)
                return None
            found = read_as(Published, answer.json())
            return found.model_copy(update={"etag": answer.headers.get("ETag", "")})

        return retried(self._tries, once, kind=CutOff)

    def bank_files(self) -> list[Dropped]:
        """The files of the bank that wait there; none of a portal that does not take them.

        Nor does a token hand them over that was made before there were any, and lacks the scope.
        """

        def once() -> list[Dropped]:
            try:
                answer = self._ask("GET", "v2/bank-files", fine=(404,))
            except PortalRefusal as error:
                if error.code != "scope-missing":
                    raise
                log.info("the portal's token lacks the scope bank:carry")
                return []
            return [] if answer.status == 404 else read_as(AllDropped, answer.json()).files

        return retried(self._tries, once, kind=CutOff)

    def bank_content(self, file: Dropped) -> bytes | None:
        """The bytes of the file; None if it has been deleted meanwhile."""

        def once() -> bytes | None:
            answer = self._ask("GET", place("v2", "bank-files", file.id), fine=(404,))
            if answer.status == 404:
                return None
            content = read_as(Content, answer.json()).content
            if hashlib.sha256(content).hexdigest() != file.digest:
                raise CutOff(
                    f"The file {file.name} is not what its digest says.",
                    "Check the proxies between.",
                )
            return content

        return retried(self._tries, once, kind=CutOff)

    def put(self, path: str, content: Any, headers: Mapping[str, str] | None = None) -> Any:
        """PUT JSON, and return what the portal answers; doing so twice changes nothing more."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        kind = {"Content-Type": "application/json"}

        def once() -> Any:
            answer = self._ask("PUT", path, data=body, headers=kind | dict(headers or {}))
            return None if answer.status == NO_CONTENT else answer.json()

        return retried(self._tries, once, kind=CutOff)

    def _ask(self, method: str, path: str, fine: tuple[int, ...] = (), **given: Any) -> Answered:
        with classified():
            response = self._session.request(
                method,
                f"{self._base}{path}",
                timeout=(min(CONNECTING, self._timeout), self._timeout),
                allow_redirects=False,
                stream=True,
                **given,
            )
            with response:
                answer = Answered(response, _body(response, time.monotonic() + self._timeout))
        log.debug("portal answered", method=method, path=path, status=answer.status)
        if not (200 <= answer.status < 300 or answer.status in fine):
            raise refusal(answer, self._base)
        return answer


def place(*parts: object) -> str:
    """A path below the address."""
    return "/".join(quote(str(part), safe="") for part in parts)


def _body(response: requests.Response, end: float) -> bytes:
    """The whole body; raises CutOff once the time is over, however slowly it drips in."""
    content = bytearray()
    try:
        # Unpacked and counted piece by piece, so that both time and size have their limits
        while piece := response.raw.read1(PIECE, decode_content=True):
            content += piece
            if len(content) > LARGEST_ANSWER:
                raise BrokenContract("The portal's answer is too large.", "Lower `batch_size`.")
            if time.monotonic() > end:
                raise CutOff("The portal's answer came too slowly.", "See its log, the network.")
    except (urllib3.exceptions.HTTPError, OSError):
        raise CutOff("The portal's answer was cut off.", "See its log, the network.") from None
    return bytes(content)


def _assert_sound(page: Page, cursor: str, seq: int) -> None:
    """Raise CutOff for a page that a proxy mixed up, changed, or kept from before."""
    # Taken for the page that was asked for, it would hide the changes between for good
    if page.after is not None and page.after != cursor:
        raise CutOff("The answer is the wrong page of changes.", "Check the proxies between.")
    seqs = [seq, *(item.seq for item in page.items)]
    if any(later <= earlier for earlier, later in zip(seqs, seqs[1:], strict=False)):
        raise CutOff(
            "A page of the portal's changes is out of order.", "Check the proxies between."
        )
    for item in page.items:
        actual = NO_DIGEST if item.op == "delete" else digest(canonical(item.data))
        if item.digest != actual:
            raise CutOff(
                f"The {item.type} {item.id} is not what its digest says.",
                "Check the proxies between; install the same release on both sides.",
            )


@contextmanager
def classified() -> Iterator[None]:
    """Turn what requests and urllib3 raise into errors of ours, which never show the token."""
    check = "Check `portal_url` and the network."
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise Stop(
            f"The portal's certificate is not valid: {_why(error)}.",
            "Check `portal_url`, and `ca_bundle` if its authority is your own.",
        ) from None
    except requests.exceptions.InvalidHeader:
        raise WrongSetting(
            "The portal's token holds characters that no token has.", "Copy it again."
        ) from None
    except requests.exceptions.Timeout:
        raise TryAgain("The portal does not answer in time.", check) from None
    except requests.exceptions.RequestException as error:
        raise TryAgain(f"The portal cannot be reached: {_why(error)}.", check) from None


def _why(error: Exception) -> str:
    """The innermost reason, which names neither path nor query."""
    reason: BaseException = error
    while True:
        inners = (getattr(reason, "reason", None), *reason.args, reason.__cause__)
        inner = next((inner for inner in inners if isinstance(inner, BaseException)), None)
        if inner is None:
            return str(getattr(reason, "strerror", None) or type(reason).__name__)
        reason = inner


@contextmanager
def open_portal(settings: Settings) -> Iterator[Portal]:
    """Nothing is sent yet; raises WrongSetting if the address or the token cannot be used."""
    portal = Portal(settings)
    try:
        yield portal
    finally:
        portal.close()
