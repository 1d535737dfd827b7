"""The links that were asked for."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ..moments import Moment, now

LIFETIME = timedelta(minutes=15)
KEPT = timedelta(days=1)
TRIES = 5  # of the code


class Link(models.Model):
    """Of the link and of the browser only hashes are kept, and no address.

    An address that nobody has leaves a row too, without guests, so that both take as long.
    """

    hash = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    guests = models.JSONField(default=dict)
    next = models.CharField(max_length=500, blank=True)
    created = Moment(default=timezone.now)
    expires = Moment(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used = Moment(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.created:%Y-%m-%d %H:%M}"

    @classmethod
    def issue(cls, browser, guests, next):
        """The text of a new link for the browser with this secret; drops links of long ago."""
        cls.objects.filter(expires__lt=now() - KEPT).delete()
        text = secrets.token_urlsafe(32)
        cls.objects.create(
            hash=_hash_of(text),
            browser=_hash_of(browser),
            code=_hash_of_code(code_of(browser)),
            guests={guest.key: guest.stamp for guest in guests},
            next=next,
            expires=now() + LIFETIME,
        )
        return text

    @classmethod
    def of(cls, text):
        """The link of this text that is still good, or None; nothing is used up."""
        return cls.objects.filter(
            hash=_hash_of(text), used=None, expires__gt=now(), tries__lt=TRIES
        ).first()

    def is_of(self, browser):
        """Whether the browser with this secret asked for it."""
        return constant_time_compare(self.browser, _hash_of(browser))

    def try_code(self, code):
        """Whether it is the code; after so many tries the link is good no longer."""
        mine = Link.objects.filter(pk=self.pk, tries__lt=TRIES)
        return bool(mine.update(tries=F("tries") + 1)) and constant_time_compare(
            self.code, _hash_of_code("".join(code.split()))
        )

    def use(self):
        """True for one caller alone, however many try at once."""
        return bool(
            Link.objects.filter(pk=self.pk, used=None, expires__gt=now()).update(used=now())
        )


def code_of(browser):
    """Six digits that the browser with this secret shows."""
    digest = salted_hmac("asso_portal.login.code", browser, algorithm="sha256").digest()
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06}"


def _hash_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _hash_of_code(code):
    """With the site's secret: of six digits a bare hash is soon guessed."""
    return salted_hmac("asso_portal.login.hash", code, algorithm="sha256").hexdigest()
