"""Files of the bank carried to the ledger, one call a file: what became of each, or why not."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import Refused, Stop
from ..ledger.calls import Ledger
from ..told.carried import BankResult, Carried
from .folder import content_of, files_of

NONE: Mapping[str, str] = {}


def carry_files(
    ledger: Ledger,
    paths: Iterable[Path],
    account: str | None = None,
    answers: Mapping[str, str] = NONE,
    dry_run: bool = False,
) -> BankResult:
    """Carry the files in their order; one that is refused keeps nobody from the others.

    What the ledger has had before brings nothing, so the same files may be given again.
    """
    ledger.hello()  # what is wrong with the feed is no file's fault
    carried = []
    for path in files_of(paths):
        try:
            content = content_of(path)
        except Refused as error:
            carried.append(Carried(file=path.name, error=str(error)))
        else:
            carried.append(carry(ledger, path.name, content, account, answers, dry_run))
    return BankResult(carried=carried, dry_run=dry_run)


def carry(
    ledger: Ledger,
    name: str,
    content: bytes,
    account: str | None = None,
    answers: Mapping[str, str] = NONE,
    dry_run: bool = False,
) -> Carried:
    """Carry one file; what the ledger, or its server, refuses of it is told in its place."""
    try:
        answer = ledger.bank(name, content, account, dict(answers), dry_run)
    except Stop as error:
        # Other errors are not of this file, and would meet the next one too
        if type(error) not in (Stop, Refused):
            raise
        return Carried(file=name, error=str(error))
    return Carried(file=name, answer=answer)
