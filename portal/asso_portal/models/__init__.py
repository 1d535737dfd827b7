from .bank_file import BankFile
from .feed import Feed, Issued, Mark, Record
from .outcome import Outcome
from .snapshot import Account, Chunk, Pointer, Snapshot
from .token import SCOPES, Token, TooManyTokens

__all__ = [
    "SCOPES",
    "Account",
    "BankFile",
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
