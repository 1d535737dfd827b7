"""The tax receipts of a member, which only Tryton has: asked for each time, and kept nowhere."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404, HttpResponse

from .. import conf
from .access import Whose, page, show, whose
from .papers import fetched
from .situation import situation_of


@dataclass
class Receipt:
    """`year` is that of the gifts."""

    number: str
    year: int
    issued: date
    amount: Decimal


def are_offered() -> bool:
    """Whether the site says that there are any."""
    return bool(conf.get("RECEIPTS"))


def receipts_of(member: str) -> list[Receipt] | None:
    """The latest first; None if Tryton does not say now."""
    told = fetched("receipts", {"member": member}, "application/json")
    if told is None:
        return None
    return [
        Receipt(
            one["number"], one["year"], date.fromisoformat(one["issued"]), Decimal(one["amount"])
        )
        for one in json.loads(told)["receipts"]
    ]


def _who(request, member: str | None) -> Whose:
    found = whose(request, member)
    if not found.member or not are_offered():
        raise Http404
    return found


@page
def receipts(request, member=None):
    """Raises 404 where the site offers none."""
    who = _who(request, member)
    context = {"receipts": receipts_of(who.member), "situation": situation_of(who.member)}
    return show(request, "asso_portal/receipts.html", who, context)


@page
def receipt_pdf(request, number, member=None):
    """As it was given to the donor; 404 for what Tryton does not have for this member."""
    who = _who(request, member)
    content = fetched("receipt", {"number": number, "member": who.member})
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in number)
    answer["Content-Disposition"] = f'attachment; filename="recu-fiscal-{name}.pdf"'
    return answer
