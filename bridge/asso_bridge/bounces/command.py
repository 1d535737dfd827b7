"""The command `asso-bridge bounces`."""

from collections import Counter
from typing import Annotated

import typer

from ..contract.bounces import Bounce, Counted
from ..ledger.tryton import connect
from ..options import ConfigOption, JsonOption, settings_of
from ..told import report
from .mailbox import mails
from .notification import bounce_of

AT_ONCE = 100


def bounces(
    source: Annotated[
        str, typer.Argument(help="A Maildir, a file (mbox, or one mail), or - for standard input.")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Read mails that came back, and tell Tryton whose address fails; each counts once."""
    settings = settings_of(config)
    counts: Counter[str] = Counter()
    found: list[Bounce] = []
    for content in mails(source):
        if bounce := bounce_of(content):
            found.append(bounce)
        else:
            counts["other"] += 1
    if found:
        with connect(settings) as ledger:
            for some in _parts(found):
                counts.update(ledger.bounces(some).outcomes)
    report.show(Counted(**counts), show_bounces, as_json)
    return 0


def _parts(found: list[Bounce]) -> list[list[Bounce]]:
    return [found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)]


def show_bounces(counted: Counted) -> None:
    """In one line: what was new, and what was left alone."""
    report.line(
        f"Addresses that fail: {counted.noted}. Mails refused for another reason:"
        f" {counted.refused}. Perhaps later: {counted.later}. Known before: {counted.known}."
        f" Not the association's: {counted.unknown}. Other mails: {counted.other}."
    )
