from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssoPortal(AppConfig):
    name = "asso_portal"
    verbose_name = _("Members' accounts")
    default_auto_field = "django.db.models.BigAutoField"
