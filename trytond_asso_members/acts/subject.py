"""Whom an act is about that begins with members, bills or payments: one party, never several."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool
from trytond.pyson import Eval, If

from ..exceptions import ActError


def check_bills(records):
    "Raise ActError if one of the records is an invoice that is not a posted bill of a member."
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


def begun_with(wizard):
    "The records with which the wizard began; none, if it was opened from the menu."
    if not wizard.model or wizard.model.__name__ == 'ir.ui.menu':
        return []
    return wizard.records


def company_of(records):
    "The company of the records, or of the user if there are none."
    if records:
        return records[0].company
    return Pool().get('asso.association').company_of_user()


def party_field():
    "The member whom a wizard is about: chosen by a person, unless it began with records."
    return fields.Many2One(
        'party.party', "Member", required=True, states={'readonly': Eval('chosen', False)},
        domain=[
            If(Eval('chosen', False), (), ('members.company', '=', Eval('company', -1)))],
        context={'company': Eval('company', -1)}, depends={'company'})
