"""The mail with the link."""

import logging
import threading

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, override

from .. import conf
from .models import LIFETIME

LOG = logging.getLogger("asso_portal.login")
PLACE = "asso_portal/login"
PAUSE = 0.5  # seconds: the answer has gone by then


def send(address: str, url: str) -> None:
    """In the reader's language, a moment later: the time of the answer tells nobody of it.

    To no address nothing is sent, in the same way. If the server refuses it, the log says so, and
    the person asks again.
    """
    threading.Timer(PAUSE, _send, (address, url, get_language())).start()


def _send(address, url, language):
    if not address:
        return
    try:
        with override(language):
            message(address, url).send()
    except Exception:
        LOG.exception("A mail with a link to log in was not sent")


def message(address: str, url: str) -> EmailMultiAlternatives:
    """As plain text and as HTML."""
    association = conf.get("ASSOCIATION")
    context = {
        "association": association,
        "url": url,
        "minutes": LIFETIME.seconds // 60,
        "language": get_language(),
    }
    subject = gettext("Your link to log in")
    mail = EmailMultiAlternatives(
        f"{subject} – {association}" if association else subject,
        render_to_string(f"{PLACE}/mail.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{PLACE}/mail.html", context), "text/html")
    return mail
