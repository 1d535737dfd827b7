"""The calls of the contract, whatever carries them (doc/reference/contract.md).

Every call is safe to repeat, so one that the network or a lock fails is tried again.
"""

import base64
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from ..contract.answers import Hello, Holding, Outcomes, Quarantine
from ..contract.bank import BankFile
from ..contract.bounces import Bounce, Returned
from ..contract.digest import NO_DIGEST
from ..contract.figures import Figures
from ..contract.found import Found
from ..contract.outbox import Outbox, Sent
from ..contract.owing import Owing
from ..contract.records import CONTRACT, Type
from ..errors import BridgeError, BrokenContract, LedgerBusy, Stop
from ..retry import retried

PAGE = 2000  # lines or records a page
SAME_RELEASE = "Install the same release of the module and of the bridge."

Model = TypeVar("Model", bound=BaseModel)


class Connection(Protocol):
    def call(self, method: str, *arguments: str) -> str:
        """The answer's text; raises TryAgain where another try may succeed, else Stop."""

    def close(self) -> None: ...


class Ledger:
    """The calls of the contract on one feed."""

    def __init__(self, connection: Connection, feed: str, tries: int = 5) -> None:
        self._connection = connection
        self._feed = feed
        self._tries = tries

    def _text(self, method: str, *arguments: str) -> str:
        try:
            return retried(self._tries, lambda: self._connection.call(method, *arguments))
        except LedgerBusy as busy:
            raise self._held(busy) from None

    def _held(self, busy: LedgerBusy) -> LedgerBusy:
        """The error after the last try, and who holds the ledger if it can tell."""
        try:
            holding = Holding.model_validate_json(self._connection.call("busy", self._feed))
        except (BridgeError, ValidationError):
            holding = Holding()
        if not holding.holders:
            return LedgerBusy(f"{busy.what} Tried {self._tries} times.", busy.mend)
        held = ", ".join(map(str, holding.holders))
        people = ", ".join(holding.people) or "nobody"
        return LedgerBusy(
            f"The ledger is busy, held by {held}; tried {self._tries} times."
            f" At work in Tryton: {people}.",
            "Run again when they have finished, or end what holds it.",
        )

    def _ask(self, method: str, *arguments: str) -> Any:
        text = self._text(method, self._feed, *arguments)
        try:
            return json.loads(text)
        except ValueError:
            raise BrokenContract(
                f"The ledger's answer to `{method}` is not JSON: {text[:80]!r}.", SAME_RELEASE
            ) from None

    def _read(self, model: type[Model], method: str, *arguments: str) -> Model:
        try:
            return model.model_validate(self._ask(method, *arguments))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BrokenContract(
                f"The answer to `{method}` breaks the contract at {where}: {first['msg']}.",
                SAME_RELEASE,
            ) from None

    def hello(self) -> Hello:
        hello = self._read(Hello, "hello")
        if hello.contract != CONTRACT:
            raise BrokenContract(
                f"The ledger speaks version {hello.contract} of the contract, not {CONTRACT}.",
                SAME_RELEASE,
            )
        return hello

    def begin(self, owner: str) -> int:
        """Open a run and return its number; raises Refused while another owner's is at work."""
        return int(self._ask("begin", owner)["run"])

    def digests(self, kind: Type) -> Iterator[tuple[str, str]]:
        """(id, digest) of each record that the ledger holds or has in quarantine."""
        after = ""
        while True:
            lines = self._text("digests", self._feed, kind, after, str(PAGE)).splitlines()
            following = ""
            for line in lines:
                id, _, value = line.rpartition(" ")
                if id == "next" and len(value) < len(NO_DIGEST):
                    following = value
                else:
                    yield id, value
            if not following:
                return
            after = following

    def apply(
        self,
        changes: list[dict[str, Any]],
        run: int | None = None,
        cursor: str | None = None,
        dry_run: bool = False,
    ) -> Outcomes:
        """Apply a batch in one transaction, all but what is refused; `dry_run` rolls it back."""
        batch = {
            "contract": CONTRACT,
            "run": run,
            "cursor": cursor,
            "dry_run": dry_run,
            "changes": changes,
        }
        outcomes = self._read(Outcomes, "apply", json.dumps(batch))
        if len(outcomes.outcomes) != len(changes):
            raise BrokenContract(
                f"The ledger answers {len(outcomes.outcomes)} outcomes to {len(changes)} changes.",
                SAME_RELEASE,
            )
        return outcomes

    def finish(self, run: int, state: str, seconds: str, message: str = "") -> None:
        self._ask(
            "finish", str(run), json.dumps({"state": state, "seconds": seconds, "message": message})
        )

    def snapshot(self, run: int | None = None) -> Any:
        """All balances as plain JSON values; without a run, under the last generation's number."""
        return self._ask("snapshot", "" if run is None else str(run))

    def statement(self, run: int | None = None, base: int | None = None) -> Any:
        """All documents of the members that differ from the base, or of all; plain JSON values.

        The ledger answers the whole too if it cannot tell what differs. Run: as for `snapshot`.
        """
        try:
            return self._ask("statement", *("" if one is None else str(one) for one in (run, base)))
        except Stop as error:
            if type(error) is not Stop:
                raise
            # A server answers so to a method that it does not know
            raise BrokenContract(error.what, f"{error.mend} {SAME_RELEASE}") from None

    def renew_ledger(self) -> str:
        """Begin a new epoch and return it: a ledger that was restored repeats its generations."""
        return str(self._ask("renew_ledger")["ledger"])

    def ledger(self, kind: str) -> Iterator[dict[str, Any]]:
        """The records as the books hold them."""
        after = ""
        while True:
            page = self._ask("ledger", kind, after, str(PAGE))
            yield from page["records"]
            if not page.get("next"):
                return
            after = str(page["next"])

    def figures(self) -> Figures:
        """The figures of the dashboard, as of today."""
        return self._read(Figures, "figures")

    def checked(self, found: Found) -> None:
        """Have the ledger keep what a comparison has found."""
        self._ask("checked", found.model_dump_json())

    def quarantine(self) -> Quarantine:
        return self._read(Quarantine, "quarantine")

    def retry(self, ids: list[int]) -> Outcomes:
        """Try these entries of the quarantine again, or all."""
        return self._read(Outcomes, "retry", json.dumps(ids))

    def set_aside(self, ids: list[int], reason: str) -> int:
        """Leave these entries alone until the portal changes them; returns how many."""
        return int(self._ask("set_aside", json.dumps(ids), reason)["count"])

    def bank(
        self,
        name: str,
        content: bytes,
        account: str | None = None,
        answers: dict[str, str] | None = None,
        dry_run: bool = False,
    ) -> BankFile:
        """Book the rows of a file that have not come before; `dry_run` rolls them back.

        `account`: the name of a journal, or the number of an account. Nothing is booked while the
        answer has a question. Sent again after its answer was lost, a file has only known rows.
        """
        file = {
            "name": name,
            "content": base64.b64encode(content).decode(),
            "journal": account,
            "answers": answers or {},
            "dry_run": dry_run,
        }
        return self._read(BankFile, "bank", json.dumps(file))

    def outbox(self, day: str = "") -> Outbox:
        """What members would be told as of a day, or today; nothing is written."""
        return self._read(Outbox, "outbox", day)

    def send_outbox(self, day: str = "") -> Sent:
        """Send some of what is due as of a day, or today, each message once."""
        return self._read(Sent, "send_outbox", day)

    def bounces(self, bounces: list[Bounce]) -> Returned:
        """Say which mails came back; told again, they are known."""
        return self._read(
            Returned, "bounces", json.dumps([bounce.model_dump() for bounce in bounces])
        )

    def owing(self, day: date) -> Owing:
        """What each member owed at the end of the day."""
        return self._read(Owing, "owing", day.isoformat())

    def setup(self, values: dict[str, Any]) -> Any:
        """Set an association up, or complete it; only what is asked is changed."""
        return json.loads(self._text("setup", json.dumps(values)))
