"""What people are told, said in the language of their association."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .french import FRENCH

SENTENCES = {"fr": FRENCH}  # {language: {sentence in English: the same in that language}}
_language = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say things in this language, a code of Tryton's; in English if it is not known here."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def say(sentence: str, **values: object) -> str:
    """The sentence, given in English, in the language that is spoken, with the values in it."""
    known = SENTENCES.get(_language.get().partition("_")[0], {})
    return known.get(sentence, sentence).format(**values)


def amount(text: str) -> str:
    """An amount written as people of the language write it; a French comma for a point."""
    return text.replace(".", say("."))


def day(text: str) -> str:
    """A day of ISO 8601 written as people of the language write it."""
    year, month, number = text.split("-")
    return say("{year}-{month}-{number}", year=year, month=month, number=number)
