"""Who may see whose page."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .. import conf
from .documents import Document
from .situation import Situation, situation_of

PERMISSION = "asso_portal.view_situation"


def page(view):
    """For those who are logged in, and kept by no browser or proxy."""
    return require_safe(cache_control(private=True, no_store=True)(login_required(view)))


@dataclass
class Whose:
    """The member whose page this is; `member` is None for a user who is none."""

    member: str | None
    name: str
    of_other: bool = False

    def place(self, view: str, *arguments: str) -> str:
        """The address of another page of the same member."""
        own = [self.member, *arguments] if self.of_other else arguments
        return reverse(f"asso_portal:{view}", args=own)

    @cached_property
    def statement(self) -> str:
        return self.place("statement")

    @cached_property
    def _bill(self) -> list[str]:
        """The address of a bill, around its id: there are many of them on a page."""
        return self.place("bill", "ID").rsplit("ID", 1)

    def line(self, document: Document) -> str:
        """Where a document is explained: its own page, else its line in the statement."""
        if document.page:
            return quote(document.page, safe="").join(self._bill)
        year = document.date.year if document.date else None
        days = f"?from={year:04}-01-01&to={year:04}-12-31" if year else "?all=1"
        return f"{self.statement}{days}#{document.place}"


def whose(request, member: str | None) -> Whose:
    """Raises 404 if the user may not see this member's page.

    That there is no such member is answered the same way, so that nobody learns who is one.
    """
    mapping = conf.mapping()
    own = mapping.member_of(request.user)
    if member is None or member == own:
        return Whose(own, _own_name(request.user, own) if own else "")
    name = mapping.name_of(member) if request.user.has_perm(PERMISSION) else None
    if name is None:
        raise Http404
    return Whose(member, name, of_other=True)


def _own_name(user, member: str) -> str:
    """The mapping may know it from the user, which saves a query."""
    mapping = conf.mapping()
    if hasattr(mapping, "name_of_user"):
        return mapping.name_of_user(user)
    return mapping.name_of(member) or ""


def read(request, member: str | None) -> tuple[Whose, Situation | None]:
    """Whose page it is, with the situation; None for a user who is no member."""
    found = whose(request, member)
    return found, situation_of(found.member) if found.member else None


def read_member(request, member: str | None) -> tuple[Whose, Situation]:
    """As `read`; raises 404 for a user who is no member."""
    found, situation = read(request, member)
    if situation is None:
        raise Http404
    return found, situation


def show(request, template: str, whose: Whose, context: dict):
    """Render a page with what all of them show."""
    answer = render(request, template, common(whose) | context)
    patch_vary_headers(answer, ["Cookie"])
    return answer


def common(whose: Whose) -> dict:
    """What every page says of the association and of the member."""
    return {
        "association": conf.get("ASSOCIATION"),
        "help_url": conf.get("HELP_URL"),
        "whose": whose,
        "name": whose.name,
        "of_other": whose.of_other,
        "home": whose.place("situation"),
    }
