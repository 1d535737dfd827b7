"""The command `asso-bridge outbox`."""

from datetime import datetime
from typing import Annotated

import typer

from .contract.outbox import Hook, Outbox, Said
from .ledger.calls import Ledger
from .ledger.tryton import connect
from .options import ConfigOption, JsonOption, settings_of
from .told import report
from .told.outbox import show_outbox

DONE, LEFT = 0, 2


def outbox(
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="As of this day (default: today)."),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send what is due.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show what members would be told, and why, writing nothing; or send it, each once."""
    day = on.date().isoformat() if on else ""
    with connect(settings_of(config)) as ledger:
        found = send_all(ledger, day) if send else ledger.outbox(day)
    report.show(found, show_outbox, as_json)
    return LEFT if send and any(said.state == "due" for said in found.messages) else DONE


def send_all(ledger: Ledger, day: str) -> Outbox:
    """Send in as many calls as it takes; what each has said, and at last what is left."""
    said: list[Said] = []
    called: list[Hook] = []
    while True:
        sent = ledger.send_outbox(day)
        if not sent.more:
            return Outbox(messages=said + sent.messages, hooks=called + sent.hooks)
        said += [one for one in sent.messages if one.state in {"sent", "never"}]
        called += [one for one in sent.hooks if one.state in {"sent", "never"}]
