"""Canonical JSON, and its digest.

For documents of strings, integers, booleans and nulls whose keys are ASCII, as those of
the contract are, the interpreter's own encoder writes RFC 8785 to the byte.
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
