"""What was noted, and is not so any more or not wanted, before anybody was told."""
from trytond.pool import Pool

from .standing import stands


def sifted(notices, facts):
    """Return those of the notices that are still so, and that their members want to hear.

    The others are noted as never said.  Once they are so again, they are noted another time.
    """
    over, refused, standing = [], [], []
    for notice in notices:
        if not stands(notice, facts):
            over.append(notice)
        else:
            (refused if facts.refuses(notice) else standing).append(notice)
    Notice = Pool().get('asso.notice')
    Notice.write(over + refused, {'message': None})
    Notice.silence(over + _told_with(over, facts.association), 'over')
    Notice.silence(refused, 'choice')
    return standing


def _told_with(reminders, association):
    "The reminders of other bills that were to be told in one message with these reminders."
    def key(notice):
        return notice.party, notice.day, association.is_last_reminder(int(notice.occurrence))
    keys = {key(notice) for notice in reminders if notice.kind == 'bill.overdue'}
    if not keys:
        return []
    return [notice for notice in Pool().get('asso.notice').search([
                ('company', '=', association.company.id), ('kind', '=', 'bill.overdue'),
                ('why', '=', 'told'), ('party', 'in', [party.id for party, *_ in keys])])
        if key(notice) in keys]
