"""Records in the contract's form: their types, and the digest that shows what has changed."""

import hashlib
import json
from typing import Any

# A record may need those of the types before its own
TYPES = ("offer", "member", "subscription", "bill", "credit_note", "payment")
NO_DIGEST = "0" * 64  # of a deletion


def canonical(content: Any) -> str:
    """Canonical JSON (RFC 8785) of content without floats, whose keys are ASCII."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(text: str) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
