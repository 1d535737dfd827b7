"""Of whom an act is that begins with members, bills or payments: of one party only."""
from trytond.i18n import gettext

from ..exceptions import ActError


def check_bills(records):
    "Raise ActError if one of the records is an invoice, and no posted bill of a member."
    for record in records:
        if record.__name__ == 'account.invoice' and (
                record.type != 'out' or record.state not in {'posted', 'paid'}):
            raise ActError(gettext('asso_members.msg_act_no_bill', bill=record.rec_name))


def company_and_party(records):
    "The company and the party of the records; ActError if they are of several."
    check_bills(records)
    found = {(record.company, record.party) for record in records if record.party}
    if len(found) != 1:
        raise ActError(gettext('asso_members.msg_act_one_member'))
    return found.pop()
