"""The feed waits for no row that another holds: two who wait for each other never end."""
import pytest
from trytond import backend as tryton

from tests.databases import Database

from .portal import gone, payment

pytestmark = pytest.mark.postgresql("locks of rows")
LINES = (
    "select line.id from account_move_line line join account_invoice bill on bill.move = line.move "
    "where line.account = bill.account and bill.number = 'F-1' for update of {}")


@pytest.fixture
def held(ledger, backend):
    "Hold the rows of a bill as a wizard does, meanwhile."
    if backend.name == 'sqlite':
        pytest.skip("of PostgreSQL: SQLite has one writer at a time")
    connection = Database(ledger.database, backend).connect()
    yield lambda table: connection.execute(LINES.format(table))
    connection.close()


def busy(portal, *changes):
    with pytest.raises(tryton.DatabaseOperationalError, match="could not obtain lock"):
        portal.send(*changes)


@pytest.mark.parametrize('table', ['line', 'bill'])
def test_payment_of_a_bill_that_another_holds(portal, held, table):
    connection = held(table).connection
    paid = payment('1', '100.00', '2026-02-10', ('1', '100.00'))
    busy(portal, paid)
    connection.rollback()
    assert portal.send(paid) == {'1': 'applied'}
    assert portal.states() == {'1': 'paid'}


def test_lettering_that_another_holds_is_taken_back_later(portal, held):
    portal.send(payment('1', '100.00', '2026-02-10', ('1', '100.00')))
    connection = held('line').connection
    busy(portal, gone('payment', '1'))
    connection.rollback()
    assert portal.send(gone('payment', '1')) == {'1': 'applied'}
    assert portal.states() == {'1': 'posted'}
