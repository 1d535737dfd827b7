"""What the bridge calls: see doc/reference/contract.md.

Every argument and answer is text.  Each call is one transaction and may be repeated.
"""
import json
from contextlib import contextmanager

from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import savepoint
from ..bank import again
from ..changes import apply
from ..changes.batch import Change
from ..exceptions import FeedError
from ..feed.quarantine import reason
from ..feed.words import CONTRACT
from ..statements import statement
from . import batches, digests, people, planner, proof, snapshot
from .arguments import Call

ADMINISTRATORS = [('account', 'group_account_admin'), ('res', 'group_admin')]
# The names of their arguments say what form each has: see arguments.py
CALLS = {
    'hello': ['feed'],
    'busy': ['feed'],
    'begin': ['feed', 'owner'],
    'digests': ['feed', 'type', 'key', 'limit'],
    'apply': ['feed', 'batch'],
    'finish': ['feed', 'run', 'summary'],
    'snapshot': ['feed', 'run'],
    'statement': ['feed', 'run', 'base'],
    'renew_ledger': ['feed'],
    'ledger': ['feed', 'proven', 'after', 'limit'],
    'figures': ['feed'],
    'checked': ['feed', 'found'],
    'quarantine': ['feed'],
    'retry': ['feed', 'ids'],
    'set_aside': ['feed', 'ids', 'reason'],
    'bank': ['feed', 'file'],
    'owing': ['feed', 'day'],
    'outbox': ['feed', 'day_or_today'],
    'send_outbox': ['feed', 'day_or_today'],
    'bounces': ['feed', 'bounces'],
    'setup': ['values'],
    }
