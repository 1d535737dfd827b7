"""Fresh books: a Tryton of their own on SQLite, set up and fed, and the balances read back."""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from ..comparison.reading import Observe, source_of, unobserved
from ..config import Settings, load
from ..contract.answers import Snapshot
from ..contract.snapshot import verified
from ..errors import Stop
from ..ledger.tryton import connect
from ..sync import run
from ..told.results import RunResult
from .sample import Sample

MODULE, PACKAGE = "asso_members", "trytond_asso_members"
DATABASE = "asso"
LANGUAGE = "fr"
ADMINISTRATOR, BRIDGE = "admin", "bridge"
YEARS_BACK, YEARS_AHEAD = 40, 2  # days beyond are taken for typing errors


@dataclass(frozen=True)
class Demo:
    """`names`: {portal's id: the member's name}."""

    run: RunResult
    snapshot: Snapshot
    names: dict[str, str]


def demo(out: Path, dump: Path | None, cache: Path, observe: Observe = unobserved) -> Demo:
    """Book the dump, or the sample, in `asso.sqlite` in `out`; the exports go there too.

    A database that is already in `out` is replaced.
    """
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if dump is None:
        dump = out / "sample.json"
        dump.write_text(json.dumps(Sample().rows, ensure_ascii=False), encoding="utf-8")
    shutil.copyfile(ready_database(cache.resolve()), _put_configuration(out))
    settings = load(_put_settings(out, dump.resolve()))
    first, last = days(settings)
    with connect(settings.model_copy(update={"user": ADMINISTRATOR})) as ledger:
        ledger.setup(
            {
                "company": "Association",
                "first_day": str(first),
                "last_day": str(last),
                "feed": settings.feed,
                "bridge_login": BRIDGE,
                "bridge_password": secrets.token_urlsafe(),
            }
        )
    ran = run(settings, observe)
    with connect(settings) as ledger:
        snapshot = verified(ledger.snapshot())
        names = {record["id"]: record["name"] for record in ledger.ledger("member") if record["id"]}
    return Demo(ran, snapshot, names)


def days(settings: Settings) -> tuple[date, date]:
    """The first day of the year of the first document, and the last day that needs a period."""
    today = datetime.now().astimezone().date()
    sane = (today.replace(month=1, day=1) - timedelta(days=365 * YEARS_BACK)).isoformat()
    far = (today + timedelta(days=365 * YEARS_AHEAD)).isoformat()
    with source_of(settings) as source:
        found = (getattr(item.content, "date", None) for item in source.found())
        seen = [day for day in found if day and sane <= day.isoformat() <= far]
    first = min(seen, default=today)
    return first.replace(month=1, day=1), max([*seen, today])


def _put_configuration(out: Path) -> Path:
    """Write a configuration, which `trytond -c` takes too; return the path of the database."""
    configuration = f"[database]\nuri = sqlite://\npath = {out}\nlanguage = {LANGUAGE}\n"
    (out / "trytond.conf").write_text(configuration, encoding="utf-8")
    place = out / f"{DATABASE}.sqlite"
    for old in out.glob(f"{DATABASE}.sqlite*"):
        old.unlink()
    return place


def _put_settings(out: Path, dump: Path) -> Path:
    """Write settings with which the other commands go on from here; return their path."""
    lines = {
        "database": DATABASE,
        "trytond_config": "trytond.conf",
        "user": BRIDGE,
        "dump": str(dump),
        "export": ".",
        "state": "state",
    }
    file = out / "asso-bridge.toml"
    # A JSON string is a TOML string too
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    file.write_text(text, encoding="utf-8")
    return file


def ready_database(cache: Path) -> Path:
    """A database with the module activated, made once for each state of the software."""
    place = cache / f"demo-{software_digest()[:16]}.sqlite"
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as folder:
            _activate(Path(folder))
            os.replace(Path(folder) / f"{DATABASE}.sqlite", place)
    return place


def software_digest() -> str:
    """Changes with every file of the module and with the version of every Tryton module."""
    digest = hashlib.sha256()
    for distribution in sorted(_tryton_distributions()):
        digest.update(distribution.encode())
    folder = _module_folder()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


def _tryton_distributions() -> Iterator[str]:
    for distribution in importlib.metadata.distributions():
        if distribution.name.lower().startswith("trytond"):
            yield f"{distribution.name} {distribution.version}"


def _module_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if not found or not found.submodule_search_locations:
        raise Stop(
            f"The module {PACKAGE} is not installed here.", "Install trytond-asso-members[bridge]."
        )
    return Path(found.submodule_search_locations[0])


def _activate(folder: Path) -> None:
    """Make a database with the module, by Tryton's own command in a process of its own."""
    _put_configuration(folder).touch()
    password = folder / "password"
    password.write_text(secrets.token_urlsafe(), encoding="utf-8")
    command = Path(sys.executable).with_name("trytond-admin")
    done = subprocess.run(
        [
            str(command) if command.exists() else "trytond-admin",
            *("-c", str(folder / "trytond.conf"), "-d", DATABASE, "-u", MODULE),
            *("--activate-dependencies", "-l", LANGUAGE, "--email", "admin@example.org"),
        ],
        env={**os.environ, "TRYTONPASSFILE": str(password)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Stop(
            f"Tryton's database could not be made: {done.stderr.strip()[-500:]}",
            "Run the command again by hand with -v to see more.",
        )
