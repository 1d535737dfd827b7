"""The pages: a member's situation, one bill of it, and the QR code of what is owed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .. import conf
from ..models import Account
from .paying import transfer
from .situation import situation_of

PERMISSION = "asso_portal.view_situation"


def page(view):
    """For those who are logged in, and kept by no browser or proxy."""
    return require_safe(cache_control(private=True, no_store=True)(login_required(view)))


@page
def situation(request, member=None):
    """`member`: whose, if not the user's own; raises 404 for those who may not see it."""
    whose = _whose(request, member)
    found = situation_of(whose["member"]) if whose["member"] else None
    context = {"situation": found, **whose}
    if found:
        context["transfer"] = transfer(found.number, found.owed, found.currency)
    return _render(request, "asso_portal/situation.html", context)


@page
def bill(request, bill_id, member=None):
    """Raises 404 for a draft or another member's bill, as for one that does not exist."""
    whose = _whose(request, member)
    found = situation_of(whose["member"]) if whose["member"] else None
    shown = found and found.bill(bill_id)
    if not shown:
        raise Http404
    return _render(request, "asso_portal/bill.html", {"situation": found, "bill": shown, **whose})


@page
def qr_code(request, member=None):
    """For a member who owes something, as on the page."""
    member = _whose(request, member)["member"]
    account = Account.current(member) if member else None
    due = account and transfer(account.number, account.owed, account.snapshot.currency)
    if not (due and due.has_qr_code):
        raise Http404
    return HttpResponse(due.qr_code(), content_type="image/svg+xml")


def _whose(request, member):
    """The member whose page this is, and their name; raises 404 if the user may not see it.

    That there is no such member is answered the same way, so that nobody learns who is one.
    """
    mapping = conf.mapping()
    own = mapping.member_of(request.user)
    if member is None or member == own:
        return {"member": own, "name": None, "of_other": False}
    name = mapping.name_of(member) if request.user.has_perm(PERMISSION) else None
    if name is None:
        raise Http404
    return {"member": member, "name": name, "of_other": True}


def _render(request, template, context):
    names = {"association": conf.get("ASSOCIATION"), "help_url": conf.get("HELP_URL")}
    answer = render(request, template, names | context)
    patch_vary_headers(answer, ["Cookie"])
    return answer
