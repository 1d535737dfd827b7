"""How to pay what is owed: the label, the account, and the QR code that banks' apps read."""

import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from segno import helpers

from .. import conf

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def is_iban(text: str) -> bool:
    """Whether its check digits agree: a number with a slip in it pays nobody, or somebody else."""
    iban = _compact(text)
    if not IBAN.fullmatch(iban):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


@dataclass
class Transfer:
    payee: str
    iban: str
    bic: str
    label: str
    amount: Decimal
    currency: str

    @property
    def iban_in_groups(self) -> str:
        return " ".join(self.iban[n : n + 4] for n in range(0, len(self.iban), 4))

    @property
    def has_qr_code(self) -> bool:
        """Whether the European Payments Council's code has room for it; it knows only euros."""
        return (
            self.currency == "EUR"
            and self.amount < 10**9
            and len(self.bic) in (0, 8, 11)
            and len(self.payee) <= 70
            and 0 < len(self.label.strip()) <= 140
            and len((self.payee + self.label).encode()) <= 230
        )

    def qr_code(self) -> bytes:
        """The code as an SVG. It takes long to draw, so it is not part of the page."""
        code = helpers.make_epc_qr(
            name=self.payee,
            iban=self.iban,
            bic=self.bic or None,
            amount=self.amount,
            text=self.label,
            encoding="utf-8",
        )
        svg = BytesIO()
        code.save(svg, kind="svg", scale=4, border=4, light="#fff", lineclass=None, omitsize=True)
        return svg.getvalue()


def transfer(number: str, amount: Decimal, currency: str) -> Transfer | None:
    """None when nothing is owed, or the site has not said where to pay."""
    iban, payee = _compact(conf.get("IBAN")), conf.get("ASSOCIATION")
    if amount <= 0 or not payee or not is_iban(iban):
        return None
    label = conf.get("PAYMENT_LABEL").replace("{number}", number)
    return Transfer(payee, iban, _compact(conf.get("BIC")), label, amount, currency)
