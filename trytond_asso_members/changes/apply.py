"""How a batch of changes is applied: one transaction, nothing lost, nothing twice.

Read from the top: what is unchanged is left alone; what was waiting for something in
this batch joins it; then all is booked in one go.  If that fails, the changes to blame
are named, or found by halving, and go to the quarantine; the others are applied.
"""
import logging
from functools import partial

from trytond.exceptions import UserError, UserWarning
from trytond.pool import Pool

from .. import bulk, savepoint
from ..exceptions import Guilty, Refusal
from ..feed.quarantine import keep
from ..settlement import settle
from . import new_bills, payments, posted_bills, records, register
from .batch import Batch, Change, Outcome, bindings

logger = logging.getLogger(__name__)


def apply(feed, calendar, changes, run=None, last=False):
    """Apply the changes; return {(type, id): Outcome}.

    The outcomes of changes that joined from the quarantine are among them.
    The `last` try of a run does not wait for what only informs.
    Applying the same again changes nothing and says so.  Errors of locks and of the
    database itself are raised: trying again may help.
    """
    outcomes = {}
    changes = _latest(changes)
    _read_state(feed, changes)
    todo = []
    for change in changes:
        if _is_unchanged(change):
            outcomes[change.key] = Outcome('unchanged')
        elif change.entry and change.entry.state == 'set_aside' and (
                change.entry.digest == change.digest) and change.sent:
            outcomes[change.key] = Outcome('set_aside')
        else:
            todo.append(change)
    readable = [c for c in todo if _read(c, outcomes)]
    joined = _joining(feed, readable, outcomes)
    readable += [c for c in joined if c.key not in outcomes]
    outcomes.update(_attempt(
            partial(Batch, feed, run, calendar, last=last), readable))
    by_key = {c.key: c for c in [*changes, *joined]}
    _write_quarantine(feed, by_key, outcomes)
    return outcomes


def _latest(changes):
    "Keep only the last change of each record."
    return list({change.key: change for change in changes}.values())


def _read_state(feed, changes):
    if not changes:
        return
    Quarantine = Pool().get('asso.quarantine')
    known = bindings(feed, {c.key for c in changes})
    entries = {
        (e.type, e.external_id): e for e in Quarantine.search([
                ('feed', '=', feed.id),
                ('external_id', 'in', list({c.id for c in changes})),
                ], order=[])}
    for change in changes:
        change.bound = known.get(change.key)
        change.entry = entries.get(change.key)


def _is_unchanged(change):
    if change.op == 'delete':
        return not change.binding
    return bool(
        change.op == 'upsert' and change.binding
        and change.binding.digest == change.digest)


def _joining(feed, changes, outcomes):
    "Read the changes in quarantine that need one of these, those that need one of them, and so on."
    Need = Pool().get('asso.quarantine.need')
    seen = {c.key for c in changes}
    joined, fresh = [], changes
    while fresh:
        wanted = {c.key for c in fresh} | _touched_bills(fresh)
        fresh = [
            Change(**entry.change(), sent=False) for entry in Need.waiting(feed, wanted)
            if (entry.type, entry.external_id) not in seen]
        _read_state(feed, fresh)
        seen.update(c.key for c in fresh)
        joined.extend(fresh)
        fresh = [c for c in fresh if _read(c, outcomes)]
    return joined


def _touched_bills(changes):
    "The bills that the payments among the changes are to pay, or have ever paid."
    pool = Pool()
    changes = [c for c in changes if c.type in {'payment', 'credit_note'}]
    bills = {
        ('bill', share.bill)
        for change in changes if change.record
        for share in change.record.allocations or []}
    log = pool.get('asso.allocation').__table__()
    binding = pool.get('asso.binding').__table__()
    rows = bulk.select_among(
        lambda where: log
        .join(binding, condition=(
                binding.record == bulk.reference('account.invoice', log.bill)))
        .select(
            binding.external_id, where=where, group_by=binding.external_id),
        log.payment, [c.bound.record for c in changes if c.bound])
    return bills | {('bill', external) for external, in rows}


def _read(change, outcomes):
    "Read the record of the change; refuse what cannot be read."
    try:
        if change.op == 'unreadable':
            raise records.problem(change.content)
        if change.op == 'upsert':
            change.record = records.read(
                change.type, change.id, change.content)
    except Refusal as refusal:
        outcomes[change.key] = Outcome('refused', refusal)
        return False
    return True


def _attempt(new_batch, changes, refused=None):
    "Book the changes as a new batch, within a savepoint; return their outcomes."
    refused = dict(refused or {})
    while True:
        if not changes:
            return {c.key: Outcome('refused', r) for c, r in refused.items()}
        try:
            for change in changes:
                change.moved, change.without = False, None
            with savepoint.savepoint():
                batch = new_batch([c for c in changes if c not in refused])
                _book(batch)
        except Guilty as guilty:
            if guilty.refusals.keys().isdisjoint(changes):
                # It blames none of our changes: leaving out the guilty would never end
                return _halve(new_batch, changes, refused, guilty)
            refused.update(guilty.refusals)
            continue
        except savepoint.BUSY:
            raise
        except Exception as exception:
            return _halve(new_batch, changes, refused, exception)
        outcomes = batch.outcomes
        outcomes.update(
            (c.key, Outcome('refused', r)) for c, r in refused.items())
        return outcomes


def _halve(new_batch, changes, refused, exception):
    "Try each half by itself; a change that fails alone is to blame."
    changes = [c for c in changes if c not in refused]
    outcomes = {c.key: Outcome('refused', r) for c, r in refused.items()}
    if len(changes) == 1:
        change, = changes
        outcomes[change.key] = Outcome('refused', _unforeseen(change, exception))
        return outcomes
    half = len(changes) // 2
    for part in [changes[:half], changes[half:]]:
        outcomes.update(_attempt(new_batch, part))
    return outcomes


def _unforeseen(change, exception):
    if isinstance(exception, Refusal):
        return exception
    if isinstance(exception, (UserError, UserWarning)):
        return Refusal('tryton', error=exception.message)
    logger.error(
        "%s %s cannot be applied", *change.key, exc_info=exception)
    return Refusal('unforeseen', error=repr(exception)[:500])


def _book(batch):
    """Book the batch in a fixed order.

    Deleted payments, which free their bills; what is new or changed, each after what it
    refers to; deleted bills, whose payments are then free; what is deactivated.
    """
    _step(batch, payments.delete, 'delete', 'payment', 'credit_note')
    _step(batch, register.offers, 'upsert', 'offer')
    _step(batch, register.members, 'upsert', 'member')
    _step(batch, register.subscriptions, 'upsert', 'subscription')
    _step(batch, new_bills.bills, 'upsert', 'bill')
    _step(batch, payments.credits, 'upsert', 'credit_note', 'payment')
    settle.settle(batch)
    _step(batch, posted_bills.delete, 'delete', 'bill')
    settle.settle(batch)
    _step(batch, register.deactivate, 'delete', 'subscription', 'member', 'offer')
    batch.write_bindings()


def _step(batch, step, op, *types):
    changes = [change for type_ in types for change in batch.take(type_, op)]
    if changes:
        step(batch, changes)


def _write_quarantine(feed, changes, outcomes):
    "Keep what was refused, with its reason; drop what has been dealt with."
    Quarantine = Pool().get('asso.quarantine')
    gone = []
    for key, outcome in outcomes.items():
        change = changes[key]
        if outcome.refusal:
            keep(feed, change, outcome)
        elif change.entry and outcome.name != 'set_aside':
            gone.append(change.entry)
    Quarantine.delete(gone)
