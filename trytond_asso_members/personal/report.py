"""What is held about a person, for the person: a file to print from the party or the member."""
from trytond.pool import Pool, PoolMeta
from trytond.report import Report

from .export import export


class ActionReport(metaclass=PoolMeta):
    __name__ = 'ir.action.report'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.extension.selection.append(('zip', "ZIP"))


class Held(Report):
    "All that is held about a party, as a ZIP."
    __name__ = 'asso.personal.held'

    @classmethod
    def _execute(cls, records, header, data, action):
        company = Pool().get('asso.association').company_of_user()
        party = Pool().get('party.party')(int(records[0]))
        return 'zip', export(party, company)
