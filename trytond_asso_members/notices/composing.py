"""What is due, put into words: one message for all that a member is to hear of."""
from collections import defaultdict
from email.utils import make_msgid

from sql import Null
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from .facts import Facts
from .standing import stands
from .values import Values
from .wording import fill
from .words import AGAIN, LAST, RANK

PARTIES = 100  # in one transaction


def compose(association, day):
    """Make the messages of some members to whom something is to be said; return them.

    What is not so any more, and what has no address to go to, is noted as never said.  Return
    None if nothing is to be said to anybody.
    """
    notices = _due(association.company)
    if not notices:
        return None
    facts = Facts(association, notices, day)
    Notice = Pool().get('asso.notice')
    rows, made, without = [], [], []
    for (party, is_last), theirs in by_recipient(facts, notices).items():
        message = values_of(facts, party, is_last, theirs)
        if message['recipient']:
            rows.append(message)
            made.append(theirs)
        else:
            without += theirs
    Notice.silence(without, 'address')
    messages = Pool().get('asso.notice.message').create(rows)
    for message, theirs in zip(messages, made):
        Notice.write(theirs, {'message': message.id})
    return messages


def by_recipient(facts, notices):
    """Return {(party, whether it goes to the treasurer): notices}, in the order of the events.

    What is not so any more is noted as never said.
    """
    standing = [notice for notice in notices if stands(notice, facts)]
    kept = {*standing}
    Pool().get('asso.notice').silence([n for n in notices if n not in kept], 'over')
    found = defaultdict(list)
    for notice in standing:
        found[notice.party, _kind(notice, facts) == LAST].append(notice)
    return found


def _due(company):
    "The notices of some parties that are due and in no message, in the order of the events."
    Notice = Pool().get('asso.notice')
    table = Notice.__table__()
    due = (
        (table.company == company.id) & (table.state == 'due') & (table.message == Null)
        & (table.party != Null))
    parties = [party for party, in bulk.select(table.select(
                table.party, where=due, group_by=[table.party], order_by=[table.party],
                limit=PARTIES))]
    return Notice.search([
            ('company', '=', company.id), ('party', 'in', parties), ('state', '=', 'due'),
            ('message', '=', None)], order=[('id', 'ASC')])


def _kind(notice, facts):
    "The kind of the words for the notice: reminders have several."
    if notice.kind != 'bill.overdue':
        return notice.kind
    if facts.association.is_last_reminder(int(notice.occurrence)):
        return LAST
    return AGAIN if facts.reminded[notice.record.id] else notice.kind


def values_of(facts, party, is_last, notices):
    "The values of a message to the party, or to the treasurer about it."
    company = facts.company
    lang = language(company, None if is_last else party)
    recipient = facts.association.treasurer_address if is_last else party.email
    subject, text = words(facts, lang, party, [(_kind(n, facts), n) for n in notices])
    return {
        'company': company.id, 'party': party.id, 'recipient': recipient or '',
        'language': lang.code, 'subject': subject, 'text': text, 'state': 'due', 'day': facts.day,
        'message_id': make_msgid('asso', facts.association.sender_domain)}


def language(company, party):
    "The language of the party; of the association, if it has none or there is no party."
    return party and party.lang or company.party.lang or Pool().get('ir.lang').get()


def words(facts, lang, party, notices):
    "The subject and the text of a message with these, [(kind of words, notice)], in a language."
    with Transaction().set_context(language=lang.code):
        templates = Pool().get('asso.notice.template').all()
        values = Values(facts, lang)
        said = [(kind, values.of(kind, notice)) for kind, notice in notices]
        parts = [fill(templates[kind].text, filled) for kind, filled in said]
        kind, filled = min(said, key=lambda one: RANK.index(one[0]))
        subject = fill(templates[kind].subject, filled) or templates[kind].kind_string
        frame = {
            **values.common(party), **values.payment(_asked(said, notices, facts), party),
            'subject': subject, 'words': '\n\n'.join(dict.fromkeys(parts))}
        if kind == LAST:
            frame['name'] = facts.company.party.name
        subject = fill(templates['frame'].subject, frame) or subject
        return ' '.join(subject.splitlines()), fill(templates['frame'].text, frame)


def _asked(said, notices, facts):
    "The bills that the message asks to pay, each once."
    bills = {}
    for (kind, values), (_, notice) in zip(said, notices):
        if kind in {'bill.posted', 'bill.due_soon', 'paper.bill'} and (
                values.get('left') or values.get('at_once')):
            bill = facts.record(notice)
            bills[bill.id] = bill
        elif kind in {'instalment.due', 'instalment.late'}:
            arrangement = facts.record(notice).arrangement
            bills.update((bill.id, bill) for bill in facts.promised(arrangement))
        elif kind in {'bill.overdue', AGAIN}:
            bills.update(
                (one.bill, facts.bills[one.bill]) for one in facts.overdue(notice.party))
    return list(bills.values())
