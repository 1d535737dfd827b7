"""The values of the contract: money, numbers, dates, texts and ids, read strictly."""
import datetime as dt
import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

_MONEY = re.compile(r'-?\d{1,12}\.\d{2}')
_NUMBER = re.compile(r'-?\d{1,12}(\.\d{1,6})?')
_DATE = re.compile(r'\d{4}-\d{2}-\d{2}')
_BREAK = re.compile('[\t\n]')
# Other control characters, halves of characters, and what overrides the direction of the text
_FORBIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
LONGEST = 10_000  # characters of a text


def _form(pattern, code, make):
    def read(value):
        if value is None and code == 'date_form':
            return None
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise PydanticCustomError(code, code)
        try:
            return make(value)
        except (ValueError, ArithmeticError):
            raise PydanticCustomError(code, code)
    return BeforeValidator(read)


def shown(value):
    """The text as it can be shown: no text is a reason to keep money out of the books.

    A blank stands for each character that cannot be shown; what is too long ends in an ellipsis.
    """
    value = _FORBIDDEN.sub(' ', value)
    return value if len(value) <= LONGEST else value[:LONGEST - 1] + '…'


def _key(value):
    "A text by which others find a record: refused where another one would have to be stored."
    if len(value) > 255:
        raise PydanticCustomError('text_too_long', 'text_too_long')
    if _FORBIDDEN.search(value):
        raise PydanticCustomError('text_control', 'text_control')
    return one_line(value)


def one_line(value):
    "The text on one line, as most fields of Tryton want it."
    return _BREAK.sub(' ', value).strip()


def is_id(value):
    "Whether a database finds the text again as it is."
    return (
        isinstance(value, str) and 1 <= len(value) <= 64 and value == one_line(value)
        and not _FORBIDDEN.search(value))


def _key_as_it_is(value):
    if value != _key(value):
        raise PydanticCustomError('text_control', 'text_control')
    return value


Money = Annotated[Decimal, _form(_MONEY, 'money_form', Decimal)]
Number = Annotated[Decimal, _form(_NUMBER, 'number_form', Decimal)]
Date = Annotated[dt.date, _form(_DATE, 'date_form', dt.date.fromisoformat)]
# May have several lines; where there is room for one, the first is shown
Lines = Annotated[str, AfterValidator(shown)]
Label = Annotated[Lines, AfterValidator(lambda value: value.replace('\t', ' '))]
Text = Annotated[Lines, AfterValidator(one_line)]
Key = Annotated[str, AfterValidator(_key)]
# Refused where Tryton would store another text: the record could not be found again
Id = Annotated[
    str, Field(min_length=1, max_length=64), AfterValidator(_key_as_it_is)]
