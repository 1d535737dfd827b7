"""Of a difference, no query reads a table that grows, but those of which members are counted."""
import pytest

from tests import plans

from .portal import Portal, bill, member, payment
from .test_scans import FEW, apply, as_its_daemon, counts, day

pytestmark = pytest.mark.postgresql("plans of queries")
MEMBERS = 250
YEARS = ['first', 'second', 'third']
# The digest of the whole is made of what was told of each of them
OF_MEMBERS = {'asso_member', 'asso_statement'}
# All that is open is read, to compare each balance with the one that was told.  Of so few lines
# PostgreSQL takes the index of those that are not lettered, also of accounts that never are
OPEN = '"reconciliation" IS NULL) AND (("a"."account" = ANY'
GROWING = {
    'account_invoice', 'account_invoice-account_move_line', 'account_move',
    'account_move_line', 'account_move_reconciliation', 'asso_allocation', 'asso_binding',
    'asso_payment'}


@pytest.fixture
def portal(ledger, backend, monkeypatch):
    "A portal whose members paid their bills long ago; a few owe another"
    if backend.name == 'sqlite':
        pytest.skip("SQLite does not say how many rows a range of dates has")
    from trytond.pool import Pool
    monkeypatch.setattr(Pool, 'test', False)  # as a server, which validates less
    portal = Portal(ledger)
    before = counts(ledger, backend)
    numbers = [str(n) for n in range(1, MEMBERS + 1)]
    apply(portal, [member(n) for n in numbers])
    for year in YEARS:
        apply(portal, [bill(f'{year}-{n}', '20.00', day(int(n)), n) for n in numbers])
    apply(portal, [bill(f'last-{n}', '5.00', day(int(n)), n) for n in numbers[:20]])
    apply(portal, [
        payment(
            n, '60.00', day(int(n) + 20), *((f'{year}-{n}', '20.00') for year in YEARS),
            member=n) for n in numbers])
    portal.base = portal.statement()['generation']
    grown = {
        table for table, count in counts(ledger, backend).items()
        if count - before[table] > FEW}
    # All of them, as the clock may be set back by more than all this took
    ledger.run(long_ago, grown)
    portal.tables = grown - OF_MEMBERS
    as_its_daemon(ledger)
    return portal


def long_ago(tables):
    from trytond.transaction import Transaction
    cursor = Transaction().connection.cursor()
    for table in tables:
        cursor.execute(
            f"UPDATE \"{table}\" SET create_date = '2020-01-01', write_date = NULL")


def test_difference_reads_what_has_changed(portal, backend):
    assert GROWING - portal.tables == set()
    apply(portal, [
        payment(f'new-{n}', '5.00', day(40), (f'last-{n}', '5.00'), member=n)
        for n in ['3', '5']])
    with plans.watched(backend) as scans:
        told = portal.statement(portal.base)
    assert [m['id'] for m in told['members']] == ['3', '5']
    assert scans.seen > 20
    assert [
        f'{table}: {statement}' for table, statement in scans
        if table in portal.tables and OPEN not in statement] == []
