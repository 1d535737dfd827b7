"""What is due, put into words: one message for all that a member is to hear of."""
from collections import defaultdict
from email.utils import make_msgid

from sql import Null
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .. import bulk
from . import over
from .choice import choices_of
from .facts import Facts
from .refusal import link
from .returned import address_of
from .values import Values
from .wording import fill
from .words import AGAIN, LAST, RANK

PARTIES = 100  # in one transaction


def compose(association, day):
    """Make the messages of some members to whom something is to be said; return them.

    What is not so any more, what the member does not want, and what has no address to go to, is
    noted as never said.  What a member is told once a week may wait.  Return None if nothing is
    to be said to anybody.
    """
    notices = _due(association.company, day)
    if not notices:
        return None
    facts = Facts(association, notices, day)
    Notice = Pool().get('asso.notice')
    rows, made, without = [], [], defaultdict(list)
    for (party, is_last), theirs in by_recipient(facts, notices).items():
        if until := facts.gathers(party, theirs):
            Notice.write(theirs, {'not_before': until})
            continue
        message = with_refusal(facts, theirs, values_of(facts, party, is_last, theirs))
        if message['recipient']:
            rows.append(message)
            made.append(theirs)
        else:
            without[_why_without(party, is_last)] += theirs
    for why, theirs in without.items():
        Notice.silence(theirs, why)
    messages = Pool().get('asso.notice.message').create(rows)
    for message, theirs in zip(messages, made):
        Notice.write(theirs, {'message': message.id, 'not_before': None})
    return messages


def _why_without(party, is_last):
    if is_last:
        return 'treasurer'
    return 'returned' if party.email else 'address'


def by_recipient(facts, notices):
    """Return {(party, whether it goes to the treasurer): notices}, in the order of the events.

    What is not so any more, and what the member does not want, is noted as never said.
    """
    found = defaultdict(list)
    for notice in over.sifted(notices, facts):
        found[notice.party, _kind(notice, facts) == LAST].append(notice)
    return found


def _due(company, day):
    "The notices of some parties that are due and in no message, in the order of the events."
    Notice = Pool().get('asso.notice')
    table = Notice.__table__()
    due = (
        (table.company == company.id) & (table.state == 'due') & (table.message == Null)
        & (table.party != Null))
    now = (table.not_before == Null) | (table.not_before <= day)
    parties = [party for party, in bulk.select(table.select(
                table.party, where=due & now, group_by=[table.party], order_by=[table.party],
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
    return AGAIN if facts.is_reminded(notice) else notice.kind


def values_of(facts, party, is_last, notices):
    "The values of a message to the party, or to the treasurer about it."
    company = facts.company
    lang = language(company, None if is_last else party)
    recipient = facts.association.treasurer_address if is_last else address_of(party)
    subject, text = words(facts, lang, party, [(_kind(n, facts), n) for n in notices])
    return {
        'company': company.id, 'party': party.id, 'recipient': recipient or '',
        'language': lang.code, 'subject': subject, 'text': text, 'state': 'due', 'day': facts.day,
        'message_id': make_msgid('asso', facts.association.sender_domain)}


def with_refusal(facts, notices, message):
    "The values of a message with the link by which its member refuses more of its kind, if any."
    choices = choices_of({notice.kind for notice in notices})
    member = facts.member(notices[0].party)
    found = link(facts.association, member, choices)
    if not found:
        return message | {'refusal': None}
    with Transaction().set_context(language=message['language']):
        foot = gettext(
            'asso_members.msg_choice_foot', link=found,
            choices=', '.join(member.names_of_choices(choices)))
    return message | {'refusal': found, 'text': f"{message['text']}\n\n{foot}"}


def renew(facts, message, has_waited):
    """Put a message that has waited into the words of now; return it, or None if all is over.

    What is not so any more is noted as never said.  Where a server may have taken it already its
    words stay, as far as they are so: nobody is to read it in two ways.
    """
    notices = sorted(message.notices, key=lambda notice: notice.id)
    is_last = any(_kind(notice, facts) == LAST for notice in notices)
    standing = over.sifted(notices, facts)
    if standing and len(standing) == len(notices) and (
            message.in_doubt or not has_waited):
        return message
    values = standing and with_refusal(
        facts, standing, values_of(facts, message.party, is_last, standing))
    if not values or not values['recipient']:
        Pool().get('asso.notice').silence(standing, _why_without(message.party, is_last))
        message.end_lease(state='never')
        return None
    if message.in_doubt:
        # Mail programs show two of one id once
        values.pop('message_id')
    if any(values[name] != getattr(message, name) for name in ['recipient', 'subject', 'text']):
        message.write([message], values)
    return message.__class__(message.id)


def readdressed(message):
    "The message of a person, whose words stay, to the address of now."
    recipient = address_of(message.party) or message.recipient
    if recipient != message.recipient:
        message.write([message], {'recipient': recipient})
    return message.__class__(message.id)


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
