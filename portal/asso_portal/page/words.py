"""How amounts, days and documents are called, in the reader's language."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop, ngettext, pgettext
from django.utils.translation import gettext as _

from ..moments import day_of, local
from .documents import Document

MEANS = {
    "transfer": gettext_noop("Transfer"),
    "check": gettext_noop("Cheque"),
    "cash": gettext_noop("Cash"),
    "card": gettext_noop("Card"),
}
OTHER_MEANS = gettext_noop("Payment")
OTHERS = {
    "write_off": gettext_noop("Given up by the association"),
    "opening": gettext_noop("Brought forward from the former books"),
    "by_another": gettext_noop("Paid by another member"),
}
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def amount(value, currency="EUR"):
    """Money as the reader's language writes it: 1 234,50 € or €1,234.50."""
    return _amount(Decimal(value), currency, get_language())


@lru_cache(maxsize=4096)
def _amount(value, currency, _language):
    """Cached for each language, as `_day` is."""
    figures = number_format(abs(value), decimal_pos=2, use_l10n=True, force_grouping=True)
    words = _("%(sign)s%(figures)s") % {
        "sign": SIGNS.get(currency, f"{currency}\u00a0"),
        "figures": figures,
    }
    words = words.strip()
    return f"\u2212{words}" if value < 0 else words


def day(value):
    """A date in words; French has "1er" for the first of a month."""
    if isinstance(value, datetime):
        value = day_of(value)
    return _day(value, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _day(value, language):
    """Cached, as the members' pages show the same few dates over and over."""
    words = date_format(value, "DATE_FORMAT")
    if language.startswith("fr") and words.startswith("1 "):
        return f"1er{words[1:]}"
    return words


def label(bill: Document) -> str:
    """What a bill is for: its first line, or the membership, or a gift."""
    if bill.kind == "donation":
        return _("Gift")
    if bill.kind == "membership_fee":
        if not (bill.start and bill.end):
            return _("Membership fee")
        period = {"start": day(bill.start), "end": day(bill.end)}
        return _("Membership fee from %(start)s to %(end)s") % period
    text = bill.label or bill.number or _("Invoice")
    if not bill.more_lines:
        return text
    more = ngettext("and one more line", "and %(more)s more lines", bill.more_lines)
    return f"{text} {more % {'more': bill.more_lines}}"


def kind(document: Document) -> str:
    """What it is: an invoice with its number, a receipt, a fee, a transfer, money paid back."""
    if document.type == "bill":
        if document.kind == "membership_fee":
            return _("Fee")
        if document.kind == "donation":
            return _("Receipt")
        return (_("Invoice %(number)s") % {"number": document.number}).strip()
    if document.type == "other":
        return _(OTHERS.get(document.kind, gettext_noop("Entry of the association's books")))
    return _means(document)


def _means(credit: Document) -> str:
    """How it was paid."""
    if credit.type == "credit_note":
        return (_("Credit note %(number)s") % {"number": credit.number}).strip()
    if credit.bounced:
        return _("Sent back by the bank")
    return _("Refund") if credit.amount < 0 else _(MEANS.get(credit.kind, OTHER_MEANS))


def title(document: Document) -> SafeString:
    """A document in a sentence: what it is, and of which day."""
    if document.type == "bill" and document.kind == "membership_fee":
        return format_html("<bdi>{}</bdi>", label(document))
    words = {"what": kind(document), "day": day(document.date)}
    return format_html("<bdi>{}</bdi>", pgettext("document", "%(what)s of %(day)s") % words)


def inner(document: Document) -> SafeString:
    """As `title`, but within a sentence: our own words begin small."""
    words = title(document)
    first = len("<bdi>")
    return mark_safe(words[:first] + words[first : first + 1].lower() + words[first + 1 :])


def reason(share) -> str:
    """Why a payment paid this bill; "" where nobody knows."""
    if share.by == "person":
        return _("decided by the treasurer on %(day)s") % {"day": day(share.on)}
    if share.named:
        return _("bill named by you")
    if share.by == "ledger":
        return _("oldest bill first")
    return _("shared out on this site") if share.by else ""


def relation(document: Document, share) -> str:
    """The words between a document and another that settled it, or that it settled."""
    other = share.document
    if other and other.unbooked and not other.entry:
        return _("On its way:")
    if document.unbooked and not document.entry:
        return _("For:")
    if document.type == "bill":
        return _("Paid by:") if other is None or other.type == "payment" else _("Settled by:")
    if document.amount < 0:
        return _("Takes back:") if document.bounced else _("Gives back:")
    if other and other.type == "payment":
        return _("Taken back by:") if other.bounced else _("Given back by:")
    return _("Paid:")


def due_on(what) -> str:
    """The day before which to pay a document, or a part of it."""
    return _("due on %(day)s") % {"day": day(what.due)}


def details(part) -> str:
    """Of a part of a debt: which bill, of which day, due when."""
    debt = part.debt
    words = [kind(debt), day(debt.date)]
    if part.due:
        words.append(due_on(part))
    if debt.instalments:
        words.append(_("in instalments"))
    return " · ".join(words)


def left(residual: Decimal) -> Decimal:
    """What is left to pay of a debt, whichever sign its residual has."""
    return abs(residual)


def gives(document: Document) -> Decimal:
    """What an open document adds to the balance."""
    return -document.residual if document.type == "bill" else document.residual


def signed(value: Decimal, currency: str = "EUR") -> str:
    """With a plus before what is given."""
    return f"+{amount(value, currency)}" if value > 0 else amount(value, currency)


def moved(document: Document, currency: str = "EUR") -> str:
    """What a document adds to the balance, or would as the site has it, with its sign."""
    if "effect" in document.entry:
        return signed(document.effect, currency)
    return signed(-document.amount if document.type == "bill" else document.amount, currency)


def standing(balance: Decimal, currency: str = "EUR") -> str:
    """A balance, as one says it: so much owed, so much ahead, or nothing."""
    words = {"amount": amount(abs(balance), currency)}
    if balance < 0:
        return _("%(amount)s owed") % words
    return _("%(amount)s ahead") % words if balance else _("nothing owed")


def price(text: str | None, currency: str = "EUR") -> str:
    """A unit price, with all its decimals; "?" where the site has none that is a number."""
    try:
        value = Decimal(text)
        decimals = max(2, -value.normalize().as_tuple().exponent)
    except (TypeError, ArithmeticError):
        return "?"
    return (
        amount(value, currency)
        if decimals == 2
        else f"{figure(text)} {SIGNS.get(currency, currency)}"
    )


def figure(text: str | None) -> str:
    """A number as the reader's language writes it."""
    try:
        value = Decimal(text).normalize()
    except (TypeError, ArithmeticError):
        return "?"
    return number_format(value + 0 if value else "0", use_l10n=True)


def clock(moment: datetime) -> str:
    """The time of a moment, by the site's clock."""
    return time_format(local(moment), "TIME_FORMAT")
