"""How the app starts: it registers its checks, and installs its triggers after each migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AssoPortal(AppConfig):
    name = "asso_portal"
    verbose_name = _("Members' accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401
        from .feed import nudge

        post_migrate.connect(install_triggers, sender=self)
        nudge.connect()


def install_triggers(using, **_kwargs):
    """After every migrate: SQLite drops the triggers of a table that it rebuilds."""
    from django.db import DEFAULT_DB_ALIAS

    from .feed import triggers

    if using == DEFAULT_DB_ALIAS and triggers.possible():
        triggers.install()
