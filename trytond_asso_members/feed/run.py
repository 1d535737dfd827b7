"""The log of a feed: one record for each run of the bridge."""
import datetime as dt
from decimal import Decimal

from sql import Null
from sql.aggregate import Max
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..exceptions import FeedBusyError
from .uncopied import Uncopied

LEASE = dt.timedelta(minutes=10)


class Run(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.feed.run'

    feed = fields.Many2One(
        'asso.feed', "Feed", required=True, readonly=True, ondelete='CASCADE')
    owner = fields.Char("Owner", readonly=True)
    state = fields.Selection([
            ('running', "Running"),
            ('done', "Done"),
            ('failed', "Failed"),
            ('interrupted', "Interrupted"),
            ], "State", required=True, readonly=True, sort=False)
    started = fields.DateTime("Started", readonly=True)
    last_seen = fields.DateTime("Last Seen", readonly=True)
    ended = fields.DateTime("Ended", readonly=True)
    applied = fields.Integer("Applied", readonly=True)
    unchanged = fields.Integer("Unchanged", readonly=True)
    skipped = fields.Integer("Skipped", readonly=True)
    refused = fields.Integer("Refused", readonly=True)
    waiting = fields.Integer("Waiting", readonly=True)
    seconds = fields.Numeric("Seconds", digits=(12, 1), readonly=True)
    generation = fields.Integer(
        "Generation", readonly=True,
        help="The generation of the snapshot that was handed out.")
    stated_since = fields.Timestamp(
        "Stated Since", readonly=True,
        help="The statement of this run has all that was written before.")
    message = fields.Text("Message", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (t.feed, Index.Range()), (t.generation, Index.Range())))
        cls._order = [('id', 'DESC')]

    def get_rec_name(self, name):
        return f'{self.feed.rec_name} {self.id}'

    @classmethod
    def begin(cls, feed, owner):
        """Open a run and return it.

        Runs that are still open are closed as interrupted; raise FeedBusyError
        if one of them is another owner's and was seen in the last ten minutes.
        """
        now = dt.datetime.now()
        open_runs = cls.search([
                ('feed', '=', feed.id),
                ('state', '=', 'running'),
                ])
        for run in open_runs:
            # One far in the future is of a clock that was wrong
            if run.owner != owner and abs(now - run.last_seen) < LEASE:
                raise FeedBusyError(gettext(
                        'asso_members.msg_feed_busy',
                        feed=feed.rec_name, owner=run.owner))
        if open_runs:
            cls.write(open_runs, {'state': 'interrupted', 'ended': now})
        run, = cls.create([{
                    'feed': feed.id,
                    'owner': owner,
                    'state': 'running',
                    'started': now,
                    'last_seen': now,
                    'applied': 0, 'unchanged': 0, 'skipped': 0,
                    'refused': 0, 'waiting': 0,
                    }])
        return run

    @classmethod
    def resume(cls, feed, run_id):
        "Return the run; raise FeedBusyError if it is no longer open."
        runs = cls.search([
                ('id', '=', int(run_id or 0)),
                ('feed', '=', feed.id),
                ('state', '=', 'running'),
                ])
        if not runs:
            raise FeedBusyError(gettext(
                    'asso_members.msg_feed_run_over', feed=feed.rec_name))
        return runs[0]

    @classmethod
    def finished(cls, feed, run_id):
        "Whether the run is finished already, as when the answer was lost."
        return bool(cls.search([
                    ('id', '=', int(run_id or 0)),
                    ('feed', '=', feed.id),
                    ('state', 'in', ['done', 'failed']),
                    ], limit=1))

    def count(self, outcomes):
        "Add the outcomes of a batch to the figures of the run."
        for outcome in outcomes:
            name = outcome['outcome']
            setattr(self, name, getattr(self, name) + 1)
        self.last_seen = dt.datetime.now()
        self.save()

    def finish(self, state, seconds, message):
        "Close the run; `refused` and `waiting` now say what is left in quarantine."
        Quarantine = Pool().get('asso.quarantine')
        entries = Quarantine.count_states(self.feed)
        self.state = state
        self.seconds = Decimal(str(seconds or 0)).quantize(Decimal('0.1'))
        self.message = message or None
        self.refused = entries.get('refused', 0)
        self.waiting = entries.get('waiting', 0)
        self.ended = self.last_seen = dt.datetime.now()
        self.save()

    @classmethod
    def any_done(cls, feed):
        "Whether a run of the feed was ever done.  Until then, all that it sends is the first load."
        return bool(cls.search([('feed', '=', feed.id), ('state', '=', 'done')], limit=1))

    @classmethod
    def next_generation(cls, feed, run_id=None):
        """Return the generation of a snapshot taken now.

        A run gets a new one, and the same when it asks again; without a run it is the
        last one given, or 0.  Raise FeedBusyError for a run that the feed has not.
        """
        cursor = Transaction().connection.cursor()
        table = cls.__table__()
        cursor.execute(*table.select(
                Max(table.generation), where=table.feed == feed.id))
        last = cursor.fetchone()[0] or 0
        if run_id is None:
            return last
        runs = cls.search([('id', '=', run_id), ('feed', '=', feed.id)])
        if not runs:
            raise FeedBusyError(gettext(
                    'asso_members.msg_feed_run_over', feed=feed.rec_name))
        run, = runs
        if run.generation is None:
            run.generation = last + 1
            run.save()
        return run.generation

    @classmethod
    def had_statement(cls, feed, generation):
        "Whether a statement of this generation was handed out."
        return bool(cls.search([
                    ('feed', '=', feed.id),
                    ('generation', '=', generation),
                    ('stated_since', '!=', None),
                    ], limit=1))

    @classmethod
    def last_statement(cls, feed):
        "Return the moment since which writings may be missing from the last statement, or None."
        runs = cls.search([
                ('feed', '=', feed.id),
                ('stated_since', '!=', None),
                ], order=[('generation', 'DESC')], limit=1)
        return runs[0].stated_since if runs else None

    @classmethod
    def forget_statements(cls, feed):
        table = cls.__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.stated_since], [Null],
                where=(table.feed == feed.id) & (table.stated_since != Null)))
