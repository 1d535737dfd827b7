"""What the set-up makes to give debts up, and to remind of those that are not."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.portal import bill, member, payment
from tests.module.test_association import set_up


def write_off(ledger, name):
    "Letter what is open of the bill F-1 by the method, as Tryton's own wizard does"
    def work():
        Line = ledger.get('account.move.line')
        method, = ledger.get('account.move.reconcile.write_off').search([('name', '=', name)])
        lines = Line.search([
                ('account.code', '=', '4112'), ('reconciliation', '=', None)])
        Line.reconcile(lines, writeoff=method, date=dt.date(2026, 3, 1))
        move, = ledger.get('account.move').search([('journal.code', '=', 'PER')])
        return {line.account.code: line.debit - line.credit for line in move.lines}
    return work


@pytest.mark.parametrize('paid, name, accounts', [
    ('60.00', 'Créances irrécouvrables', {'6541': '40.00', '4112': '-40.00'}),
    ('99.99', 'Écarts de règlement', {'658': '0.01', '4112': '-0.01'}),
    ('100.01', 'Écarts de règlement', {'758': '-0.01', '4112': '0.01'}),
    ])
def test_methods_of_writing_off_book_where_the_chart_has_it(
        ledger, portal, accountant, paid, name, accounts):
    portal.send(payment('1', paid, '2026-02-01', allocations=None))
    assert accountant.act(write_off(ledger, name)) == {
        code: Decimal(amount) for code, amount in accounts.items()}


def test_set_up_leaves_the_methods_that_there_are(ledger):
    def change():
        WriteOff = ledger.get('account.move.reconcile.write_off')
        kept, other = WriteOff.search([], order=[('id', 'ASC')])
        WriteOff.delete([other])
        WriteOff.write([kept], {'active': False})
    ledger.run(change)
    set_up(ledger)
    with ledger.transaction():
        assert ledger.get('account.move.reconcile.write_off').search([]) == []


def procedures(ledger):
    "{last name: name of the procedure or None} of the members"
    with ledger.transaction():
        return {
            m.last_name: m.party.dunning_procedure and m.party.dunning_procedure.name
            for m in ledger.get('asso.member').search([])}


NAME = "Relances de l'association"


@pytest.mark.postgresql("members of the portal are written by sets")
def test_members_there_are_and_will_be_are_reminded(ledger, portal):
    def as_before():
        Configuration = ledger.get('account.configuration')
        configuration = Configuration(1)
        configuration.default_dunning_procedure = None
        configuration.save()
        Party = ledger.get('party.party')
        Party.write(Party.search([]), {'dunning_procedure': None})
    ledger.run(as_before)
    assert procedures(ledger) == {'Morin 1': None, 'Morin 2': None}
    set_up(ledger)
    portal.send(member('3'))

    def become():
        party, = ledger.get('party.party').create([{'name': "Zoé", 'dunning_procedure': None}])
        ledger.get('asso.member').create([{'party': party.id, 'last_name': "Zoé"}])
    ledger.run(become)
    assert procedures(ledger) == dict.fromkeys(['Morin 1', 'Morin 2', 'Morin 3', 'Zoé'], NAME)


def test_member_who_is_not_to_be_reminded_stays_so(ledger, portal, accountant):
    def spare():
        party = accountant.party('Morin 2')
        party.dunning_procedure = None
        party.save()
    ledger.run(spare)
    set_up(ledger)
    portal.send(member('2', nickname='Momo'))
    assert procedures(ledger) == {'Morin 1': NAME, 'Morin 2': None}


def test_reminders_are_made_at_each_level_and_once(ledger, portal):
    portal.send(bill('2', '30.00', '2026-01-05', member='2'))

    def remind(date):
        def work():
            Dunning = ledger.get('account.dunning')
            Dunning.generate_dunnings(date)
            Dunning.process(Dunning.search([('state', '=', 'draft')]))
            return sorted((d.party.name, d.level.overdue.days) for d in Dunning.search([]))
        return ledger.run(work)
    both = ['Ada Morin 1', 'Ada Morin 2']
    due = dt.date(2026, 1, 5)
    assert remind(due + dt.timedelta(days=14)) == []
    for days, level in [(15, 15), (15, 15), (29, 15), (30, 30), (60, 60), (90, 60)]:
        assert remind(due + dt.timedelta(days=days)) == [(name, level) for name in both]
