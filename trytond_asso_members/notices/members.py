"""Events of members and their subscriptions, whoever enters them."""
from trytond.pool import Pool, PoolMeta

from .. import bulk
from .event import Event


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    @classmethod
    def on_modification(cls, mode, members, field_names=None):
        super().on_modification(mode, members, field_names=field_names)
        if mode == 'create':
            Pool().get('asso.notice').note(
                _joined(member, member.joined) for member in members
                if member.status == 'member' and not member.left)

    @classmethod
    def on_write(cls, members, values):
        after = super().on_write(members, values)
        if {'status', 'left'} & values.keys():
            before = [(member.id, member.status, member.left) for member in members]
            after.append(lambda: Pool().get('asso.notice').note(_changed(before)))
        return after

    @classmethod
    def merge(cls, source, destination):
        "What was said of the one is the other's, beside what was said of that one."
        Notice = Pool().get('asso.notice')
        for notice in Notice.search([('record', '=', str(source))]):
            notice.record = destination
            notice.occurrence = f'{source.number} {notice.occurrence}'
            notice.save()
        super().merge(source, destination)


def _changed(before):
    "Yield the events of members of whom [(id, status, last day)] was so before."
    for id_, status, left in before:
        member = Pool().get('asso.member')(id_)
        if member.left and member.left != left:
            yield _left(member, member.left)
        elif member.status == 'member' != status:
            # Who comes back has joined before
            yield _joined(member, None if left else member.joined)
        elif status == 'member' != member.status and member.status != 'pending':
            yield _left(member, member.left)


def _joined(member, day):
    return _of_member(member, 'member.joined', day)


def _left(member, day):
    return _of_member(member, 'member.left', day)


def _of_member(member, kind, day):
    day = day or Pool().get('ir.date').today()
    return Event(
        member.company.id, kind, bulk.reference('asso.member', member.id), member.party.id,
        day, occurrence=day.isoformat())


class Subscription(metaclass=PoolMeta):
    __name__ = 'asso.subscription'

    @classmethod
    def on_modification(cls, mode, subscriptions, field_names=None):
        super().on_modification(mode, subscriptions, field_names=field_names)
        if mode != 'delete':
            Pool().get('asso.notice').note(_began_or_ended(subscriptions, field_names))


def _began_or_ended(subscriptions, names):
    "Yield the events of the subscriptions, which were made, or of which these fields were written."
    for subscription in subscriptions:
        if subscription.draft:
            continue
        if names is None or 'draft' in names:
            yield from _of(subscription, 'subscription.started', subscription.start)
        if subscription.end and (names is None or {'draft', 'end'} & set(names)):
            # Another end is said again
            yield from _of(
                subscription, 'subscription.ended', subscription.end,
                subscription.end.isoformat())


def _of(subscription, kind, day, occurrence=''):
    "The event, but for a membership: joining and leaving say that."
    if subscription.offer.kind != 'membership_fee':
        yield Event(
            subscription.company.id, kind, bulk.reference('asso.subscription', subscription.id),
            subscription.member.party.id, day, occurrence=occurrence)


class Suspension(metaclass=PoolMeta):
    __name__ = 'asso.subscription.suspension'

    @classmethod
    def on_modification(cls, mode, suspensions, field_names=None):
        super().on_modification(mode, suspensions, field_names=field_names)
        if mode != 'delete':
            Pool().get('asso.notice').note(_suspended(suspensions))


def _suspended(suspensions):
    for suspension in suspensions:
        subscription, day = suspension.subscription, suspension.first_day
        if not subscription.draft:
            yield from _of(subscription, 'subscription.suspended', day, day.isoformat())
