"""The command `asso-bridge figures`."""

from pathlib import Path
from typing import Annotated

import typer

from .config import load
from .contract.figures import Figures
from .ledger.tryton import connect
from .told import logs, report

DONE = 0


def figures(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="File of settings (TOML).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> int:
    """Show the figures of the dashboard, as of today."""
    settings = load(config)
    logs.configure(settings)
    with connect(settings) as ledger:
        found = ledger.figures()
    report.show(found, show_figures, as_json)
    return DONE


def show_figures(found: Figures) -> None:
    """A table: what a figure does not have is left empty."""
    report.table(
        ["figure", "number", found.currency],
        [
            [
                one.name,
                one.day or ("" if one.number is None else one.number),
                "" if one.amount is None else f"{one.amount:.2f}",
            ]
            for one in found.figures
        ],
        [1, 2],
    )
    report.line(f"As of {found.as_of}.")
