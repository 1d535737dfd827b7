"""What the portal has is not deleted in the client, and what both have deleted comes back whole."""
import pytest
from trytond.exceptions import UserError
from trytond.model.modelsql import ForeignKeyError

from tests.module.portal import Portal, bill, change, gone, member, offer, payment

SUBSCRIPTION = {
    'id': '7', 'member': '1', 'offer': '1', 'start': '2026-01-01', 'end': None}


@pytest.fixture
def portal(ledger):
    portal = Portal(ledger)
    portal.send(
        offer(), member(), change('subscription', **SUBSCRIPTION),
        bill('1', '20.00', '2026-01-05'), payment('5', '20.00', '2026-01-06', ('1', '20.00')))
    return portal


@pytest.mark.parametrize('model', [
        'asso.member', 'asso.offer', 'asso.subscription', 'asso.payment', 'account.invoice',
        'party.party'])
def test_record_of_the_portal_is_not_deleted(ledger, portal, model):
    Model = ledger.get(model)
    # Tryton itself refuses to delete a bill that is posted, and the party of a member
    with pytest.raises((UserError, ForeignKeyError)):
        ledger.run(lambda: Model.delete(Model.search([])))
    assert portal.send(bill('2', '5.00', '2026-01-05')) == {'2': 'applied'}


def test_words_name_the_record_and_what_to_do(ledger, portal):
    Member = ledger.get('asso.member')
    with pytest.raises(UserError, match=r"\[1\] Ada Morin 1.*(portail|portal)"):
        ledger.run(lambda: Member.delete(Member.search([])))


def delete(ledger, *models):
    def run():
        for model in models:
            Model = ledger.get(model)
            Model.delete(Model.search([('active', 'in', [True, False])]))
    ledger.run(run)


def test_record_that_the_portal_has_deleted_too_comes_back(ledger):
    portal = Portal(ledger)
    sent = [offer(), member(), change('subscription', **SUBSCRIPTION)]
    portal.send(*sent)
    portal.send(gone('subscription', '7'), gone('member', '1'), gone('offer', '1'))
    delete(ledger, 'asso.subscription', 'asso.member', 'asso.offer')
    assert portal.send(*sent, bill('2', '5.00', '2026-01-05')) == {
        '1': 'applied', '7': 'applied', '2': 'applied'}
    assert portal.balances() == {'1': '-5.00'}


@pytest.mark.postgresql("rows compared in SQL")
def test_binding_to_what_was_deleted_in_an_earlier_release_goes_at_the_upgrade(ledger):
    portal = Portal(ledger)
    sent = [offer(), member(), change('subscription', **SUBSCRIPTION)]
    portal.send(*sent)

    def upgrade():
        from trytond.transaction import Transaction
        cursor = Transaction().connection.cursor()
        for name in ['asso.subscription', 'asso.member']:
            cursor.execute(*ledger.get(name).__table__().delete())
        ledger.get('asso.binding').__register__('asso_members')
    ledger.run(upgrade)
    assert portal.records('member') == []
    assert portal.send(*sent[1:], bill('2', '5.00', '2026-01-05')) == {
        '1': 'applied', '7': 'applied', '2': 'applied'}
