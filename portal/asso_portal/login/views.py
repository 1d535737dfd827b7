"""The three pages: to ask for a link, to wait for the mail, to come in."""

import secrets
from functools import wraps

from django.conf import settings
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from .. import conf
from . import mail, rate
from .forms import Address, Entrance
from .guests import guests
from .models import LIFETIME, Link, code_of

COOKIE, SALT = "asso_portal_login", "asso_portal.login"
TOO_MANY = gettext_lazy("Too many links were asked for from here: wait a quarter of an hour.")


def page(view):
    """For everybody, kept by no browser, and telling no other site its address."""

    @wraps(view)
    def answer(request, *arguments, **named):
        given = view(request, *arguments, **named)
        add_never_cache_headers(given)
        given["Referrer-Policy"] = "same-origin"
        return given

    protected = require_http_methods(["GET", "HEAD", "POST"])(csrf_protect(answer))
    protected.login_required = False  # of Django's LoginRequiredMiddleware
    return protected


@page
def ask(request):
    """The same answer, after the same work, whether anybody has the address or not."""
    next = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    form = Address(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, "ask", {"form": form, "next": next})
    if not rate.client_may(request):
        form.add_error(None, TOO_MANY)
        return _show(request, "ask", {"form": form, "next": next}, status=429)
    browser = _browser(request) or secrets.token_urlsafe(32)
    if rate.address_may(form.cleaned_data["email"]):
        _send(request, form.cleaned_data["email"], browser, next)
    answer = redirect("asso_portal_login:sent")
    answer.set_signed_cookie(
        COOKIE,
        browser,
        salt=SALT,
        max_age=LIFETIME,
        path=reverse("asso_portal_login:ask"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def _send(request, address, browser, next):
    found = guests().at(address)
    text = Link.issue(browser, found, next)
    place = reverse("asso_portal_login:enter", args=[text])
    mail.send(found[0].address if found else "", request.build_absolute_uri(place))


@page
def sent(request):
    """Shows the code, which is in no mail: it opens the link in another browser."""
    browser = _browser(request)
    if not browser:
        return redirect("asso_portal_login:ask")
    code = code_of(browser)
    context = {"code": f"{code[:3]} {code[3:]}", "minutes": LIFETIME.seconds // 60}
    return _show(request, "sent", context)


@page
def enter(request, text):
    """GET uses nothing up, as programs that look for viruses follow links too."""
    link = Link.of(text)
    found = _still(link) if link else []
    if not found:
        return _show(request, "gone", {}, status=410)
    at_home = link.is_of(_browser(request))
    form = Entrance(request.POST if request.method == "POST" else None, found, at_home)
    if form.is_valid():
        if at_home or link.try_code(form.cleaned_data["code"]):
            return _come_in(request, link, found, form)
        if not Link.of(text):
            return _show(request, "gone", {}, status=410)
        form.add_error("code", _("This is not the code that the other page shows."))
    return _show(request, "enter", {"form": form, "found": found, "at_home": at_home})


def _come_in(request, link, found, form):
    if not link.use():
        return _show(request, "gone", {}, status=410)
    key = form.cleaned_data.get("account", found[0].key)
    guests().enter(request, next(guest for guest in found if guest.key == key))
    answer = redirect(_safe(request, link.next) or resolve_url(settings.LOGIN_REDIRECT_URL))
    answer.delete_cookie(COOKIE, path=reverse("asso_portal_login:ask"))
    return answer


def _still(link):
    """The accounts that have neither another password nor another address since."""
    now = [(guests().guest(key), stamp) for key, stamp in link.guests.items()]
    return [guest for guest, stamp in now if guest and guest.stamp == stamp]


def _browser(request):
    """The secret of this browser; empty if it asked for nothing lately."""
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LIFETIME)


def _safe(request, next):
    """The address to go on to, if it is one of this site; else empty."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(next, hosts, require_https=request.is_secure())
    return next if safe and len(next) <= 500 else ""


def _show(request, name, context, status=200):
    context["association"] = conf.get("ASSOCIATION")
    return render(request, f"asso_portal/login/{name}.html", context, status=status)
