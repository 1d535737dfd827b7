"""The command `asso-bridge owing`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from .config import load
from .contract.owing import Owing
from .ledger.tryton import connect
from .told import logs
from .told.report import line, show, table


def owing(
    on: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")
    ],
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="File of settings (TOML).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> int:
    """List what each member owed at the end of a day, or was ahead, whatever came later."""
    settings = load(config)
    logs.configure(settings)
    with connect(settings) as ledger:
        answer = ledger.owing(on.date())
    show(answer, show_owing, as_json)
    return 0


def show_owing(answer: Owing) -> None:
    """Those who owed or were ahead, and the sums."""
    table(
        ["Number", "ID", "Owed", "Ahead", "Due since", "Membership"],
        [
            [m.number, m.id, f"{m.owed:f}", f"{m.ahead:f}", m.oldest_due or "-", m.state]
            for m in answer.members
            if m.owed or m.ahead
        ],
        right=[2, 3],
    )
    owed = sum(m.owed for m in answer.members)
    ahead = sum(m.ahead for m in answer.members)
    others = f", {answer.others:f} of others than members" if answer.others else ""
    line(
        f"On {answer.on}: {owed:f} {answer.currency} owed, {ahead:f} ahead{others};"
        f" {answer.total:f} in the ledger."
    )
