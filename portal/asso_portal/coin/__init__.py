"""COIN's mapping; a site whose COIN differs has a mapping of its own, of the same shape."""

from .records import REQUIRES, SOURCES, dependents, member_of, records
from .situation import name_of, name_of_user, pdf_of, records_of

__all__ = [
    "REQUIRES",
    "SOURCES",
    "dependents",
    "member_of",
    "name_of",
    "name_of_user",
    "pdf_of",
    "records",
    "records_of",
]
