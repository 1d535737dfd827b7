"""How long `check` takes grows as what it compares."""
from asso_bridge.comparison import check, laying
from asso_bridge.comparison.staging import Staging


def whole_reads(db, query):
    "The tables that the query reads from end to end for each row of another."
    steps = {id_: (parent, told) for id_, parent, _, told in db.execute(
        f'explain query plan {query}')}

    def is_repeated(id_):
        while id_ in steps:
            id_, told = steps[id_]
            if told.startswith('CORRELATED'):
                return True
        return False
    # What a subquery has found for the row, or its JSON, is read whole; an automatic index is made
    # for each row
    return [
        told for id_, (_, told) in steps.items()
        if (told.startswith('SCAN') and 'VIRTUAL TABLE' not in told and '(subquery' not in told
            or 'AUTOMATIC' in told) and is_repeated(id_)]


def queries_of(staging):
    found = []
    staging.db.set_trace_callback(found.append)
    check._differences(staging, [])
    staging.db.set_trace_callback(None)
    return [query for query in found if query.lstrip().startswith(('select', 'with'))]


def whole_reads_of_check(*dropped):
    with Staging() as staging:
        staging.db.executescript(laying.TABLES)
        for index in dropped:
            staging.db.execute(f'drop index {index}')
        return [
            told for query in queries_of(staging) for told in whole_reads(staging.db, query)]


def test_no_table_is_read_whole_for_each_record():
    assert whole_reads_of_check() == []


def test_table_that_is_read_whole_for_each_record_is_found():
    assert set(whole_reads_of_check('booked_of_bill')) == {'SCAN booked'}
    assert set(whole_reads_of_check('own_of_member')) == {'SCAN o'}
