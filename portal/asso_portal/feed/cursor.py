"""The cursor: how far a reader has read, signed, and opaque to it."""

from typing import NamedTuple

from django.core import signing

from ..models import Feed, Issued
from ..records import NO_DIGEST
from .problems import Problem

SALT = "asso_portal.cursor"


class Cursor(NamedTuple):
    """`chain` is the digest of all changes up to `seq`."""

    epoch: str
    seq: int
    chain: str

    @classmethod
    def of(cls, feed: Feed, seq: int) -> "Cursor":
        chain = Issued.objects.get(seq=seq).chain if seq else NO_DIGEST
        return cls(str(feed.epoch), seq, chain)

    @classmethod
    def read(cls, text: str) -> "Cursor":
        try:
            return cls(*signing.loads(text, salt=SALT))
        except (signing.BadSignature, TypeError):
            raise Problem(
                400,
                "cursor-invalid",
                "The cursor was not given by this site",
                "Its SECRET_KEY may have changed. Begin again without a cursor.",
            ) from None

    def __str__(self) -> str:
        return signing.dumps(tuple(self), salt=SALT)

    def demand_known(self, feed: Feed) -> None:
        """Refuse a cursor of a past that this database does not share."""
        known = Issued.objects.filter(seq=self.seq, chain=self.chain).exists()
        if str(feed.epoch) != self.epoch or not (known or self.chain == NO_DIGEST):
            raise Problem(
                409,
                "epoch-changed",
                "The site's database is not the one that gave this cursor",
                "It may have been restored from a backup. Compare the two sides, "
                "then begin again without a cursor.",
            )
