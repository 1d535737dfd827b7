"""The command `asso-bridge figures`."""

from .contract.figures import Figures
from .ledger.tryton import connect
from .options import ConfigOption, JsonOption, settings_of
from .told import report

DONE = 0


def figures(config: ConfigOption = None, as_json: JsonOption = False) -> int:
    """Show the figures of the dashboard, as of today."""
    with connect(settings_of(config)) as ledger:
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
