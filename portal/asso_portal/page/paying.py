"""How to pay: how much, the label, the account, and the QR code that banks' apps read."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO

from django.utils.http import urlencode
from segno import helpers

from .. import conf
from .documents import ZERO, Document
from .figures import owed_of
from .situation import Situation

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
NOW, ALL, CHOSEN = "now", "all", "bills"
SVG = {"scale": 4, "lineclass": None, "omitsize": True}
FEW = 3  # so many bills are named on a transfer, at most


def in_groups(text: str) -> str:
    """As an IBAN or a reference is read aloud."""
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def is_iban(text: str) -> bool:
    """Whether its check digits agree: a number with a slip in it pays nobody, or somebody else."""
    iban = _compact(text)
    if not IBAN.fullmatch(iban):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


@dataclass(frozen=True)
class Transfer:
    payee: str
    iban: str
    bic: str
    label: str
    amount: Decimal
    currency: str
    reference: str = ""

    @property
    def has_qr_code(self) -> bool:
        """Whether the European Payments Council's code has room for it; it knows only euros."""
        return (
            self.currency == "EUR"
            and 0 < self.amount < 10**9
            and len(self.bic) in (0, 8, 11)
            and len(self.payee) <= 70
            and 0 < len(self.message.strip()) <= 140
            and len((self.payee + self.message).encode()) <= 230
        )

    @property
    def message(self) -> str:
        """What the code says it is for: it may have the reference or the label, not both."""
        return self.reference or self.label

    def qr_code(self, form: str = "svg") -> bytes:
        """The code as a picture. It takes long to draw, so it is not part of the page."""
        code = helpers.make_epc_qr(
            name=self.payee,
            iban=self.iban,
            bic=self.bic or None,
            amount=self.amount,
            text=None if self.reference else self.label,
            reference=self.reference or None,
            encoding="utf-8",
        )
        picture, options = BytesIO(), {"scale": 8} if form == "png" else SVG
        code.save(picture, kind=form, border=4, light="#fff", **options)
        return picture.getvalue()


def transfer(number: str, amount: Decimal, currency: str, reference: str = "") -> Transfer | None:
    """None when the site has not said where to pay."""
    iban, payee = _compact(conf.get("IBAN")), conf.get("ASSOCIATION")
    if not payee or not is_iban(iban):
        return None
    label = conf.get("PAYMENT_LABEL").replace("{number}", number)
    return Transfer(payee, iban, _compact(conf.get("BIC")), label, amount, currency, reference)


@dataclass(frozen=True)
class Choice:
    """What the member chose to pay: what is due now, all, or some bills (`places` names them)."""

    what: str
    places: Collection[str] = ()

    @classmethod
    def asked(cls, query) -> "Choice":
        """From a request's query; what it does not name, or names oddly, is what is due now."""
        if query.get("pay") == CHOSEN:
            return cls(CHOSEN, frozenset(query.getlist("bill")))
        return cls(ALL if query.get("pay") == ALL else NOW)

    @property
    def query(self) -> str:
        """The query of an address that leads to the same choice."""
        bills = [("bill", place) for place in sorted(self.places)]
        return "" if self.what == NOW else urlencode([("pay", self.what), *bills])

    def bills(self, situation: Situation) -> list[Document]:
        """The chosen ones that are left to pay, the oldest first."""
        return [one for one in situation.debts if one.place in self.places]


@dataclass(frozen=True)
class Payment:
    """How to pay what was chosen; `transfer` is None where the site has not said where to."""

    choice: Choice
    amount: Decimal
    bills: list[Document]
    transfer: Transfer | None


def payment_of(situation: Situation, choice: Choice) -> Payment:
    """A choice that comes to nothing is what is due now."""
    figures = situation.figures
    bills = choice.bills(situation) if choice.what == CHOSEN else []
    if choice.what == CHOSEN and not bills:
        choice = Choice(NOW)
    if figures is None:
        amount = ZERO
    elif bills:
        amount = sum(map(owed_of, bills), ZERO)
    else:
        amount = figures.to_pay_in_all if choice.what == ALL else figures.to_pay_now
    reference = _reference(situation, choice, bills, amount)
    found = transfer(situation.number, amount, situation.currency, reference)
    numbers = [one.number for one in bills if one.number]
    if found and len(numbers) == len(bills) <= FEW and numbers:
        found = replace(found, label=" ".join([found.label, *numbers]))
    return Payment(choice, amount, bills, found)


def _reference(situation: Situation, choice: Choice, bills: list[Document], amount: Decimal) -> str:
    """Of the one bill that the amount pays whole, if it is one; else of the member."""
    if not bills:
        parts = situation.due if choice.what == NOW else situation.parts
        bills = list({part.debt.place: part.debt for part in parts}.values())
    if len(bills) == 1 and owed_of(bills[0]) == amount:
        return bills[0].reference or situation.reference
    return situation.reference


def other_means() -> dict[str, str]:
    """By which else the association takes money, as the site's settings say; without the others."""
    named = {
        "cheque_order": conf.get("CHEQUE_ORDER"),
        "cheque_address": conf.get("CHEQUE_ADDRESS"),
        "cash": conf.get("CASH_HOURS"),
        "online": conf.get("ONLINE_URL"),
    }
    return {name: value for name, value in named.items() if value}
