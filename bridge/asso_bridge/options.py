"""The options that commands share, and the settings that follow from them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .config import Settings, load
from .told import logs

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="File of settings (TOML).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def settings_of(file: Path | None, **options: Any) -> Settings:
    """The settings of the file, and of options that are not None; the log follows them."""
    settings = load(file, **options)
    logs.configure(settings)
    return settings
