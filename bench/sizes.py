"""How much is measured."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    documents: int  # by batch and by the feed
    naive: int  # of these, record by record
    members: int
    growth: tuple[int, ...]  # members of the associations that are loaded
    months: int
    page: tuple[int, int, int]  # members and months of the site, and how many pages are asked for


FULL = Sizes(documents=405, naive=18, members=40, growth=(100, 200, 300), months=36,
    page=(3000, 60, 200))
QUICK = Sizes(documents=55, naive=6, members=10, growth=(5, 10), months=12,
    page=(20, 12, 20))
