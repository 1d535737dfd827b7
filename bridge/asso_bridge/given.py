"""Values that are given on the command line as NAME=VALUE, or in a file."""

import tomllib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .config import Settings
from .errors import WrongSetting


def pairs(texts: Iterable[str], example: str) -> Iterator[tuple[str, str]]:
    """(name, value) of each text; raises WrongSetting, with the example, for any that is none."""
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise WrongSetting(f"{text!r} is not VALUE=...", f"Write for example {example}.")
        yield name, value


def setup_values(texts: list[str], file: Path | None, settings: Settings) -> dict[str, Any]:
    """The values of the file, then of the command.

    A name that ends in `_file` names a file; that of the logo is a picture, given as base64.
    """
    values: dict[str, Any] = {"feed": settings.feed}
    try:
        if file:
            values |= tomllib.loads(file.read_text(encoding="utf-8"))
        for name, value in pairs(texts, 'company="Neuf"'):
            if name == "logo_file":
                name, value = "logo", b64encode(Path(value).read_bytes()).decode("ascii")
            elif name.endswith("_file"):
                name = name.removesuffix("_file")
                value = Path(value).read_text(encoding="utf-8").strip("\r\n")
            values[name] = value
    except OSError as error:
        raise WrongSetting(f"{error.filename} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"The values in {file} are not TOML: {error}.") from None
    plain = {"true": True, "false": False}
    return {
        name: plain.get(value, value) if isinstance(value, str) else _plain(value)
        for name, value in values.items()
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value)
