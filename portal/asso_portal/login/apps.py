"""How the app starts: it registers its checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Login(AppConfig):
    name = "asso_portal.login"
    label = "asso_portal_login"
    verbose_name = _("Links to log in")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401
