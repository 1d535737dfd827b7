"""In what context a feed books, under which locks, and what does not let it write by sets."""
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction

from .. import guard, savepoint
from ..books.moves import sequences
from ..books.periods import Calendar
from ..bulk import fill


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    by_sets = fields.Boolean(
        "Write by Sets",
        help="Uncheck to have every document written by Tryton's own way: "
        "the books are the same, and it takes many times as long.")
    own_way = fields.Function(fields.Text(
            "Not by Sets", states={'invisible': ~Bool(Eval('own_way'))},
            help="What hooks into the models that the feed writes, each with the model: "
            "these are written by Tryton's own way."),
        'get_own_way')

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        fill(cls, 'by_sets', cls.default_by_sets)

    @staticmethod
    def default_by_sets():
        return True

    @classmethod
    def get_own_way(cls, feeds, name):
        return dict.fromkeys((f.id for f in feeds), '\n'.join(guard.found()))

    def own_context(self):
        "The context in which the feed's documents are booked."
        language = self.company.party.lang
        context = {} if self.by_sets else {'_asso_own_way': True}
        return Transaction().set_context(
            company=self.company.id, _check_access=False, _skip_warnings=True,
            language=language.code if language else Transaction().language, **context)

    def lock_books(self):
        """Take the locks that posting needs, before any work and in one order.

        Return the calendar of the company.  The sequences are locked together, so
        the transaction starts again once at most; two batches of a feed never run at
        a time, as both need its sequence of bills.
        """
        pool = Pool()
        Sequence = pool.get('ir.sequence.strict')
        savepoint.begin()
        calendar = Calendar(self.company)
        Sequence.lock(sequences(
                calendar, self.sequence_bill, self.sequence_credit_note))
        return calendar
