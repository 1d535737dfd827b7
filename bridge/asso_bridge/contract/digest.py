"""Canonical JSON (RFC 8785) and its digest, by which the same change sent twice counts once."""

import hashlib
from typing import Any

import rfc8785
from pydantic import BaseModel

NO_DIGEST = "0" * 64  # of a deletion, which has no data


def canonical(content: Any) -> bytes:
    """UTF-8 canonical JSON of a record or of plain JSON values."""
    if isinstance(content, BaseModel):
        content = content.model_dump(mode="json")
    return rfc8785.dumps(content)


def digest(canonical_json: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_json).hexdigest()
