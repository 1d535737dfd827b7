"""The command `asso-bridge owing`."""

from datetime import datetime
from typing import Annotated

import typer

from .contract.owing import Owing
from .ledger.tryton import connect
from .options import ConfigOption, JsonOption, settings_of
from .told.report import line, show, table


def owing(
    on: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """List what each member owed at the end of a day, or was ahead, whatever came later."""
    with connect(settings_of(config)) as ledger:
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
