"""Find what has changed without a mark: after triggers were switched off, or for a new mapping."""

from collections import Counter

from ..models import Record
from .keys import existing, sources
from .sequencing import MARKS, differences, mark, sequence


def scan() -> Counter[str]:
    """Number what the site holds otherwise than the feed; return how many, by source."""
    while sequence():
        pass
    missed: Counter[str] = Counter()
    for source in sources():
        known = Record.objects.filter(source=source, deleted=False).values_list("key", flat=True)
        keys = list(dict.fromkeys([*existing(source), *known]))
        for start in range(0, len(keys), MARKS):
            found = {each.key for each in differences(source, keys[start : start + MARKS])}
            mark(source, found)
            missed[source] += len(found)
    while sequence():
        pass
    return +missed
