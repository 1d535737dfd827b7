"""What was told of each member last, so that only what differs is told again."""
from dataclasses import dataclass
from decimal import Decimal

from sql import Null
from trytond.model import Index, ModelSQL, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..feed.uncopied import Uncopied


@dataclass
class Row:
    "A row of the model; `id` is None for one that is not stored yet."
    member: int | None
    digest: str | None = None
    balance: Decimal | None = None
    generation: int = 0
    digest_before: str | None = None
    generation_before: int = 0
    id: int | None = None
    is_changed: bool = False

    def at(self, base):
        "The digest as of a generation, or None if the member was not there."
        return self.digest if self.generation <= base else self.digest_before

    def knows(self, base):
        return self.generation <= base or self.generation_before <= base

    def tell(self, digest, balance, generation):
        """Note what is told now.

        Told again in the same generation, what was before stays that of the generation before.
        """
        if digest != self.digest:
            if self.generation < generation:
                self.digest_before, self.generation_before = self.digest, self.generation
            self.generation = generation
        self.is_changed = (self.digest, self.balance) != (digest, balance)
        self.digest, self.balance = digest, balance


STORED = [
    'member', 'digest', 'balance', 'generation', 'digest_before', 'generation_before']


class Statement(Uncopied, ModelSQL):
    __name__ = 'asso.statement'

    feed = fields.Many2One('asso.feed', "Feed", required=True, ondelete='CASCADE')
    member = fields.Many2One(
        'asso.member', "Member", ondelete='SET NULL', help="Empty for one that is no more.")
    digest = fields.Char("Digest", help="Empty for a member that is no more.")
    balance = fields.Numeric(
        "Balance", digits=(16, 2), help="Empty for what is to be read again.")
    generation = fields.Integer(
        "Generation", required=True,
        help="The generation of the statement in which it last changed.")
    digest_before = fields.Char("Digest Before")
    generation_before = fields.Integer(
        "Generation Before", required=True,
        help="The generation since which the digest before held; 0 for a member that was not "
        "there.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.feed, Index.Range())))

    @classmethod
    def __register__(cls, module):
        "Have a new release tell every member again: it may tell more, though no row has changed."
        super().__register__(module)
        table = cls.__table__()
        Transaction().connection.cursor().execute(*table.update([table.balance], [Null]))

    @classmethod
    def written_since(cls, moment):
        """Return queries of parties: those with rows, known only to others, written since then.

        `moment` is as the rows have it.  Another module or room may add some.
        """
        return []

    @classmethod
    def parties_beside(cls, parties):
        """The parties of whom another thing may be told because of what these parties have done.

        Another module or room may add some.
        """
        return set()

    @classmethod
    def agreements(cls, company):
        """What the company's members pay otherwise than by the due dates of their bills.

        Pairs of bills (ids, in the order in which they are paid) and [(day, amount)] by day.
        Another module or room may add some.
        """
        return []

    @classmethod
    def choosing(cls, association, members):
        """Return {member: where it chooses which messages it gets}, of these ids.

        Nothing, unless a room that sends messages adds some.
        """
        return {}

    @classmethod
    def of(cls, feed):
        "Return {id of the member: Row}; those of members that are no more have negative ids."
        table = cls.__table__()
        rows = {}
        for *values, id_ in bulk.select(table.select(
                *(getattr(table, name) for name in STORED), table.id,
                where=table.feed == feed.id)):
            row = Row(*values, id=id_)
            if row.balance is not None:
                row.balance = bulk.money(row.balance)
            rows[row.member or -id_] = row
        return rows

    @classmethod
    def store(cls, feed, rows):
        "Put those of the rows that have changed in the place of what was stored of them."
        changed = [row for row in rows if row.is_changed]
        bulk.delete('asso.statement', [row.id for row in changed if row.id])
        bulk.insert('asso.statement', [
                {'feed': feed.id, **{name: getattr(row, name) for name in STORED}}
                for row in changed])

    @classmethod
    def forget(cls, feed):
        "Forget what was told: the next statement is the whole."
        bulk.delete('asso.statement', [row.id for row in cls.of(feed).values()])
        Pool().get('asso.feed.run').forget_statements(feed)


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def to_erase(self, party_id):
        "What is erased is told again, though Tryton leaves no date where it erases."
        Statement = Pool().get('asso.statement')
        return super().to_erase(party_id) + [
            (Statement, [('member.party', '=', party_id)], False, ['balance'], [None])]
