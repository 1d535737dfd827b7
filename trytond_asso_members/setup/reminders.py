"""How members are reminded: a procedure that reaches each there is, and each to come."""
import datetime as dt

from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import inactive_records, without_check_access

DAYS = [15, 30, 60]


def get_or_create():
    """Return the procedure that new members get; make it, for all members, if there is none.

    It is of the whole database, as Tryton has it.  Whoever is without one is never reminded: so
    members are only given it as it is made, and those from whom it was taken stay without.
    """
    pool = Pool()
    Configuration = pool.get('account.configuration')
    Procedure = pool.get('account.dunning.procedure')
    configuration = Configuration(1)
    if configuration.default_dunning_procedure:
        return configuration.default_dunning_procedure
    procedure, = Procedure.create([{
                'name': gettext('asso_members.msg_reminders'),
                'levels': [('create', [_level(days) for days in DAYS])],
                }])
    configuration.default_dunning_procedure = procedure
    configuration.save()
    Member = pool.get('asso.member')
    with inactive_records():
        _remind(Member.search([]), procedure)
    return procedure


def _level(days):
    Level = Pool().get('account.dunning.level')
    values = {'sequence': days, 'overdue': dt.timedelta(days=days)}
    if 'print_on_letter' in Level._fields:
        values['print_on_letter'] = True
    return values


def _remind(members, procedure):
    "Give the procedure to the parties of the members that have none."
    Party = Pool().get('party.party')
    parties = Party.browse({m.party.id for m in members})
    if parties := [p for p in parties if not p.dunning_procedure]:
        Party.write(parties, {'dunning_procedure': procedure.id})


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    @classmethod
    def on_modification(cls, mode, members, field_names=None):
        "Who becomes a member, and was a party before, is reminded as a new one is."
        super().on_modification(mode, members, field_names=field_names)
        if mode == 'create':
            with without_check_access():
                configuration = Pool().get('account.configuration')(1)
                if procedure := configuration.default_dunning_procedure:
                    _remind(members, procedure)
