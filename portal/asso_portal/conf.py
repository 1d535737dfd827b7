"""The settings: one dictionary, ASSO_PORTAL, over these defaults."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS

DEFAULTS: dict[str, Any] = {
    # The module that knows the site's models
    "MAPPING": "asso_portal.coin",
    # "portal": the site says which payment pays which bill; "ledger": it leaves that to the books
    "ALLOCATIONS": "portal",
    # Calls a minute for each token, and bytes in one call
    "RATE": 600,
    "BODY_LIMIT": 10_000_000,
    # Bytes of a file of the bank that is dropped in the admin
    "BANK_FILE_LIMIT": 5_000_000,
    # True: answers the API without TLS too
    "INSECURE": False,
    # A snapshot in which more balances than this become zero is refused, unless it is forced
    "ZEROED_PERCENT": 50,
    # The members' page: balances older than this are shown with a warning
    "STALE_DAYS": 45,
    # How to pay: without an IBAN there is no QR code
    "ASSOCIATION": "",
    "IBAN": "",
    "BIC": "",
    # What members write on a transfer; {number} is their own
    "PAYMENT_LABEL": "ID {number}",
    # Other means of payment, each shown if it is there: cheques, cash, a page to pay on
    "CHEQUE_ORDER": "",
    "CHEQUE_ADDRESS": "",
    "CASH_HOURS": "",
    "ONLINE_URL": "",
    # After how many days a payment is usually in the books
    "VISIBLE_DAYS": 8,
    # Where to renew the membership, and for how many days it may be late without being lapsed
    "RENEW_URL": "",
    "GRACE_DAYS": 0,
    # Where Tryton takes the signal that something has changed, and its key (whsec_...)
    "NUDGE_URL": "",
    "NUDGE_SECRET": "",
    # Links to log in (the app asso_portal.login): who may come in, and where the request has the
    # client's address
    "LOGIN_GUESTS": "asso_portal.login.guests.Users",
    "LOGIN_CLIENT": "REMOTE_ADDR",
    # True: the page offers the tax receipts that Tryton has issued, fetched from beside the nudge
    "RECEIPTS": False,
    # A page of the site on other ways to pay, or whom to write to
    "HELP_URL": "",
}


def given() -> dict[str, Any]:
    """As the site wrote it, unchecked: if it is no dictionary, `manage.py check` says so."""
    return getattr(settings, "ASSO_PORTAL", {})


def get(name: str) -> Any:
    """The site's value, else the default; raises KeyError for an unknown name."""
    return given().get(name, DEFAULTS[name])


def mapping() -> Any:
    """Raises ImportError if the site names a module that does not exist."""
    return import_module(get("MAPPING"))


def shares_cache() -> bool:
    """Whether all processes of the site count in one cache."""
    kind = settings.CACHES.get(DEFAULT_CACHE_ALIAS, {}).get("BACKEND", "")
    return not kind.endswith((".LocMemCache", ".DummyCache"))
