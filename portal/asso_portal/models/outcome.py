"""What the books refused, and why: for those who can mend it where they made it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..moments import Moment


class Outcome(models.Model):
    """A change that is in the ledger's quarantine; the list is replaced whole."""

    TYPES = [
        ("offer", _("offer")),
        ("member", _("member")),
        ("subscription", _("subscription")),
        ("bill", _("bill")),
        ("credit_note", _("credit note")),
        ("payment", _("payment")),
    ]
    STATES = [("refused", _("refused")), ("waiting", _("waiting")), ("set_aside", _("set aside"))]
    OPERATIONS = [
        ("upsert", _("entry")),
        ("delete", _("deletion")),
        ("unreadable", _("unreadable")),
    ]

    type = models.CharField(_("type"), max_length=16, choices=TYPES)
    external_id = models.CharField(_("number"), max_length=64)
    operation = models.CharField(_("operation"), max_length=16, choices=OPERATIONS)
    state = models.CharField(_("state"), max_length=16, choices=STATES)
    code = models.CharField(_("code"), max_length=64)
    reason = models.TextField(_("reason"))
    since = Moment(_("since"), null=True)
    as_of = Moment(_("as of"))

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("refusal by the books")
        verbose_name_plural = _("refusals by the books")
        ordering = ["state", "type", "external_id", "pk"]
        indexes = [models.Index(fields=["type", "external_id"], name="asso_portal_outcome_of")]

    def __str__(self):
        return f"{self.get_type_display()} {self.external_id}"
