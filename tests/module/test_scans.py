"""No statement of a batch reads a whole table that grows, however empty it was at first."""
import json
from decimal import Decimal

import pytest

from tests import plans

from .portal import Portal, bill, change, fee, gift, gone, line, member, note, offer, payment

pytestmark = pytest.mark.postgresql("plans of queries")
MEMBERS, BILLS = 250, 4
FEW = 200  # rows by which a table must have grown to count
BATCH = 300
# Of a batch, each of these has its own statements
GROWING = {
    'account_invoice', 'account_invoice-account_move_line', 'account_invoice_line',
    'account_move', 'account_move_line', 'account_move_reconciliation', 'asso_allocation',
    'asso_binding', 'asso_member', 'asso_payment', 'asso_quarantine', 'asso_quarantine_need',
    'asso_subscription', 'ir_model_log', 'party_address', 'party_party'}


def day(number):
    return f'2026-{number % 12 + 1:02d}-{number // 12 % 28 + 1:02d}'


def subscription(id_, **data):
    return change('subscription', id=id_, member=id_, offer='1', start='2026-01-01', **data)


def history():
    "Members and their bills; some paid as the portal says, some left to the ledger, some credited"
    yield offer()
    for number in map(str, range(1, MEMBERS + 1)):
        yield member(number)
        yield subscription(number)
    bills = [(n, str(n % MEMBERS + 1)) for n in range(MEMBERS * BILLS)]
    for n, owner in bills:
        yield bill(str(n), '20.00', day(n), owner)
    for n, owner in bills:
        if n % 3 == 0:
            yield payment(str(n), '20.00', day(n + 20), (str(n), '20.00'), member=owner)
        elif n % 3 == 1:
            yield payment(str(n), '17.00', day(n + 20), member=owner, allocations=None)
        elif n % 2:
            yield note(f'9{n}', '5.00', day(n), str(n), (str(n), '5.00'), member=owner)
    for n in range(FEW + 50):
        yield payment(f'8{n}', '3.00', day(n), member=f'late-{n}')


def batches():
    "Of each type and operation; what comes late, moves, is refused, or comes back"
    yield [
        offer(name="Autre nom"), member('3', last_name="Autre"), member('777'),
        subscription('777'), gift('3003', '40.00', '2026-05-05', member='7'),
        bill('3000', '30.00', '2026-05-05', '777'), bill('3001', '30.00', '2026-05-05', '2'),
        fee('3002', '15.00', '2026-05-05', member='5'),
        payment('3000', '30.00', '2026-06-05', ('3000', '30.00'), member='777'),
        payment('3001', '60.00', '2026-06-05', member='2', allocations=None),
        payment('3002', '9.00', '2026-06-05', member=None),
        payment('3003', '-5.00', '2026-06-05', member='2', allocations=None),
        payment('3004', '40.00', '2026-06-05', ('3003', '40.00'), member='7'),
        note('93000', '10.00', '2026-06-06', '3001', ('3001', '10.00'), member='2'),
        note('93001', '15.00', '2026-06-06', '3002', member='5', allocations=None)]
    yield [
        payment('3002', '9.00', '2026-06-05', member='6', allocations=None),
        payment('0', '20.00', day(20), ('250', '20.00'), member='1'),
        payment('1', '17.00', day(21), ('1', '10.00'), member='2'),
        bill('9', '20.00', day(9), '10', lines=[line('20.00', label="Autre")], due='2026-12-12'),
        bill('10', '21.00', day(10), '11'), bill('3005', '9.00', day(3), '8', number='F-11'),
        member('late-7'), change('bill', id='5000'), gone('payment', '3'), gone('bill', '6'),
        gone('credit_note', '95'), gone('payment', '88'), gone('subscription', '777'),
        gone('member', '12')]
    yield [gone('bill', '3000'), gone('payment', '3000'), gone('bill', '3003')]
    yield [bill('3000', '30.00', '2026-05-05', '777'), gone('payment', '3004')]


@pytest.fixture
def portal(ledger, backend, monkeypatch):
    "A portal of which much is booked, and that knows the tables that have grown by it"
    from trytond.pool import Pool
    monkeypatch.setattr(Pool, 'test', False)  # as a server, which validates less
    portal = Portal(ledger)
    before, changes = counts(ledger, backend), list(history())
    for first in range(0, len(changes), BATCH):
        apply(portal, changes[first:first + BATCH])
    if backend.name == 'postgresql':
        as_its_daemon(ledger)
    portal.tables = {
        table for table, count in counts(ledger, backend).items()
        if count - before[table] > FEW}
    return portal


def as_its_daemon(ledger):
    "Analyze the tables, as PostgreSQL does itself a minute later."
    from trytond.transaction import Transaction
    with ledger.transaction() as transaction:
        Transaction().connection.cursor().execute('ANALYZE')
        transaction.commit()


def counts(ledger, backend):
    from trytond.transaction import Transaction
    with ledger.transaction():
        cursor = Transaction().connection.cursor()
        cursor.execute(backend.COLUMNS)
        found = {}
        for table in {table for table, _ in cursor.fetchall()}:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table], = cursor.fetchone()
    return found


def apply(portal, changes):
    return portal.call('apply', json.dumps(
        {'contract': 1, 'run': portal.run, 'changes': changes}))


@pytest.fixture
def by_hand(portal):
    "A person gives less of a payment than the ledger has."
    ledger = portal.ledger
    Payment = ledger.get('asso.payment')
    with ledger.transaction():
        found, = Payment.search([('label', '=', 'VIR 7')])
        bill, = ledger.get('account.invoice').search([('number', '=', 'F-7')])
        payment, wish = found.id, {('bill', bill.id): Decimal('10.00')}
    return lambda: ledger.run(
        lambda: Payment(payment).allocate_by_hand(wish, "asked for"))


def test_statements_of_batches_and_of_persons(portal, by_hand, backend):
    assert GROWING - portal.tables == set()
    with plans.watched(backend) as scans:
        for changes in batches():
            apply(portal, changes)
        by_hand()
    entry, = (
        e['id'] for e in json.loads(portal.call('quarantine'))['changes']
        if e['record'] == '10')
    with plans.watched(backend) as others:
        portal.call('retry', json.dumps([entry]))
        portal.call('begin', 'test')
    assert scans.seen + others.seen > 400
    assert [
        f'{table}: {statement}' for table, statement in [*scans, *others]
        if table in portal.tables] == []
    assert portal.faults() == []
