"""What members are told, for the bridge: looked at, or sent."""
import datetime as dt

from trytond.pool import Pool
from trytond.transaction import Transaction

from ..notices import composing, sending
from ..statements.members import members

SECONDS = 20  # of one call


def day_of(text):
    "The day that the text names; today, if it names none."
    return dt.date.fromisoformat(text) if text else Pool().get('ir.date').today()


def look(feed, day):
    """What would be said as of the day, with what was said of the events of the day.

    It is put into words, and all is rolled back.
    """
    association = feed.association
    if not association.messages_since:
        return _answer([])
    association.note_deadlines(day)
    due = _due(association)
    while composing.compose(association, day) is not None:
        pass
    answer = _answer(_rows(feed, due | _of_day(association, day)))
    Transaction().rollback()
    return answer


def send(feed, day):
    "Send for so many SECONDS; answer with all that was due, and whether there is more to send."
    association = feed.association
    if not association.messages_since:
        return _answer([], more=False)
    association.note_deadlines(day)
    Transaction().commit()
    due = _due(association)
    more = sending.send(association, day, SECONDS)
    return _answer(_rows(feed, due), more=more)


def _answer(rows, **others):
    return {'messages': rows, 'hooks': [], **others}


def _due(association):
    return {n.id for n in Pool().get('asso.notice').search([
                ('company', '=', association.company.id), ('state', '=', 'due')])}


def _of_day(association, day):
    return {n.id for n in Pool().get('asso.notice').search([
                ('company', '=', association.company.id), ('day', '=', day)])}


def _rows(feed, ids):
    notices = Pool().get('asso.notice').browse(sorted(ids))
    known = {m.party: m for m in members(feed, {n.party.id for n in notices})}
    held = feed.association.why_held
    return [_row(notice, known.get(notice.party.id), held) for notice in notices]


def _row(notice, member, held):
    message = notice.message
    language = message.language if message else None
    state, reason = notice.state, notice.why
    if state == 'due':
        state, reason = ('held', held) if held else ('due', message and message.error or None)
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
        'to': message.recipient if message else notice.party.email or None,
        'language': language or composing.language(notice.company, notice.party).code,
        'subject': message.subject if message else None,
        'amount': None if notice.amount is None else f'{notice.amount:.2f}',
        'state': state,
        'reason': reason,
        }
