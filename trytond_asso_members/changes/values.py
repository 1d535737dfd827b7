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
# Other control characters, and those that override the direction of the text
_FORBIDDEN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')


def _form(pattern, code, make):
    def read(value):
        if value is None and code == 'date_form':
            return None
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise PydanticCustomError(code, code)
        try:
            return make(value)
        except ValueError:
            raise PydanticCustomError(code, code)
    return BeforeValidator(read)


def _text(size):
    def read(value):
        if len(value) > size:
            raise PydanticCustomError('text_too_long', 'text_too_long', {'size': size})
        if _FORBIDDEN.search(value):
            raise PydanticCustomError('text_control', 'text_control')
        return value
    return AfterValidator(read)


def one_line(value):
    "The text on one line, as most fields of Tryton want it."
    return _BREAK.sub(' ', value).strip()


def _as_it_is(value):
    if value != one_line(value):
        raise PydanticCustomError('text_control', 'text_control')
    return value


Money = Annotated[Decimal, _form(_MONEY, 'money_form', Decimal)]
Number = Annotated[Decimal, _form(_NUMBER, 'number_form', Decimal)]
Date = Annotated[dt.date, _form(_DATE, 'date_form', dt.date.fromisoformat)]
Lines = Annotated[str, _text(255)]
Text = Annotated[Lines, AfterValidator(one_line)]
Comment = Annotated[str, _text(10_000)]
# May have several lines; where there is room for one, the first is shown
Label = Annotated[Comment, AfterValidator(lambda value: value.replace('\t', ' '))]
# Refused where Tryton would store another text: the record could not be found again
Id = Annotated[
    str, Field(min_length=1, max_length=64), _text(64), AfterValidator(_as_it_is)]
