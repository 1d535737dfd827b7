"""Rows of Django's dumpdata, read field by field with an error that names the field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from ..contract.values import CENT, Code, check_day, check_id, check_key, check_text, shown

T = TypeVar("T")
PARIS = ZoneInfo("Europe/Paris")
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?")


class Misread(Exception):
    """This row can't become a record."""

    def __init__(self, code: Code, field: str, value: object, record: str) -> None:
        super().__init__(code, field)
        self.code: Code = code
        self.field = field
        self.value = shown(value)
        self.record = record


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers of the JSON are strings or integers here, never floats."""

    model: str
    pk: str
    fields: Mapping[str, Any]

    def misread(self, code: Code, field: str, value: object = None) -> Misread:
        return Misread(code, field, value, f"{self.model} {self.pk}")

    def required(self, field: str) -> Any:
        value = self.fields.get(field)
        if value is None or value == "":
            raise self.misread("field_missing", field)
        return value

    def _checked(self, field: str, check: Callable[[Any], T], value: object) -> T:
        """The value that the check gives; whatever it raises is said of the field."""
        try:
            return check(value)
        except PydanticCustomError as error:
            raise self.misread(error.type, field, self.fields.get(field)) from None  # type: ignore[arg-type]
        except Exception:
            raise self.misread("field_form", field, self.fields.get(field)) from None

    def text(self, field: str) -> str:
        """Stripped, with plain newlines (browsers send CR LF); "" if there is none."""
        return self._text(field, check_text)

    def _text(self, field: str, check: Callable[[object], str]) -> str:
        value = self.fields.get(field)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        return self._checked(field, check, value)

    def required_text(self, field: str) -> str:
        return self._present(field, self.text(field))

    def key(self, field: str) -> str:
        """A text by which others find the record; "" if there is none."""
        return self._text(field, check_key)

    def required_key(self, field: str) -> str:
        return self._present(field, self.key(field))

    def _present(self, field: str, text: str) -> str:
        if not text:
            raise self.misread("field_missing", field)
        return text

    def reference(self, field: str) -> str | None:
        """The pk of another row, or None."""
        value = self.fields.get(field)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return self._checked(field, check_id, value)

    def required_reference(self, field: str) -> str:
        reference = self.reference(field)
        if reference is None:
            raise self.misread("field_missing", field)
        return reference

    def choice(self, field: str, choices: Mapping[str, T]) -> T:
        value = self.required(field)
        if not isinstance(value, str) or value not in choices:
            raise self.misread("field_unknown_choice", field, value)
        return choices[value]

    def yes_or_no(self, field: str, default: bool | None = None) -> bool:
        """A field without a default is required."""
        value = self.fields.get(field)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.misread("field_missing", field)
        if not isinstance(value, bool):
            raise self.misread("field_unknown_choice", field, value)
        return value

    def money(self, field: str, default: Decimal | None = None) -> Decimal:
        """Two decimals; "15", "15.0" and "15.000" are 15.00, "15.005" and "12,50" are errors."""
        return self._decimal(field, 2, "money_form", "money_decimals", default).quantize(CENT)

    def number(self, field: str, decimals: int = 6) -> Decimal:
        return self._decimal(field, decimals, "number_form", "number_form", None)

    def _decimal(
        self, field: str, decimals: int, form: Code, precision: Code, default: Decimal | None
    ) -> Decimal:
        value = self.fields.get(field)
        if (value is None or value == "") and default is not None:
            return default
        value = self.required(field)
        text = self._checked(field, str, value)
        if isinstance(value, bool) or not PLAIN_NUMBER.fullmatch(text):
            raise self.misread(form, field, value)
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        if len(fraction) > decimals:
            raise self.misread(precision, field, value)
        return Decimal(f"{whole}.{fraction}")

    def day(self, field: str) -> date | None:
        """A plain date, or None."""
        value = self.fields.get(field)
        return None if value is None or value == "" else self._checked(field, check_day, value)

    def required_day(self, field: str) -> date:
        return self._checked(field, check_day, self.required(field))

    def day_in_paris(self, field: str) -> date | None:
        """The day on a clock in Paris; in UTC it may still have been the day before."""
        value = self.fields.get(field)
        if isinstance(value, str) and "T" in value:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                raise self.misread("date_form", field, value) from None
            return self._checked(field, _day_in_paris, moment)
        return self.day(field)


def _day_in_paris(moment: datetime) -> date:
    try:
        return (moment.astimezone(PARIS) if moment.tzinfo else moment).date()
    except OverflowError:  # in Paris it is before the first or after the last day that there is
        return moment.date()


@dataclass(frozen=True, slots=True)
class BillRows:
    """The rows of one bill; any may be missing where the portal's data is broken."""

    pk: str
    base: Row | None
    invoice: Row | None
    fee: Row | None
    donation: Row | None
    lines: Sequence[Row]


@dataclass(frozen=True, slots=True)
class CreditRows:
    """A payment and its allocations; `allocations` None leaves them to the ledger."""

    base: Row
    allocations: Sequence[Row] | None