READING = {'hello', 'busy', 'digests', 'ledger', 'figures', 'quarantine'}


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update({
                name: Call(*names, readonly=name in READING)
                for name, names in CALLS.items()})

    @classmethod
    def is_caller_of(cls, *groups):
        "Whether the user is in one of the groups, or root."
        pool = Pool()
        ModelData = pool.get('ir.model.data')
        User = pool.get('res.user')
        return Transaction().user == 0 or not {
            ModelData.get_id(*group) for group in groups
            }.isdisjoint(User.get_groups())

    @classmethod
    def check_caller(cls, *groups):
        "Raise AccessError unless the user is in one of the groups, or root."
        if not cls.is_caller_of(*groups):
            raise AccessError(gettext('asso_members.msg_feed_access'))

    def check_user(self):
        "Raise AccessError if the caller is the bridge of another feed."
        if (self.user and self.user.id != Transaction().user
                and not self.is_caller_of(*ADMINISTRATORS)):
            raise AccessError(gettext(
                    'asso_members.msg_feed_user', feed=self.code))

    @classmethod
    @contextmanager
    def answering(cls, code):
        "Yield the feed in the context of its company; raise an error if the user may not call it."
        cls.check_caller(('asso_members', 'group_bridge'), *ADMINISTRATORS)
        with Transaction().set_context(_check_access=False):
            feeds = cls.search([('code', '=', code)])
            if not feeds:
                raise FeedError(gettext(
                        'asso_members.msg_feed_unknown', feed=code))
            feed, = feeds
            feed.check_user()
            Association = Pool().get('asso.association')
            with Association.of(feed.company).own_context():
                yield cls(feed.id)

    @classmethod
    def hello(cls, feed):
        Run = Pool().get('asso.feed.run')
        with cls.answering(feed) as feed:
            cutover = feed.association.cutover
            return json.dumps({
                    'contract': CONTRACT,
                    'feed': feed.code,
                    'company': feed.company.rec_name,
                    'currency': feed.company.currency.code,
                    'ledger': feed.epoch,
                    'asked': bool(feed.asked),
                    'whole': digests.is_again(feed),
                    'people': len(people.at_work()),
                    'language': Transaction().language,
                    'cursor': feed.cursor,
                    'cutover': cutover.isoformat() if cutover else None,
                    'generation': Run.next_generation(feed),
                    'counts': digests.counts(feed),
                    'quarantine': Pool().get('asso.quarantine').count_states(feed),
                    })

    @classmethod
    def busy(cls, feed):
        "Who keeps this feed from writing: who holds what posting needs, and who is at work."
        with cls.answering(feed):
            return json.dumps({'holders': people.holders(), 'people': people.at_work()})

    @classmethod
    def begin(cls, feed, owner):
        with cls.answering(feed) as feed:
            savepoint.begin()
            cls.lock([feed])
            savepoint.refuse_stale(feed)
            run = Pool().get('asso.feed.run').begin(feed, owner)
            feed.answer_asked()
            return json.dumps({'run': run.id})

    @classmethod
    def digests(cls, feed, type_, after, limit):
        with cls.answering(feed) as feed:
            return digests.page(feed, type_, after, int(limit))

    @classmethod
    def apply(cls, feed, batch):
        with cls.answering(feed) as feed:
            calendar = feed.association.lock_books()
            batch = batches.read(batch)
            run = None
            if not batch.get('dry_run'):
                planner.analyze()
                Run = Pool().get('asso.feed.run')
                run = Run.resume(feed, batch.get('run') or 0)
            answer, outcomes = feed.apply_changes(
                calendar, [batches.change(c) for c in batch['changes']], run)
            answer['people'] = len(people.at_work())
            if batch.get('dry_run'):
                Transaction().rollback()
            else:
                run.count(outcomes)
                cursor = batch.get('cursor')
                if cursor and cursor != feed.cursor:
                    feed.cursor = cursor
                    feed.save()
            return json.dumps(answer)

    def apply_changes(self, calendar, changes, run, last=False):
        "Apply the changes; return the contract's answer, and the outcomes that the run counts."
        loading = not Pool().get('asso.feed.run').any_done(self)
        with Transaction().set_context(_asso_first_load=loading):
            found = apply.apply(self, calendar, changes, run, last)
        sent = {change.key for change in changes}
        outcomes = [_outcome(change.key, found[change.key]) for change in changes]
        also = [
            _outcome(key, outcome) for key, outcome in found.items()
            if key not in sent]
        return {'outcomes': outcomes, 'also': also}, outcomes + [
            o for o in also if o['outcome'] == 'applied']

    @classmethod
    def finish(cls, feed, run, summary):
        with cls.answering(feed) as feed:
            Run = Pool().get('asso.feed.run')
            if Run.finished(feed, run):
                return json.dumps({})
            summary = json.loads(summary)
            run = Run.resume(feed, run)
            feed.retry_changes(Pool().get('asso.quarantine').to_try_last(feed))
            again.decide_again(feed.association)
            if not feed.association.income_booked:
                feed.association.book_income([feed.association])
            run.finish(
                summary['state'], summary.get('seconds'), summary.get('message'))
            return json.dumps({})

    @classmethod
    def snapshot(cls, feed, run):
        Run = Pool().get('asso.feed.run')
        with cls.answering(feed) as feed:
            generation = Run.next_generation(feed, int(run) if run else None)
            return snapshot.take(feed, generation)

    @classmethod
    def statement(cls, feed, run, base):
        Run = Pool().get('asso.feed.run')
        with cls.answering(feed) as feed:
            if not run:
                return statement.take_again(feed, Run.next_generation(feed))
            is_number = base.isdecimal() and len(base) < 10
            return statement.take(feed, int(run), int(base) if is_number else None)

    @classmethod
    def renew_ledger(cls, feed):
        "Begin a new epoch: generations from before a restore belong to another history."
        with cls.answering(feed) as feed:
            feed.epoch = cls.default_epoch()
            feed.save()
            Pool().get('asso.statement').forget(feed)
            return json.dumps({'ledger': feed.epoch})

    @classmethod
    def ledger(cls, feed, type_, after, limit):
        with cls.answering(feed) as feed:
            return json.dumps(proof.page(feed, type_, after, int(limit)))

    @classmethod
    def figures(cls, feed):
        with cls.answering(feed) as feed:
            return json.dumps(Pool().get('asso.figure').told(feed.company))

    @classmethod
    def checked(cls, feed, found):
        "Keep what the bridge found beside the portal; the same once."
        with cls.answering(feed) as feed:
            Pool().get('asso.feed.check').keep(feed, json.loads(found))
            return json.dumps({})

    @classmethod
    def quarantine(cls, feed):
        Quarantine = Pool().get('asso.quarantine')
        with cls.answering(feed) as feed:
            entries = Quarantine.search([('feed', '=', feed.id)])
            return json.dumps({'changes': [e.answer() for e in entries]})

    @classmethod
    def retry(cls, feed, ids):
        "Try these changes in quarantine again; if ids is [], all that are not set aside."
        Quarantine = Pool().get('asso.quarantine')
        with cls.answering(feed) as feed:
            domain = [('feed', '=', feed.id)]
            ids = [int(id_) for id_ in json.loads(ids)]
            domain.append(
                ('id', 'in', ids) if ids else ('state', '!=', 'set_aside'))
            return json.dumps(
                feed.retry_changes(Quarantine.search(domain)))

    def retry_changes(self, entries):
        """Apply entries of the quarantine again, in the books' own context; return the answer.

        A bill no longer waits for an offer or a subscription that is not there.
        """
        with self.association.own_context():
            feed = self.__class__(self.id)
            calendar = feed.association.lock_books()
            changes = [Change(**entry.change(), sent=False) for entry in entries]
            answer, _ = feed.apply_changes(calendar, changes, None, last=True)
            return answer

    @classmethod
    def set_aside(cls, feed, ids, reason):
        Quarantine = Pool().get('asso.quarantine')
        with cls.answering(feed) as feed:
            entries = Quarantine.search([
                    ('feed', '=', feed.id),
                    ('id', 'in', [int(id_) for id_ in json.loads(ids)]),
                    ])
            Quarantine.put_aside(entries, reason)
            return json.dumps({'count': len(entries)})

    @classmethod
    def setup(cls, values):
        "Set an association up; see doc/reference/settings.md."
        Association = Pool().get('asso.association.setup.start')
        return json.dumps(Association.set_up(json.loads(values)))


def _outcome(key, outcome):
    type_, id_ = key
    answer = {'type': type_, 'id': id_, 'outcome': outcome.name}
    if outcome.name == 'set_aside':
        answer['outcome'] = 'refused'
    if outcome.refusal:
        answer['code'] = outcome.refusal.code
        answer['reason'] = reason(outcome.refusal)
    return answer
