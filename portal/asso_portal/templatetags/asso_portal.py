"""{% load asso_portal %}: the balance for any page of the site, and how amounts are written."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from .. import conf
from ..models import Account
from ..moments import day_of

register = template.Library()
MEANS = {
    "transfer": gettext_noop("Transfer"),
    "check": gettext_noop("Cheque"),
    "cash": gettext_noop("Cash"),
    "card": gettext_noop("Card"),
}
OTHER_MEANS = gettext_noop("Payment")
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
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


@register.filter
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


@register.filter
def label(bill):
    """What a bill is for: its first line, or the membership, or a gift."""
    if bill.kind == "donation":
        return _("Gift")
    if bill.kind == "membership_fee":
        if not (bill.start and bill.end):
            return _("Membership fee")
        period = {"start": day(bill.start), "end": day(bill.end)}
        return _("Membership fee from %(start)s to %(end)s") % period
    text = bill.label or _("Invoice")
    if not bill.more_lines:
        return text
    more = ngettext("and one more line", "and %(more)s more lines", bill.more_lines)
    return f"{text} {more % {'more': bill.more_lines}}"


@register.filter
def kind(bill):
    """What a bill is: an invoice with its number, a receipt, a fee."""
    if bill.kind == "invoice":
        return _("Invoice %(number)s") % {"number": bill.number}
    return _("Receipt") if bill.kind == "donation" else _("Fee")


@register.filter
def means(credit):
    """How it was paid."""
    if credit.type == "credit_note":
        return _("Credit note")
    return _("Paid back") if credit.amount < 0 else _(MEANS.get(credit.kind, OTHER_MEANS))


@register.inclusion_tag("asso_portal/balance.html", takes_context=True)
def asso_balance(context):
    """The balance of the member who is logged in, in words, with its date; else nothing."""
    user = getattr(context.get("request"), "user", None)
    member = conf.mapping().member_of(user) if user and user.is_authenticated else None
    account = Account.current(member) if member else None
    return {
        "member": member,
        "balance": account and account.balance,
        "owed": account and account.owed,
        "as_of": account and account.snapshot.as_of,
        "currency": account.snapshot.currency if account else "EUR",
    }
