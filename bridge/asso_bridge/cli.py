"""The command `asso-bridge`."""

import json
import sqlite3
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from . import sync
from .bank.carry import carry_files
from .bounces.command import bounces
from .comparison.check import check as compare_sides
from .config import Settings
from .contract.records import json_schema
from .contract.values import printable
from .demo.books import demo as run_demo
from .due import is_due
from .errors import BridgeError, Machine, WrongSetting
from .fec.command import fec
from .figures import figures
from .given import pairs, setup_values
from .ledger.tryton import connect
from .options import ConfigOption, JsonOption, settings_of
from .outbox import outbox
from .owing import owing
from .told import logs, report
from .told.bank import show_bank

DONE, STOPPED, QUARANTINED, INTERRUPTED = 0, 1, 2, 130
MINUTE = 60

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Carry a portal's members, bills and payments into Tryton, and the balances back.",
)
DumpOption = Annotated[
    Path | None, typer.Option("--dump", help="File written by Django's dumpdata, plain or gzip.")
]


@app.command()
def run(
    config: ConfigOption = None,
    dump: DumpOption = None,
    export: Annotated[
        Path | None, typer.Option("--export", help="Folder in which to leave the balances.")
    ] = None,
    allow_deletions: Annotated[
        bool,
        typer.Option("--allow-deletions", help="Go on if the portal lost many records, or all."),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Read the whole portal, not only what has changed.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Push what differs into the ledger, then pull and publish the balances."""
    settings = settings_of(config, dump=dump, export=export)
    return _run(settings, as_json, allow_deletions, full)


def _run(
    settings: Settings, as_json: bool, allow_deletions: bool = False, full: bool = False
) -> int:
    with report.Watch(quiet=as_json) as bar:
        ran = sync.run(settings, bar, allow_deletions, full)
    report.show(ran, report.show_run, as_json)
    return ran.exit_code


@app.command()
def watch(
    config: ConfigOption = None,
    stay: Annotated[
        bool, typer.Option("--stay", help="Look again every minute, until stopped.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Run if somebody asked for it in Tryton, or if it is time; otherwise end at once."""
    settings = settings_of(config)
    if not stay:
        return _run(settings, as_json) if is_due(settings) else DONE
    while True:
        try:
            if is_due(settings):
                _run(settings, as_json)
        except BridgeError as error:
            _complain(error)
        time.sleep(MINUTE)


@app.command()
def publish(
    config: ConfigOption = None,
    new_ledger: Annotated[
        bool,
        typer.Option(
            "--new-ledger", help="Tryton was restored or is another: begin a new history."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Publish although many balances became zero at once.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Put the balances as of now, and what is in quarantine, into the portal."""
    published = sync.publish_now(settings_of(config), new_ledger, force)
    report.show(published, report.show_publish, as_json)
    return DONE


@app.command()
def plan(
    config: ConfigOption = None,
    dump: DumpOption = None,
    trial: Annotated[
        bool, typer.Option("--try", help="Have the ledger apply it all and roll it back.")
    ] = False,
    as_json: JsonOption = False,
) -> int:
    """Show what a run would do; write nothing."""
    planned = sync.plan(settings_of(config, dump=dump), trial)
    report.show(planned, report.show_plan, as_json)
    return DONE


@app.command()
def status(config: ConfigOption = None, as_json: JsonOption = False) -> int:
    """Show where the ledger stands, the last run from here, and the quarantine."""
    current = sync.status(settings_of(config))
    report.show(current, report.show_status, as_json)
    return current.exit_code


@app.command()
def quarantine(
    config: ConfigOption = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try these entries again, or all of them.")
    ] = False,
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Leave these entries until the portal changes them.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why they are set aside.")] = "",
    entries: Annotated[
        list[int] | None, typer.Argument(help="Numbers of entries of the quarantine.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """List the changes that were refused or wait, and why; try again, or set aside."""
    if retry and set_aside:
        raise WrongSetting("--retry and --set-aside do not go together.")
    if set_aside and not (entries and reason.strip()):
        raise WrongSetting("--set-aside needs the numbers of entries, and a --reason.")
    with connect(settings_of(config)) as ledger:
        if retry:
            ledger.retry(entries or [])
        elif set_aside:
            ledger.set_aside(entries or [], reason)
        held = ledger.quarantine()
    report.show(held, report.show_quarantine, as_json)
    return QUARANTINED if held.needs_somebody else DONE


@app.command()
def bank(
    files: Annotated[
        list[Path], typer.Argument(help="Files of the bank, or folders of such files.")
    ],
    config: ConfigOption = None,
    account: Annotated[
        str | None,
        typer.Option("--account", help="Journal, or IBAN, of files that do not say it themselves."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done; write nothing.")
    ] = False,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", help="WHAT=VALUE, where two readings of a file are possible."),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Book files of the bank: each new row matched, proposed or left waiting, none twice."""
    answers = dict(pairs(answer or [], "--answer date_order=dmy"))
    with connect(settings_of(config)) as ledger:
        carried = carry_files(ledger, files, account, answers, dry_run)
    report.show(carried, show_bank, as_json)
    return carried.exit_code


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="Folder in which to leave the balances.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> int:
    """Write the balances and open entries as of now, as JSON and CSV."""
    settings = settings_of(config, export=out)
    with connect(settings) as ledger:
        pulled = sync.pull(ledger, None, settings.export)
    report.show(pulled, report.show_pull, as_json)
    return DONE


@app.command()
def check(config: ConfigOption = None, dump: DumpOption = None, as_json: JsonOption = False) -> int:
    """Compare the ledger with the portal: every difference, and how to mend it."""
    compared = compare_sides(settings_of(config, dump=dump))
    report.show(compared, report.show_check, as_json)
    return compared.exit_code


for command in (figures, owing, fec, outbox, bounces):
    app.command()(command)


@app.command()
def setup(
    values: Annotated[
        list[str] | None, typer.Argument(help="VALUE=..., as doc/reference/settings.md lists.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--values", help="The same values in a TOML file.")
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", help="Log-in of an administrator of Tryton.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", help="File of the administrator's password.")
    ] = None,
    config: ConfigOption = None,
) -> int:
    """Set an association up in Tryton, or change what is asked of it. Answers in JSON."""
    settings = settings_of(config, user=user, password_file=password_file)
    given = setup_values(values or [], file, settings)
    with connect(settings) as ledger:
        made = ledger.setup(given)
    print(json.dumps(made, indent=1))
    return DONE


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder of the database and the exports.")],
    dump: DumpOption = None,
    cache: Annotated[
        Path, typer.Option("--cache", help="Folder that keeps a ready database for next time.")
    ] = Path(".cache"),
) -> int:
    """Book a dump, or an invented association, in a fresh Tryton of its own; show the balances."""
    logs.configure(Settings.model_construct())
    with report.Watch(quiet=False) as watch:
        shown = run_demo(out, dump, cache, watch)
    report.show_run(shown.run)
    report.show_balances(shown.snapshot, shown.names)
    return shown.run.exit_code


@app.command()
def schema() -> int:
    """Print the JSON Schema of the contract's records."""
    print(json.dumps(json_schema(), indent=1, sort_keys=True))
    return DONE


def _complain(error: object) -> None:
    print(f"asso-bridge: {printable(str(error))}", file=sys.stderr, flush=True)


def main() -> None:
    """Exit codes: 0 done, 1 stopped, 2 done, and something waits for a person."""
    try:
        code = app(standalone_mode=False)
    except BridgeError as error:
        _complain(error)
        code = STOPPED
    except (OSError, sqlite3.Error) as error:
        _complain(Machine.of(error))
        code = STOPPED
    except typer.TyperException as error:
        _complain(error.format_message())
        code = STOPPED
    except (KeyboardInterrupt, typer.Abort):
        print("asso-bridge: interrupted; the next run goes on from here.", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)
