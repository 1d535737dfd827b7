"""What waits for the treasurer, in one message a day at most, of all of it."""
from email.utils import make_msgid
from itertools import groupby

from trytond.pool import Pool
from trytond.transaction import Transaction

from ..days import in_words
from . import treasurer
from .composing import language
from .values import in_money
from .wording import fill
from .words import DIGEST

LONGEST = 300  # characters of what a program has said
# Where what waits is seen to
MENUS = {
    'asso.quarantine': 'menu_quarantine_form',
    'account.statement.journal': 'menu_bank_import',
    'asso.payment': 'menu_payment_unmatched',
    'account.statement.origin': 'menu_bank_origin',
    'asso.feed': 'menu_run_form',
    'asso.feed.run': 'menu_run_form',
    'party.contact_mechanism': 'menu_returned_form',
    }


def compose(association, day):
    """Make the message of the day to the treasurer, if something is new; return it, or None.

    None if the day has one.  It tells of all that waits by now, noted or not.  What does not
    wait any more, and what has no address to go to, is noted as never said.
    """
    Notice, Message = (Pool().get(name) for name in ['asso.notice', 'asso.notice.message'])
    company = association.company
    due = [
        ('company', '=', company.id), ('party', '=', None), ('state', '=', 'due'),
        ('message', '=', None)]
    if not Notice.search(due, limit=1) or Message.search([
                ('company', '=', company.id), ('party', '=', None), ('day', '=', day)], limit=1):
        return None
    Notice.note(treasurer.found(association, day))
    waiting = treasurer.waiting(association, day)
    stands = {(one.kind, one.record) for one in waiting}
    notices = Notice.search(due, order=[('id', 'ASC')])
    still, over = [], []
    for notice in notices:
        (still if (notice.kind, str(notice.record)) in stands else over).append(notice)
    Notice.silence(over, 'over')
    if not still:
        return None
    if not association.treasurer_address:
        Notice.silence(still, 'treasurer')
        return None
    message, = Message.create([_message(association, day, waiting)])
    Notice.write(still, {'message': message.id})
    return message


def _message(association, day, waiting):
    company = association.company
    lang = language(company, None)
    with Transaction().set_context(language=lang.code):
        subject, text = words(association, lang, waiting)
    return {
        'company': company.id, 'party': None, 'recipient': association.treasurer_address,
        'language': lang.code, 'subject': subject, 'text': text, 'state': 'due', 'day': day,
        'message_id': make_msgid('asso', association.sender_domain)}


def words(association, lang, waiting):
    "The subject and the text of what waits, [Waiting] by kind, in the language of the context."
    templates = Pool().get('asso.notice.template').all()
    name = association.company.party.name
    parts = [
        fill(templates[kind].text, {'association': name, **_values(association, lang, list(same))})
        for kind, same in groupby(waiting, key=lambda one: one.kind)]
    frame = {'association': name, 'words': '\n\n'.join(parts)}
    subject = fill(templates[DIGEST].subject, frame) or templates[DIGEST].kind_string
    return ' '.join(subject.splitlines()), fill(templates[DIGEST].text, frame)


def _values(association, lang, same):
    since = [one.since for one in same if one.since]
    amount = sum(one.amount or 0 for one in same)
    said = ', '.join(dict.fromkeys(one.said for one in same if one.said))
    return {
        'count': len(same),
        'oldest': in_words(min(since), lang) if since else '',
        'amount': in_money(amount, association.company.currency, lang),
        'said': ' '.join(said.split())[:LONGEST],
        'menu': _menus({one.record.partition(',')[0] for one in same}),
        }


def _menus(models):
    "Where they are in the menu, in the language of the context."
    pool = Pool()
    Menu, get_id = pool.get('ir.ui.menu'), pool.get('ir.model.data').get_id
    names = sorted({MENUS[name] for name in models})
    menus = Menu.browse([get_id('asso_members', name) for name in names])
    return ', '.join(_path(menu) for menu in menus)


def _path(menu):
    names = []
    while menu:
        names.insert(0, menu.name)
        menu = menu.parent
    return ' → '.join(names)
