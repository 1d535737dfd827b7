"""What the books say of a member: the account, and which of the documents they have."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.db.models import Model, Q

from ..models import Account, Outcome, Record, Snapshot
from ..records import canonical, digest
from ..united import Columns, United, part
from .documents import Document

Key = tuple[str, str]  # type and id
OF_SNAPSHOT = "snapshot__"
# As little as a page needs: it is read for each
OF_ACCOUNT = ("member", "number", "reference", "choices", "balance", "entries", "membership")
NAMES = ("type", "external_id")
WHOLE = 2  # the version of the contract from which on the account has all documents


@dataclass
class Books:
    """`served`: the number, revision and digest under which the feed last served each document."""

    account: Account | None
    served: dict[Key, tuple[int, int, str]]
    refused: set[Key]

    @classmethod
    def on(cls, member: str, keys: Collection[Key]) -> "Books":
        """Read in one query, so that account, numbers and refusals are of one moment."""
        accounts, records, outcomes = _tables().read(
            Account.is_shown_to(member), _named(keys), _named(keys)
        )
        served = {
            (row["type"], row["external_id"]): (row["seq"], row["rev"], row["digest"])
            for row in records
        }
        refused = {(row["type"], row["external_id"]) for row in outcomes}
        return cls(_account(accounts), served, refused)

    @property
    def are_whole(self) -> bool:
        """Whether the account has all documents, and not only the open ones."""
        return self.account is not None and self.account.snapshot.version >= WHOLE

    def refuse(self, document: Document) -> bool:
        return document.key in self.refused

    def have(self, document: Document) -> bool:
        """Whether they have the document as it stands here.

        Without a number in the snapshot there is nothing to compare with. They are then taken to
        have all that they do not refuse, but for what is missing in an account that is whole. The
        same goes where there is no account yet: the page then says nothing of any document.
        """
        if self.refuse(document):
            return False
        if self.are_whole and document.unbooked:
            return False
        last = self.account.snapshot.seq if self.account else None
        if last is None:
            return True
        seq, _, known = self.served.get(document.key, (None, None, None))
        return seq is not None and seq <= last and known == digest(canonical(document.data))

    def may_be_without(self, document: Document) -> bool:
        """Whether a document that is not in the account is unknown to the books.

        Where the account has the open ones only, a document that was served before in another form
        may be settled in that form: then nothing is said of its amount.
        """
        if self.are_whole:
            return True
        _, revision, _ = self.served.get(document.key, (None, 1, None))
        return self.account is not None and revision == 1 and not self.have(document)

    @property
    def are_certain(self) -> bool:
        """Whether a document that the books have, and do not list as open, is settled.

        Only if the snapshot says up to which change it goes, and the refusals have come.
        """
        return self.account.snapshot.judged and self.account.snapshot.seq is not None


@cache
def _tables() -> United:
    return United(
        (Account, _some(Account, *OF_ACCOUNT) | _of_snapshot()),
        (Record, _some(Record, *NAMES, "seq", "rev", "digest")),
        (Outcome, _some(Outcome, *NAMES)),
    )


def _account(rows: list[dict]) -> Account | None:
    for row in rows:
        account = Account(**{name: row[name] for name in OF_ACCOUNT})
        account.snapshot = Snapshot(**part(row, OF_SNAPSHOT))
        return account
    return None


def _of_snapshot() -> Columns:
    names = ("ledger", "as_of", "currency", "seq", "judged", "version", "bank_known_until")
    fields = _some(Snapshot, *names)
    return {OF_SNAPSHOT + name: field for name, field in fields.items()}


def _some(model: type[Model], *names: str) -> Columns:
    return {name: model._meta.get_field(name) for name in names}


def _named(keys: Collection[Key]) -> Q:
    """Of these documents, and perhaps of some others with the same ids."""
    return Q(type__in={kind for kind, _ in keys}, external_id__in={id for _, id in keys})
