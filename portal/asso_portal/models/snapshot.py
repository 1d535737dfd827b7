"""The balances as the books have them, one generation whole."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..moments import Moment


class Snapshot(models.Model):
    """One generation; its members' accounts have the balances. Only the current one is shown.

    `seq`: the number of the last change of this site that the books had; None if the bridge did
    not say, or named a cursor that this database did not give. `judged`: whether the refusals that
    go with it have come; until then what is not open may be settled or refused. `version`: of the
    contract; from 2 on, the accounts have all documents and not only the open ones.
    """

    ledger = models.CharField(max_length=64)
    generation = models.BigIntegerField()
    as_of = Moment()
    currency = models.CharField(max_length=3)
    count = models.IntegerField()
    total = models.DecimalField(max_digits=20, decimal_places=2)
    digest = models.CharField(max_length=64)
    received = Moment()
    seq = models.BigIntegerField(null=True)
    judged = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    bank_known_until = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("view_situation", _("Can see any member's situation"))]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "generation"], name="asso_portal_generation_once"
            )
        ]


class Account(models.Model):
    """A member's balance (positive: ahead) and entries, in the contract's form.

    In version 1 of the contract the entries are the open ones, from version 2 on all of them.
    `reference`: what the member may write on a transfer, "" if the ledger gives none. `choices`:
    where the member chooses which messages the association sends, "" if there is no such page.
    `member` is None for one whom the ledger alone knows, `digest` that of the contract's version 2.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="accounts")
    member = models.CharField(max_length=64, null=True)
    number = models.CharField(max_length=255)
    reference = models.CharField(max_length=25, default="")
    choices = models.CharField(max_length=1000, default="")
    balance = models.DecimalField(max_digits=20, decimal_places=2)
    entries = models.JSONField()
    membership = models.JSONField(null=True)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "member"], name="asso_portal_account_once")
        ]
        # All that a difference is compared by, beside the long entries and not behind them
        indexes = [
            models.Index(
                fields=["snapshot", "digest", "balance"], name="asso_portal_account_digests"
            )
        ]

    @staticmethod
    def is_shown_to(member):
        """The condition for the member's account in the current snapshot.

        None is no member: it finds none of the accounts that the ledger alone knows.
        """
        return models.Q(snapshot__pointer__pk=Pointer.ONLY, member=member, member__isnull=False)


class Pointer(models.Model):
    """The one row that says which snapshot is current; its first writer makes the others wait."""

    ONLY = 1

    snapshot = models.OneToOneField(Snapshot, null=True, on_delete=models.SET_NULL)
    turns = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    @classmethod
    def lock(cls):
        """The pointer, held until the transaction ends.

        It is written before it is read, so that on SQLite too the next one waits rather than fails.
        """
        turn = {"turns": models.F("turns") + 1}
        if not cls.objects.filter(pk=cls.ONLY).update(**turn):
            cls.objects.get_or_create(pk=cls.ONLY)
            cls.objects.filter(pk=cls.ONLY).update(**turn)
        return cls.objects.select_related("snapshot").get(pk=cls.ONLY)


class Chunk(models.Model):
    """A part of a snapshot or statement that has not come whole yet.

    `content` has `members` and `unmatched`: as they were sent in version 1 of the contract, from
    version 2 on as the columns of accounts.
    """

    version = models.IntegerField(default=1)
    ledger = models.CharField(max_length=64)
    generation = models.BigIntegerField()
    number = models.IntegerField()
    content = models.JSONField()
    received = Moment(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "generation", "number"], name="asso_portal_chunk_once"
            )
        ]
