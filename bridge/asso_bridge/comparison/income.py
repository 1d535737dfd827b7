"""Bills whose income is not what their lettering says, of those that are income when paid."""

from collections.abc import Iterator

from ..told.results import Difference
from ..told.speech import amount, say
from .staging import Staging

MEND = (
    "Press *Book Income* on the form of the association in Tryton. If the difference stays, no "
    "period is open for it, or an account of the bill is closed: open it, and press again."
)


def income_differences(staging: Staging) -> Iterator[Difference]:
    """Of all bills in the books, also of those that the portal no longer has."""
    rows = staging.db.execute("""
        select id, content ->> 'earned', content ->> 'income' from book
        where type = 'bill' and content ->> 'earned' is not content ->> 'income'
        order by length(id), id""")
    for id, earned, income in rows.fetchall():
        yield Difference(
            type="bill",
            id=id,
            what=say(
                "The bill {id} is income of {earned} by its lettering, of {income} in the books.",
                id=id,
                earned=amount(earned),
                income=amount(income),
            ),
            mend=say(MEND),
        )
