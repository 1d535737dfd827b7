"""{% load asso_portal %}: the balance for any page of the site, and how amounts are written."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import conf
from ..models import Account

register = template.Library()
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
def amount(value, currency="EUR"):
    """Money as the reader's language writes it: 1 234,50 € or €1,234.50."""
    value = Decimal(value)
    figures = number_format(abs(value), decimal_pos=2, use_l10n=True, force_grouping=True)
    words = _("%(sign)s%(figures)s") % {
        "sign": SIGNS.get(currency, f"{currency}\u00a0"),
        "figures": figures,
    }
    words = words.strip()
    return f"\u2212{words}" if value < 0 else words


@register.filter
def day(value):
    """A date in words; French has its first of the month."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    words = date_format(value, "DATE_FORMAT") if value else ""
    if get_language().startswith("fr") and words.startswith("1 "):
        return f"1er{words[1:]}"
    return words


@register.filter
def svg(drawing):
    """A drawing made by this app, hidden from who cannot see it: the text beside it says it all."""
    return mark_safe(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


@register.inclusion_tag("asso_portal/balance.html", takes_context=True)
def asso_balance(context):
    """The balance of who is logged in, in words, and as of when; nothing for anybody else."""
    user = getattr(context.get("request"), "user", None)
    member = conf.mapping().member_of(user) if user and user.is_authenticated else None
    account = Account.current(member) if member else None
    return {
        "member": member,
        "balance": account and account.balance,
        "owed": account and max(-account.balance, 0),
        "as_of": account and account.snapshot.as_of,
        "currency": account.snapshot.currency if account else "EUR",
    }
