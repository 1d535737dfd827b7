from .feed import Feed, Issued, Mark, Record
from .outcome import Outcome
from .snapshot import Account, Chunk, Pointer, Snapshot
from .token import SCOPES, Token, TooManyTokens

__all__ = [
    "SCOPES",
    "Account",
    "Chunk",
    "Feed",
    "Issued",
    "Mark",
    "Outcome",
    "Pointer",
    "Record",
    "Snapshot",
    "Token",
    "TooManyTokens",
]
