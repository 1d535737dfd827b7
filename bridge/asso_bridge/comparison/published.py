"""Whether the portal shows what the books say."""

from collections.abc import Iterator
from functools import partial

from ..config import Settings
from ..ledger.calls import Ledger
from ..portal.calls import open_portal
from ..portal.publish import ask_since
from ..told.results import Difference
from ..told.speech import say


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
            say("The portal shows no balances yet, or those of an older bridge."),
            say("Run `asso-bridge run`."),
        )
    elif shown.ledger != statement.ledger:
        yield _difference(
            str(shown.generation),
            say("The portal shows the balances of another ledger, as of {day}.", day=shown.as_of),
            say("If this Tryton is the right one, run `asso-bridge publish --new-ledger`."),
        )
    elif shown.generation > statement.generation:
        yield _difference(
            str(shown.generation),
            say(
                "The portal shows generation {shown}, but the ledger has given {given} at most: it "
                "was restored from a backup.",
                shown=shown.generation,
                given=statement.generation,
            ),
            say("Run `asso-bridge publish --new-ledger`."),
        )
    elif shown.digest != statement.digest:
        yield _difference(
            str(shown.generation),
            say(
                "The portal shows the balances of {day}, but the books have changed: "
                "{shown} members and {shown_total} there, "
                "{count} and {total} in the books.",
                day=shown.as_of,
                shown=shown.count,
                shown_total=shown.total,
                count=statement.count,
                total=statement.total,
            ),
            say("Run `asso-bridge run`."),
        )


def _difference(generation: str, what: str, mend: str) -> Difference:
    return Difference(type="snapshot", id=generation, what=what, mend=mend)
