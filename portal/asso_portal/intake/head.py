"""The head of a snapshot, or of a statement: all that it says besides the members."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .parts import DIGEST, Part

CHUNKS = 1000  # of one snapshot, at most
SHA_256 = "a SHA-256 in hexadecimal digits"
STATEMENT = 2  # the version of the contract that has statements


@dataclass
class Head:
    """`base`, `gone` and `bank_known_until` are of statements alone.

    `base`: the generation from which the statement differs, None if it is the whole. `gone`: the
    digests of the members of the base that are no more, or are replaced.
    """

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
    version: int = 1
    base: int | None = None
    gone: list[str] = field(default_factory=list)
    bank_known_until: date | None = None

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
            total=part.sum("total"),
            digest=part.matching("digest", DIGEST, SHA_256),
            cursor=part.text_or_none("cursor", 1000),
            chunks=part.integer("chunks", 1, CHUNKS) if "chunks" in document else None,
            forced=document.get("force") is True,
        )

    @classmethod
    def of_statement(cls, generation: int, document: dict[str, Any]) -> "Head":
        """The head of a statement; raises Refused as `of` does."""
        head, part = cls.of(generation, document), Part(document)
        part.integer("contract", STATEMENT, STATEMENT)
        base = None if part.value("base") is None else part.integer("base", 1)
        if base is not None and base >= generation:
            raise part.wrong("base", "must come before the generation")
        gone = part.items("gone")
        if not all(isinstance(one, str) and DIGEST.fullmatch(one) for one in gone):
            raise part.wrong("gone", f"must be a list, each of it {SHA_256}")
        if base is None and gone:
            raise part.wrong("gone", "must be empty without a base")
        known = part.day_or_none("bank_known_until")
        return replace(
            head,
            version=STATEMENT,
            base=base,
            gone=gone,
            bank_known_until=date.fromisoformat(known) if known else None,
        )
