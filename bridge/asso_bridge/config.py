"""The settings: from the command's options, else ASSO_BRIDGE_* variables, else a TOML file."""

import difflib
import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import WrongSetting

PREFIX = "ASSO_BRIDGE_"
CONFIG_VARIABLE = f"{PREFIX}CONFIG"
DEFAULT_FILE = Path("asso-bridge.toml")
SECRETS = ("password", "portal_token")


def _state_folder() -> Path:
    return (
        Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "asso-bridge"
    )


class Settings(BaseSettings):
    """Paths in the file are relative to the file, others to the current folder."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="address of the Tryton server; without it, Tryton runs in this process",
    )
    database: str = Field(default="tryton", min_length=1, description="name of Tryton's database")
    trytond_config: Path | None = Field(
        default=None, description="Tryton's own configuration file, when it runs in this process"
    )
    user: str = Field(default="bridge", min_length=1, description="log-in of the bridge in Tryton")
    password: SecretStr | None = Field(default=None, description="its password; better in a file")
    password_file: Path | None = Field(
        default=None, description="file that holds the password and nothing else"
    )
    insecure: bool = Field(
        default=False, description="speak with Tryton without TLS, on another machine too"
    )
    ca_bundle: Path | None = Field(
        default=None,
        description="file of certificates (PEM) to trust, of Tryton and of the portal, in place of "
        "the usual ones",
    )
    feed: str = Field(default="portal", min_length=1, description="code of the feed in Tryton")
    source: Literal["dump", "portal"] = Field(
        default="dump", description="where the portal's data comes from"
    )
    dump: Path | None = Field(
        default=None, description="file written by `manage.py dumpdata members offers billing`"
    )
    allocations: Literal["auto", "portal", "ledger"] = Field(
        default="auto",
        description="who says which payment pays which bill; auto: the ledger, where the dump has "
        "payments but neither allocations nor balances",
    )
    portal_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="address of the portal's interface; the balances are published there",
    )
    portal_token_file: Path | None = Field(
        default=None, description="file that holds the portal's token and nothing else"
    )
    portal_token: SecretStr | None = Field(
        default=None, description="the token itself; better in a file"
    )
    portal_insecure: bool = Field(
        default=False, description="speak with the portal without TLS, on another machine too"
    )
    portal_timeout: int = Field(
        default=60, ge=1, description="seconds that one call of the portal may take"
    )
    every: int = Field(
        default=60, ge=1, description="minutes after which `watch` runs though nobody asked"
    )
    metrics: Path | None = Field(
        default=None, description="file of figures for Prometheus, written after each run"
    )
    export: Path | None = Field(
        default=None, description="folder in which each run leaves the balances"
    )
    state: Path = Field(
        default_factory=_state_folder, description="folder of the lock and of the last run's report"
    )
    batch_size: int = Field(
        default=500, ge=1, le=5000, description="changes in one transaction of the ledger"
    )
    timeout: int = Field(default=600, ge=1, description="seconds that one call may take")
    tries: int = Field(
        default=5,
        ge=1,
        le=20,
        description="how often a call is tried when the network or a lock fails it",
    )
    max_refused_percent: int = Field(
        default=50,
        ge=0,
        le=100,
        description="stop when more of the portal's objects than this are unreadable",
    )
    log: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="what is logged on standard error"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="form of the log")

    def secret(self) -> str:
        """The password, from the file if one is set."""
        secret = _secret("password_file", self.password_file, self.password)
        if not secret:
            raise WrongSetting("No password is set.", "Set `password_file` (or `password`).")
        return secret

    def token(self) -> str:
        """The portal's token, from the file if one is set."""
        secret = _secret("portal_token_file", self.portal_token_file, self.portal_token)
        if not secret:
            raise WrongSetting(
                "No token of the portal is set.", "Set `portal_token_file` (or `portal_token`)."
            )
        return secret


def _secret(name: str, file: Path | None, value: SecretStr | None) -> str:
    if not file:
        return value.get_secret_value() if value else ""
    try:
        text = file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(
            f"Setting `{name}`: {file} cannot be read ({error}).",
            "Check the path and the file's rights.",
        ) from None
    if not text:
        raise WrongSetting(f"Setting `{name}`: {file} is empty.", "Write the secret into it.")
    return text


def load(file: Path | None = None, **options: Any) -> Settings:
    """Read the settings; an option of None was not given. Raises WrongSetting, in one line."""
    if file is None and os.environ.get(CONFIG_VARIABLE):
        file = Path(os.environ[CONFIG_VARIABLE])
    if file is None and DEFAULT_FILE.exists():
        file = DEFAULT_FILE
    content = _read(file) if file else {}
    for name in os.environ:
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE:
            _known(name.removeprefix(PREFIX).lower(), f"the variable {name}")
    variables = {name.upper() for name in os.environ}
    given = {
        name: value for name, value in content.items() if f"{PREFIX}{name.upper()}" not in variables
    } | {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)  # which reads the variables for what it is not given
    except ValidationError as error:
        raise WrongSetting(_line(error, file)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongSetting(
            f"The settings {file} cannot be read: {error.strerror}.", "Check the path given."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"The settings {file} are not TOML: {error}.") from None
    for name, value in content.items():
        _known(name, str(file))
        if isinstance(value, str) and Path in _types(name):
            content[name] = file.parent / Path(value).expanduser()
    return content


def _types(name: str) -> tuple[Any, ...]:
    annotation = Settings.model_fields[name].annotation
    return getattr(annotation, "__args__", (annotation,))


def _known(name: str, where: str) -> None:
    if name not in Settings.model_fields:
        near = difflib.get_close_matches(name, Settings.model_fields, n=1)
        hint = (
            f"Did you mean `{near[0]}`?"
            if near
            else "See the list of settings in doc/reference/commands.md."
        )
        raise WrongSetting(f"There is no setting `{name}` ({where}).", hint)


def _line(error: ValidationError, file: Path | None) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    got = "" if name in SECRETS else f", not {first['input']!r}"
    origin = (
        f" (file {file}, variable {PREFIX}{name.upper()} or an option)"
        if file
        else f" (variable {PREFIX}{name.upper()} or an option)"
    )
    return f"Setting `{name}`{origin}: {first['msg'][:1].lower()}{first['msg'][1:]}{got}."
