"""A person forgotten in the site and in Tryton: after a run the name is in no copy of either."""
import sqlite3
from contextlib import closing

from asso_bridge import sync
from asso_bridge.demo.sample import Sample
from tests.module.test_erasing import erase, texts

# No letter of it is written otherwise in JSON
NAME = 'Kerbiriou'


def places(site):
    "{(table, column)} of the site's database, its own tables and the portal's, with the name."
    found = set()
    with closing(sqlite3.connect(site.place)) as connection:
        for table, column in connection.execute(
                "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c "
                "where m.type = 'table'").fetchall():
            query = f'select 1 from "{table}" where cast("{column}" as text) like ?'  # noqa: S608
            if connection.execute(query, [f'%{NAME}%']).fetchone():
                found.add((table, column))
    return found


def rename(site, name):
    "Give the first member the name, and the payments that it made such a label."
    site.edit(
        'sql', 'update members_member set last_name = %s, comments = %s where id = 1', name, name)
    site.edit('sql', 'update billing_payment set label = %s where member_id = 1', f"VIR {name}")


def test_person_is_in_no_copy_after_the_next_run(site, settings, ledger):
    site.load(Sample(members=3, months=3, seed=1).rows)
    rename(site, NAME)
    assert sync.run(settings).exit_code == 0
    assert {table for table, _ in places(site)} >= {
        'members_member', 'asso_portal_record', 'asso_portal_account'}
    assert ('party.party', 'name') in texts(ledger, NAME)
    rename(site, '****')
    assert sync.run(settings).exit_code == 0
    # What is posted keeps the label that it was posted with, until its party is erased
    assert (places(site), texts(ledger, NAME)) == (
        set(), {('account.move.line', 'description')})
    ledger.run(lambda: erase(ledger, '1'))
    assert sync.run(settings).exit_code == 0
    assert (places(site), texts(ledger, NAME)) == (set(), set())
