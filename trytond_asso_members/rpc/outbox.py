"""What members are told, for the bridge: looked at, or sent."""
import datetime as dt
import json

from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..notices import calling, composing, digest, sending
from ..notices.returned import address_of
from ..statements.members import members
from .arguments import wrong

SECONDS = 20  # of one call


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    @classmethod
    def outbox(cls, feed, day):
        with cls.answering(feed) as feed:
            return json.dumps(look(feed, day_of(day)))

    @classmethod
    def send_outbox(cls, feed, day):
        with cls.answering(feed) as feed:
            return json.dumps(send(feed, day_of(day)))


def day_of(text):
    "The day that the text names; today, if it names none."
    return dt.date.fromisoformat(text) if text else Pool().get('ir.date').today()


def look(feed, day):
    """What would be said as of the day, with what was said of the events of the day.

    It is put into words, and all is rolled back.
    """
    association = feed.association
    if not association.messages_since:
        return _answer(feed)
    association.note_deadlines(day)
    of_day = _of_day(association, day)
    due, calls = _due(association) | of_day, _calls(association, of_day)
    while composing.compose(association, day) is not None:
        pass
    digest.compose(association, day)
    answer = _answer(feed, due, calls)
    Transaction().rollback()
    return answer


def send(feed, day):
    "Send for so many SECONDS; answer with all that was due, and whether there is more to send."
    if day and day > Pool().get('ir.date').today():
        raise wrong('day_or_today', 'a day that has come: nothing is sent before its day')
    association = feed.association
    if not association.messages_since:
        return _answer(feed, more=False)
    association.note_deadlines(day)
    Transaction().commit()
    due, calls = _due(association), _calls(association)
    more = sending.send(association, day, SECONDS)
    more |= calling.call(association, SECONDS)
    return _answer(feed, due, calls, more=more)


def _answer(feed, notices=(), calls=(), **others):
    pool = Pool()
    notices = pool.get('asso.notice').browse(sorted(notices))
    calls = pool.get('asso.hook.call').browse(sorted(calls))
    known = {m.party: m for m in members(feed, {
                one.party.id for one in [*notices, *calls] if one.party})}
    association = feed.association
    return {
        'messages': [
            _row(notice, known.get(_id(notice.party)), association) for notice in notices],
        'hooks': [
            _call(call, known.get(_id(call.party)), association.messages_held)
            for call in calls],
        **others}


def _due(association):
    return {n.id for n in Pool().get('asso.notice').search([
                ('company', '=', association.company.id), ('state', '=', 'due')])}


def _of_day(association, day):
    return {n.id for n in Pool().get('asso.notice').search([
                ('company', '=', association.company.id), ('day', '=', day)])}


def _calls(association, notices=()):
    "The calls of hooks that are due, and those of these notices."
    return {c.id for c in Pool().get('asso.hook.call').search([
                ('hook.company', '=', association.company.id), ('hook.active', '=', True),
                ['OR', ('state', '=', 'due'), ('notice', 'in', list(notices))]])}


def _id(party):
    return party.id if party else None


def _call(call, member, held):
    return {
        'event': call.notice.kind,
        'occurrence': call.notice.occurrence or '',
        'member': member.external if member else None,
        'state': 'held' if held and call.state == 'due' else call.state,
        'attempts': call.attempts,
        }


def _row(notice, member, association):
    message, held = notice.message, association.why_held
    language = message.language if message else None
    state, reason = notice.state, notice.why
    if state == 'due':
        waits = held or notice.not_before and 'weekly'
        state, reason = ('held', waits) if waits else ('due', message and message.error or None)
    elif reason == 'refused':
        reason = message and message.error or reason
    record = notice.record
    return {
        'event': notice.kind,
        'occurrence': notice.occurrence or '',
        'member': member.external if member else None,
        'number': (
            record.portal_number if record.__name__ == 'account.invoice'
            else member.number if member else None),
        'to': message.recipient if message else _to(notice, association),
        'language': language or composing.language(notice.company, notice.party).code,
        'subject': message.subject if message else None,
        'amount': None if notice.amount is None else f'{notice.amount:.2f}',
        'state': state,
        'reason': reason,
        }


def _to(notice, association):
    if notice.why == 'programs':
        return None
    to_treasurer = not notice.party or (
        notice.kind == 'bill.overdue' and association.is_last_reminder(int(notice.occurrence)))
    return (association.treasurer_address if to_treasurer else address_of(notice.party)) or None
