"""A database made before members had a company is brought up to date."""
import pytest
from trytond.model.exceptions import SQLConstraintError
from trytond.model.modelsql import Unique
from trytond.transaction import Transaction

from tests.module.portal import Portal, member
from tests.ready import NEIGHBOUR, SETTINGS

pytestmark = pytest.mark.postgresql("tables are altered")


@pytest.fixture
def associations(make_ledger):
    "Ada is of the first association and Bo of the second; no portal knows Cy."
    ledger = make_ledger('two')
    Portal(ledger).send(member('1'))
    Portal(ledger, 'neighbour').send(member('2'))

    def create():
        party, = ledger.get('party.party').create([{'name': "Cy Ici"}])
        ledger.get('asso.member').create([{'party': party.id}])
    ledger.run(create)
    return ledger


def go_back(Member):
    table, handler = Member.__table__(), Member.__table_handler__('asso_members')
    handler.drop_constraint('company_party_unique')
    handler.drop_constraint('company_number_unique')
    handler.drop_column('company')
    handler.add_constraint('party_unique', Unique(table, table.party))
    handler.add_constraint('number_unique', Unique(table, table.number))


def test_older_members_get_the_company_of_their_feed(associations):
    Member = associations.get('asso.member')

    def numbers():
        return {m.number: m.company.party.name for m in Member.search([])}
    with associations.transaction():
        before = numbers()
    assert before == {
        '1': SETTINGS['company'], '2': NEIGHBOUR['company'], 'T1': SETTINGS['company']}

    def migrate():
        go_back(Member)
        Member.__register__('asso_members')
    associations.run(migrate)
    with associations.transaction():
        assert numbers() == before


def test_older_members_may_have_the_numbers_of_another_association(associations, backend):
    Member = associations.get('asso.member')
    with associations.transaction():
        Party, Feed = associations.get('party.party'), associations.get('asso.feed')
        go_back(Member)
        Member.__register__('asso_members')
        neighbour, = Feed.search([('code', '=', 'neighbour')])
        values = {'company': neighbour.company.id, 'number': '1'}
        first, second = Party.create([{'name': "Di"}, {'name': "Eve"}])
        created, = Member.create([{**values, 'party': first.id}])
        assert created.number == '1'
        if backend.name == 'postgresql':
            columns = Transaction().connection.cursor()
            columns.execute(
                "SELECT is_nullable FROM information_schema.columns"
                " WHERE table_name = 'asso_member' AND column_name = 'company'")
            assert columns.fetchall() == [('NO',)]
        with pytest.raises(SQLConstraintError):
            Member.create([{**values, 'party': second.id}])
