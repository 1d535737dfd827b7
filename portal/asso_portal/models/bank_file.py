"""Files of the bank that somebody dropped here, for the bridge to carry to the books."""

import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..moments import Moment, now

KEPT = timedelta(days=30)  # of a file that may still be tried again


class BankFile(models.Model):
    """A file, and what the books said of it; what they said of each row is theirs alone."""

    WAITING, ASKED, CARRIED, REFUSED = "waiting", "asked", "carried", "refused"
    STATES = [
        (WAITING, _("waits for the next run")),
        (ASKED, _("needs an answer")),
        (CARRIED, _("in the books")),
        (REFUSED, _("not taken")),
    ]

    name = models.CharField(_("file"), max_length=255)
    # Empty once the books have it, or after KEPT: it is other people's data
    content = models.BinaryField(null=True, editable=False)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    # The name alone, so that nothing keeps a user from being deleted
    dropped_by = models.CharField(_("dropped by"), max_length=150)
    dropped = Moment(_("dropped on"), default=timezone.now)
    account = models.CharField(
        _("account"),
        max_length=64,
        blank=True,
        help_text=_("Its IBAN, or its name in the books; only where the file does not tell it."),
    )
    state = models.CharField(_("state"), max_length=16, choices=STATES, default=WAITING)
    # An outcome that comes late is of an earlier one
    attempt = models.PositiveIntegerField(default=1)
    answers = models.JSONField(default=dict)
    told = Moment(_("outcome of"), null=True)
    message = models.TextField(_("reason"), blank=True)
    outcomes = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    questions = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        permissions = [("drop_bank_files", _("Can drop files of the bank"))]
        verbose_name = _("file of the bank")
        verbose_name_plural = _("files of the bank")
        ordering = ["-dropped", "-pk"]

    def __str__(self):
        return self.name

    def take(self, name, content, user):
        """Fill a new one with what was dropped."""
        self.name, self.content, self.dropped_by = name, content, user.get_username()[:150]
        self.size, self.digest = len(content), hashlib.sha256(content).hexdigest()

    @property
    def can_be_tried(self):
        """Whether the bridge could carry it again."""
        return self.state in (self.ASKED, self.REFUSED) and self.content is not None

    def try_again(self, answers):
        """Let it wait for the next run, with these answers and those given before."""
        self.answers = {**self.answers, **answers}
        self.state, self.attempt = self.WAITING, self.attempt + 1
        self.told, self.message = None, ""
        self.outcomes, self.warnings, self.questions = [], [], []

    @classmethod
    def waiting(cls):
        """Those to be carried, the oldest first; their content is read when it is asked for."""
        found = cls.objects.filter(state=cls.WAITING)
        return found.defer("content").order_by("dropped", "pk")

    @classmethod
    def forget(cls):
        """Delete the content of what nobody has tried again for long."""
        cls.objects.filter(state__in=[cls.ASKED, cls.REFUSED], told__lt=now() - KEPT).update(
            content=None
        )
