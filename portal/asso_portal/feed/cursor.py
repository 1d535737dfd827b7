"""The cursor: how far a reader has read, signed, and opaque to it."""

from typing import NamedTuple

from django.core import signing

from ..models import Feed, Issued
from ..records import NO_DIGEST

SALT = "asso_portal.cursor"


class Unreadable(Exception):
    """A text that this site did not give as a cursor."""


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
        """The cursor of this text; raises Unreadable if the site did not sign it."""
        try:
            return cls(*signing.loads(text, salt=SALT))
        except (signing.BadSignature, TypeError):
            raise Unreadable(text) from None

    def __str__(self) -> str:
        return signing.dumps(tuple(self), salt=SALT)

    def is_known(self, feed: Feed | None) -> bool:
        """Whether this database gave it; one that was restored from a backup may not have."""
        if feed is None or str(feed.epoch) != self.epoch:
            return False
        return (
            self.chain == NO_DIGEST
            or Issued.objects.filter(seq=self.seq, chain=self.chain).exists()
        )


def seq_of(text: str | None) -> int | None:
    """The number of the last change before this cursor; None if this database did not give it."""
    try:
        cursor = Cursor.read(text or "")
    except Unreadable:
        return None
    return cursor.seq if cursor.is_known(Feed.objects.first()) else None
