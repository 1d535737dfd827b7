"""The keys to the API."""

import hashlib
import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..moments import Moment, now

SCOPES = ("changes:read", "balances:write", "outcomes:write", "bank:carry")
ALIVE = 2  # of one name: the old one still works until the new one is in its place


class TooManyTokens(Exception):
    """Two of this name are alive."""


class Living(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(expires__gt=now())


class Token(models.Model):
    """Only the hash is kept: the token itself is shown once, when it is made."""

    name = models.CharField(max_length=64)
    prefix = models.CharField(max_length=16, unique=True)
    hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created = Moment(default=timezone.now)
    expires = Moment()
    last_used = Moment(null=True)

    objects = models.Manager()
    alive = Living()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.name} ({self.prefix})"

    @classmethod
    def issue(cls, name, scopes, lifetime):
        """A new token and its text, which is not kept; raises TooManyTokens if two are alive."""
        if cls.alive.filter(name=name).count() >= ALIVE:
            raise TooManyTokens(name)
        prefix = f"asso_{secrets.token_hex(4)}"
        text = f"{prefix}_{secrets.token_urlsafe(32)}"
        token = cls.objects.create(
            name=name,
            prefix=prefix,
            hash=_hash_of(text),
            scopes=[scope for scope in SCOPES if scope in scopes],
            expires=now() + lifetime,
        )
        return token, text

    @classmethod
    def of(cls, text):
        """The living token of this text, or None."""
        prefix = "_".join(text.split("_")[:2])
        token = cls.alive.filter(prefix=prefix).first()
        if token and secrets.compare_digest(token.hash, _hash_of(text)):
            return token
        return None

    def note_use(self, every):
        """Keep when it was last used, to within `every`, so that reading seldom writes."""
        used = now()
        unnoted = Q(last_used=None) | Q(last_used__lt=used - every)
        Token.objects.filter(unnoted, pk=self.pk).update(last_used=used)

    def revoke(self):
        self.expires = now()
        self.save(update_fields=["expires"])


def _hash_of(text):
    return hashlib.sha256(text.encode()).hexdigest()
