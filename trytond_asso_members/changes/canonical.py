"""Canonical JSON, and its digest.

For documents of strings, integers, booleans, nulls, and objects whose keys are ASCII,
as all of the contract's are, this is RFC 8785 to the byte, and written by the
interpreter's own encoder.
"""
import hashlib
import json


def dumps(value):
    "The canonical JSON, as bytes."
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False,
        separators=(',', ':')).encode()


def digest(value):
    "The SHA-256 of the canonical JSON, in hexadecimal."
    return hashlib.sha256(dumps(value)).hexdigest()
