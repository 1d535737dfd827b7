"""Whether the portal shows what the books say."""

from collections.abc import Iterator
from functools import partial

from ..config import Settings
from ..ledger.calls import Ledger
from ..portal.calls import open_portal
from ..portal.publish import ask_since
from ..told.results import Difference


def published_differences(settings: Settings, ledger: Ledger) -> list[Difference]:
    """Differences between the balances shown and the books; none where nothing is published."""
    return list(_differences(settings, ledger)) if settings.portal_url else []


def _differences(settings: Settings, ledger: Ledger) -> Iterator[Difference]:
    with open_portal(settings) as portal:
        shown = portal.published()
    ask = partial(ledger.statement, None)
    statement = ask_since(shown, ledger.hello().ledger, ask).statement
    if shown is None:
        yield _difference(
            "",
            "The portal shows no balances yet, or those of an older bridge.",
            "Run `asso-bridge run`.",
        )
    elif shown.ledger != statement.ledger:
        yield _difference(
            str(shown.generation),
            f"The portal shows the balances of another ledger, as of {shown.as_of}.",
            "If this Tryton is the right one, run `asso-bridge publish --new-ledger`.",
        )
    elif shown.generation > statement.generation:
        yield _difference(
            str(shown.generation),
            f"The portal shows generation {shown.generation}, but the ledger has given "
            f"{statement.generation} at most: it was restored from a backup.",
            "Run `asso-bridge publish --new-ledger`.",
        )
    elif shown.digest != statement.digest:
        yield _difference(
            str(shown.generation),
            f"The portal shows the balances of {shown.as_of}, but the books have changed: "
            f"{shown.count} members and {shown.total} there, "
            f"{statement.count} and {statement.total} in the books.",
            "Run `asso-bridge run`.",
        )


def _difference(generation: str, what: str, mend: str) -> Difference:
    return Difference(type="snapshot", id=generation, what=what, mend=mend)
