"""The command `asso-bridge outbox`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from .config import load
from .contract.outbox import Hook, Outbox, Said
from .ledger.calls import Ledger
from .ledger.tryton import connect
from .told import logs, report
from .told.outbox import show_outbox

DONE, LEFT = 0, 2


def outbox(
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="As of this day (default: today)."),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send what is due.")] = False,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="File of settings (TOML).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> int:
    """Show what members would be told, and why, writing nothing; or send it, each once."""
    settings = load(config)
    logs.configure(settings)
    day = on.date().isoformat() if on else ""
    with connect(settings) as ledger:
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
