"""What manage.py check says before a link cannot be sent, or not safely."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.utils.module_loading import import_string

from .. import conf

METHODS = ("at", "guest", "enter")


@register("asso_portal")
def check_guests(**_kwargs):
    """E001: LOGIN_GUESTS cannot be imported, or is incomplete."""
    path = conf.get("LOGIN_GUESTS") if isinstance(conf.given(), dict) else ""
    if not isinstance(path, str) or not path:
        return []
    try:
        guests = import_string(path)
    except ImportError as error:
        return [
            Error(f"LOGIN_GUESTS {path!r} cannot be imported: {error}", id="asso_portal_login.E001")
        ]
    missing = ", ".join(name for name in METHODS if not hasattr(guests, name))
    if not missing:
        return []
    return [Error(f"LOGIN_GUESTS {path!r} has no {missing}.", id="asso_portal_login.E001")]


@register("asso_portal", deploy=True)
def check_hosts(**_kwargs):
    """E002: whoever asks would choose where the link in another person's mail leads."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS takes any name, and links to log in would lead to it.",
            hint="Name the site's own hosts in ALLOWED_HOSTS.",
            id="asso_portal_login.E002",
        )
    ]


@register("asso_portal", deploy=True)
def check_mail(**_kwargs):
    """W003 to W005: nothing is sent, from nobody, or without an end."""
    backend = settings.EMAIL_BACKEND
    if not backend.endswith(".smtp.EmailBackend"):
        if backend.startswith("django.core.mail.backends."):
            yield Warning(
                f"EMAIL_BACKEND is {backend!r}, which sends no mail: no link arrives.",
                hint="Remove EMAIL_BACKEND, and set EMAIL_HOST.",
                id="asso_portal_login.W003",
            )
        return
    if settings.DEFAULT_FROM_EMAIL == "webmaster@localhost":
        yield Warning(
            "DEFAULT_FROM_EMAIL is not set: many servers refuse mail from webmaster@localhost.",
            hint="Set it to an address of the association.",
            id="asso_portal_login.W004",
        )
    if not settings.EMAIL_TIMEOUT:
        yield Warning(
            "EMAIL_TIMEOUT is not set: a mail server that does not answer holds mails for ever.",
            hint="Set it to 30, in seconds.",
            id="asso_portal_login.W005",
        )


@register("asso_portal", deploy=True)
def check_cache(**_kwargs):
    """W006: each process would count for itself."""
    if conf.shares_cache():
        return []
    return [
        Warning(
            "How many links may be asked for is counted by each process of the site alone.",
            hint="Name a cache in CACHES that all processes share, for example "
            "django.core.cache.backends.db.DatabaseCache.",
            id="asso_portal_login.W006",
        )
    ]
