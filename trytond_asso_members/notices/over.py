"""What was noted and is not so any more, before anybody was told."""
from trytond.pool import Pool

from .standing import stands


def sifted(notices, facts):
    """Return those of the notices that are still so; the others are noted as never said.

    Once they are so again, they are noted another time.
    """
    standing = [notice for notice in notices if stands(notice, facts)]
    kept = {*standing}
    over = [notice for notice in notices if notice not in kept]
    Notice = Pool().get('asso.notice')
    Notice.write(over, {'message': None})
    Notice.silence(over + _told_with(over, facts.association), 'over')
    return standing


def _told_with(reminders, association):
    "The reminders that were to be told with those of the notices that are reminders."
    def key(notice):
        return notice.party, notice.day, association.is_last_reminder(int(notice.occurrence))
    keys = {key(notice) for notice in reminders if notice.kind == 'bill.overdue'}
    if not keys:
        return []
    return [notice for notice in Pool().get('asso.notice').search([
                ('company', '=', association.company.id), ('kind', '=', 'bill.overdue'),
                ('why', '=', 'told'), ('party', 'in', [party.id for party, *_ in keys])])
        if key(notice) in keys]
