"""The head of a snapshot: all that it says besides the members' balances."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .parts import DIGEST, Part

CHUNKS = 1000  # of one snapshot, at most


@dataclass
class Head:
    ledger: str
    generation: int
    as_of: datetime
    currency: str
    count: int
    total: Decimal
    digest: str
    cursor: str | None
    chunks: int | None
    forced: bool

    @classmethod
    def of(cls, generation: int, document: dict[str, Any]) -> "Head":
        """The head of this document; raises Refused if it is not of this generation."""
        part = Part(document)
        if part.integer("generation", 1) != generation:
            raise part.wrong("generation", "is not the one of the address")
        return cls(
            ledger=part.text("ledger", 64, 1),
            generation=generation,
            as_of=part.moment("as_of"),
            currency=part.text("currency", 3, 3),
            count=part.integer("count", most=2**31 - 1),
            total=part.money("total"),
            digest=part.matching("digest", DIGEST, "a SHA-256 in hexadecimal digits"),
            cursor=part.text_or_none("cursor", 1000),
            chunks=part.integer("chunks", 1, CHUNKS) if "chunks" in document else None,
            forced=document.get("force") is True,
        )
