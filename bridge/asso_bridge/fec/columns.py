"""The columns of the file, and what each takes: article A47 A-1 of the Livre des procédures
fiscales, VII, for those who keep accounts by entries."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

NAMES = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
# The article lets the amount stand beside its sense, in place of debit and credit
AMOUNT, SENSE = "Montant", "Sens"
BY_SENSE = NAMES[:11] + (AMOUNT, SENSE) + NAMES[13:]
# Non-commercial professions and farmers who count what was paid have these four beside
OF_CASH = ("DateRglt", "ModeRglt", "NatOp", "IdClient")
MAY_BE_EMPTY = {
    "CompAuxNum", "CompAuxLib", "EcritureLet", "DateLet", "Montantdevise", "Idevise", *OF_CASH,
}  # fmt: skip
# Filled both, or neither
TOGETHER = (
    ("CompAuxNum", "CompAuxLib"), ("EcritureLet", "DateLet"), ("Montantdevise", "Idevise"),
)  # fmt: skip
DEBIT, CREDIT = {"D", "+1"}, {"C", "-1"}

_NUMBER = re.compile(r"[+-]?[0-9]+(,[0-9]+)?")
_DAY = re.compile("[0-9]{8}")
_ACCOUNT = re.compile("[1-9][0-9]{2}.*")
_CURRENCY = re.compile("[A-Z]{3}")


def amount(text: str) -> Decimal | None:
    """With a comma before its decimals, nothing between its thousands, a sign first if any.

    None for anything else.
    """
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def day(text: str) -> dt.date | None:
    """Written as AAAAMMJJ; None if it is none of the calendar."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def wrong(name: str, text: str) -> str | None:
    """What is wrong with the text of a column, which is not empty; None if nothing is."""
    fits, what = _FORMS.get(name, (None, ""))
    return None if fits is None or fits(text) else what


def _is_amount(text: str) -> bool:
    return amount(text) is not None


def _is_day(text: str) -> bool:
    return day(text) is not None


_FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    **dict.fromkeys(
        ("Debit", "Credit", AMOUNT, "Montantdevise"),
        (_is_amount, "is no amount: digits, a comma before the decimals, nothing else"),
    ),
    **dict.fromkeys(
        ("EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt"),
        (_is_day, "is no day of the calendar, written as AAAAMMJJ"),
    ),
    "CompteNum": (
        _ACCOUNT.fullmatch, "does not begin with the three digits of an account of the chart"
    ),
    "Idevise": (_CURRENCY.fullmatch, "is no code of a currency, as EUR is one"),
    SENSE: ((DEBIT | CREDIT).__contains__, "is neither D nor C, nor +1 nor -1"),
}  # fmt: skip
