"""How much is measured."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Documents:
    "How many each way books, the first ones of the same"
    naive: int
    batch: int
    feed: int  # and by COPY; enough that what a run takes whatever it does is little of it


@dataclass(frozen=True)
class Sizes:
    postgresql: Documents
    sqlite: Documents
    members: int
    growth: tuple[int, ...]  # members of the associations that are loaded
    months: int
    large: tuple[int, int]  # members and months of the association that is loaded on SQLite
    people: tuple[int, int]  # the same, of one that is loaded while persons are at work
    page: tuple[int, int, int]  # members and months of the site, and how many pages are asked for


FULL = Sizes(
    postgresql=Documents(naive=18, batch=405, feed=3000),
    sqlite=Documents(naive=10, batch=205, feed=1000),
    members=100, growth=(100, 200, 300), months=36, large=(1000, 60),
    people=(60, 24), page=(3000, 60, 200))
QUICK = Sizes(
    postgresql=Documents(naive=6, batch=25, feed=55),
    sqlite=Documents(naive=6, batch=25, feed=55),
    members=10, growth=(5, 10), months=12, large=(10, 12), people=(5, 6), page=(20, 12, 20))
