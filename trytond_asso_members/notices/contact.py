"""Members whose name, address or contacts are changed, by the portal or by a person.

Other programs are told which of them, and never what it is.
"""
import datetime as dt
from collections import defaultdict

from trytond.pool import Pool, PoolMeta
from trytond.transaction import inactive_records

from .. import bulk
from .event import Event

CONTACTS = {'email': 'email', 'phone': 'phone', 'mobile': 'phone'}
# What is written of an address without changing where it is
APART = {'active', 'sequence'}


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    @classmethod
    def on_write(cls, parties, values):
        after = super().on_write(parties, values)
        if 'name' in values:
            renamed = {party.id: {'name'} for party in parties if party.name != values['name']}
            after.append(lambda: _note(renamed))
        return after


class Address(metaclass=PoolMeta):
    __name__ = 'party.address'

    @classmethod
    def on_modification(cls, mode, addresses, field_names=None):
        super().on_modification(mode, addresses, field_names=field_names)
        if mode != 'write' or set(field_names) - APART:
            _note({address.party.id: {'address'} for address in addresses if address.party})


class ContactMechanism(metaclass=PoolMeta):
    __name__ = 'party.contact_mechanism'

    @classmethod
    def on_modification(cls, mode, mechanisms, field_names=None):
        super().on_modification(mode, mechanisms, field_names=field_names)
        if mode != 'write' or {'type', 'value', 'party'} & set(field_names):
            changed = defaultdict(set)
            for mechanism in mechanisms:
                if mechanism.type in CONTACTS and mechanism.party:
                    changed[mechanism.party.id].add(CONTACTS[mechanism.type])
            _note(changed)


def _note(changed):
    "Note what was changed, {party: {what}}, of those who are members."
    Notice = Pool().get('asso.notice')
    if not changed or not Notice.since():
        return
    today, now = Pool().get('ir.date').today(), dt.datetime.now()
    with inactive_records():
        members = Pool().get('asso.member').search([('party', 'in', list(changed))])
    Notice.note(
        Event(
            member.company.id, 'member.changed', bulk.reference('asso.member', member.id),
            member.party.id, today, occurrence=f'{what} {now.isoformat()}', why='programs')
        for member in members for what in sorted(changed[member.party.id]))
