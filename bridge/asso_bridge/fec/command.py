"""The command `asso-bridge fec`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ..contract.values import printable, printable_json
from ..errors import WrongSetting
from ..options import JsonOption
from .check import check as check_file


def fec(
    file: Annotated[Path, typer.Argument(help="The file of entries.")],
    check: Annotated[bool, typer.Option("--check", help="Say what is wrong with it.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Check a file of entries for the French tax authority (FEC), against the law's own text."""
    if not check:
        raise WrongSetting("Write `asso-bridge fec --check FILE`: nothing else is done with one.")
    checked = check_file(file)
    much = len(checked.faults)
    if as_json:
        print(printable_json(json.dumps(asdict(checked), indent=1)))
    else:
        for fault in checked.faults:
            print(printable(str(fault)))
        found = {0: "no fault", 1: "1 fault"}.get(much, f"{much} faults")
        print(f"{checked.file}: {checked.entries} entries in {checked.lines} lines, {found}.")
    return int(much > 0)
