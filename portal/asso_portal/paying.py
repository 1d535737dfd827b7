"""How to pay what is owed: what to write, where to, and the QR code that banks' apps read."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property
from segno import helpers

from . import conf


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

    @cached_property
    def qr_code(self) -> str:
        """An SVG of the European Payments Council's code; empty where it cannot be made."""
        if self.currency != "EUR":
            return ""
        try:
            code = helpers.make_epc_qr(
                name=self.payee,
                iban=self.iban,
                bic=self.bic or None,
                amount=self.amount,
                text=self.label,
                encoding="utf-8",
            )
        except ValueError:
            return ""
        return code.svg_inline(
            scale=4, border=4, light="#fff", svgclass="asso-qr", lineclass=None, omitsize=True
        )


def transfer(number: str, amount: Decimal, currency: str) -> Transfer | None:
    """None when nothing is owed, or the site has not said where to pay."""
    iban, payee = conf.get("IBAN").replace(" ", ""), conf.get("ASSOCIATION")
    if amount <= 0 or not iban or not payee:
        return None
    label = conf.get("PAYMENT_LABEL").replace("{number}", number)
    return Transfer(payee, iban, conf.get("BIC").replace(" ", ""), label, amount, currency)
