"""The feed of changes: what may have changed, what was served of it, and in which order."""

import uuid

from django.db import models

from ..records import NO_DIGEST


class Mark(models.Model):
    """Written by the triggers: this record of this source may have changed.

    Without a key: any of the source may have. Only the sequencer deletes marks.
    """

    source = models.CharField(max_length=64)
    key = models.CharField(max_length=64, null=True)

    class Meta:
        default_permissions = ()


class Feed(models.Model):
    """The one row that the sequencer holds locked while it gives numbers."""

    epoch = models.UUIDField(default=uuid.uuid4)
    seq = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64, default=NO_DIGEST)
    # Something may have changed without a mark, as there were no triggers
    stale = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()


class Record(models.Model):
    """The last state that was given a number; `content` is the canonical JSON of its data."""

    type = models.CharField(max_length=32)
    external_id = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    seq = models.BigIntegerField(unique=True)
    rev = models.IntegerField()
    deleted = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    content = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["type", "external_id"], name="asso_portal_record_once")
        ]
        indexes = [models.Index(fields=["source", "key"], name="asso_portal_record_origin")]


class Issued(models.Model):
    """Every number ever given, with the digest of all changes up to it.

    It proves that a cursor was given by this database, and not by one that a backup has replaced.
    """

    seq = models.BigIntegerField(primary_key=True)
    chain = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
