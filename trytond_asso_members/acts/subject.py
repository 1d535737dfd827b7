"""Of whom an act is that begins with members, bills or payments: of one party only."""
from trytond.i18n import gettext

from ..exceptions import ActError


def company_and_party(records):
    "The company and the party of the records; ActError if they are of several."
    found = {(record.company, record.party) for record in records if record.party}
    if len(found) != 1:
        raise ActError(gettext('asso_members.msg_act_one_member'))
    return found.pop()
