"""What a person decides in Tryton stands, is logged, and can be given back."""
import json
from decimal import Decimal

import pytest

from tests.module.portal import Portal, bill, gift, member, payment


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(
        member(), bill('1', '10.00', '2026-01-01'), bill('2', '10.00', '2026-02-01'),
        payment('1', '10.00', '2026-02-10', ('1', '10.00')))
    return portal


def act(portal, function):
    "Do something as a person would in the client, and prove that the books are sound."
    result = portal.ledger.run(function)
    assert portal.faults() == []
    return result


def the_payment(portal):
    found, = portal.ledger.get('asso.payment').search([])
    return found


def the_bill(portal, number):
    found, = portal.ledger.get('account.invoice').search([('number', '=', number)])
    return found


def asked(portal):
    "Whether a run is asked for, and whether it is to read the whole portal."
    hello = json.loads(portal.call('hello'))
    return hello['asked'], hello['whole']


def log(portal):
    with portal.ledger.transaction():
        return [
            (a.bill.number, str(a.amount), a.decided_by)
            for a in reversed(the_payment(portal).allocations)]


def allocate(portal, *pairs):
    def write():
        wish = {
            ('bill', the_bill(portal, number).id): Decimal(amount)
            for number, amount in pairs}
        the_payment(portal).allocate_by_hand(wish, "the member asked for it")
    act(portal, write)


def test_allocation_by_hand_is_logged(portal):
    allocate(portal, ('F-2', '6.00'), ('F-1', '4.00'))
    assert portal.allocations() == {'1': {'1': '4.00', '2': '6.00'}}
    assert log(portal) == [
        ('F-1', '10.00', 'portal'), ('F-1', '-6.00', 'person'), ('F-2', '6.00', 'person')]


def test_allocation_by_hand_stands_against_the_portal(portal):
    allocate(portal, ('F-2', '10.00'))
    portal.send(payment('1', '10.00', '2026-02-10', ('1', '6.00')))
    assert portal.allocations() == {'1': {'2': '10.00'}}


def test_allocation_given_back_is_the_portals_again(portal):
    allocate(portal, ('F-2', '10.00'))
    for _ in range(2):
        act(portal, lambda: the_payment(portal).give_back([the_payment(portal)]))
        assert asked(portal) == (True, True)
    assert portal.send(payment('1', '10.00', '2026-02-10', ('1', '10.00'))) == {
        '1': 'applied'}
    assert asked(portal) == (True, False)
    assert portal.allocations() == {'1': {'1': '10.00'}}
    assert portal.states() == {'1': 'paid', '2': 'posted'}


@pytest.mark.parametrize('pairs', [
        [('F-1', '11.00')], [('F-1', '-1.00')], [('F-1', '6.00'), ('F-2', '6.00')]])
def test_allocation_of_too_much_is_refused(portal, pairs):
    from trytond_asso_members.exceptions import AllocationError
    with pytest.raises(AllocationError):
        allocate(portal, *pairs)
    assert portal.allocations() == {'1': {'1': '10.00'}}


def test_lettering_taken_back_by_hand_frees_the_payment(portal):
    def unletter():
        line, = the_bill(portal, 'F-1').lines_to_pay
        line.reconciliation.delete([line.reconciliation])
    act(portal, unletter)
    assert portal.allocations() == {'1': {}}
    assert portal.open() == {
        ('bill', '1'): '10.00', ('bill', '2'): '10.00', ('payment', '1'): '10.00'}
    assert log(portal)[-1] == ('F-1', '-10.00', 'person')


@pytest.mark.postgresql("what is left is a query in SQL")
def test_lettering_by_hand_allocates(portal):
    test_lettering_taken_back_by_hand_frees_the_payment(portal)

    def letter():
        line, = the_bill(portal, 'F-2').lines_to_pay
        free, = [free for free in the_payment(portal).lines
            if not free.reconciliation and free.party]
        line.reconcile([line, free])
    act(portal, letter)
    assert portal.allocations() == {'1': {'2': '10.00'}}
    assert portal.states() == {'1': 'posted', '2': 'paid'}
    assert log(portal)[-1] == ('F-2', '10.00', 'person')


def test_log_of_allocations_only_grows(portal):
    from trytond.model.exceptions import AccessError
    Allocation = portal.ledger.get('asso.allocation')
    for change in [
            lambda: Allocation.write(Allocation.search([]), {'reason': "x"}),
            lambda: Allocation.delete(Allocation.search([]))]:
        with pytest.raises(AccessError):
            portal.ledger.run(change)


@pytest.mark.postgresql("what is left is a query in SQL")
def test_dunning_asks_for_what_is_left_and_not_for_gifts(portal):
    portal.send(
        gift('3', '50.00', '2026-01-01'),
        bill('4', '10.00', '2026-01-01', disputed=True),
        payment('2', '4.00', '2026-02-12', ('2', '4.00')))

    def dun():
        import datetime as dt
        Procedure = portal.ledger.get('account.dunning.procedure')
        Dunning = portal.ledger.get('account.dunning')
        procedure, = Procedure.create([{
                    'name': "Relance",
                    'levels': [('create', [{'overdue': dt.timedelta(30)}])]}])
        bill = the_bill(portal, 'F-2')
        bill.party.dunning_procedure = procedure
        bill.party.save()
        Dunning.generate_dunnings(dt.date(2026, 6, 1))
        return [(d.line.move.origin.number, str(d.amount)) for d in Dunning.search([])]
    assert act(portal, dun) == [('F-2', '6.00')]
