"""Whatever stands in a field: its own record is read or named, and the others are as before."""
import json
import os
import random

import pytest

from asso_bridge.comparison.staging import Staging
from asso_bridge.contract.answers import Item
from asso_bridge.contract.records import RECORDS, Problem
from asso_bridge.sources import coin
from asso_bridge.sources.dump import Dump
from asso_bridge.sources.dumpdata import DumpData
from asso_bridge.sources.live import found
from tests.bridge.dumps import rows, write
from tests.contract.golden import golden
from tests.odd import ODD, nested

SEED = int(os.environ.get('ASSO_SEED', 1))
FIELDS = [
    (at, name) for at, row in enumerate(rows()) for name in row['fields']]
HUGE = '1' * 6000


def read(path):
    with Dump(path) as dump, Staging() as staging:
        records = list(dump.found())
        staging.fetch(dump)
        staging.plan()
        sent = sum(len(batch) for batch, _ in staging.batches(100))
    assert sent == len({(f.type, f.id) for f in records})
    return {(f.type, f.id): f.content for f in records}


def owner_of(row):
    "The record that a row is part of, or that is in another's."
    kind, field = coin.BELONGS[row['model']]
    return kind, str(row['fields'][field] if field else row['pk'])


def check(tmp_path, at, name, value, before):
    changed = rows()
    row = changed[at]
    own = owner_of(row)
    # A payment may be a credit note, and a row may leave its record for another
    ours = {own, ('credit_note', own[1]), ('payment', own[1])}
    if row['model'] in {coin.BILL, coin.SUBSCRIPTION}:
        ours |= {key for key in before if key[0] in {'bill', 'payment', 'credit_note'}}
    row['fields'][name] = value
    after = read(write(tmp_path / 'dump.json', changed))
    others = before.keys() - ours
    assert {key: after.get(key) for key in others} == {key: before[key] for key in others}


def test_odd_value_in_a_dump_concerns_its_record_alone(tmp_path):
    before = read(write(tmp_path / 'sound.json', rows()))
    for at, name in FIELDS:
        for value in random.Random(f'{SEED} {at} {name}').sample(ODD, 4):
            check(tmp_path, at, name, value, before)


@pytest.mark.stress
def test_every_odd_value_in_a_dump_concerns_its_record_alone(tmp_path):
    before = read(write(tmp_path / 'sound.json', rows()))
    for at, name in FIELDS:
        for value in ODD:
            check(tmp_path, at, name, value, before)


@pytest.mark.parametrize('written', [
        HUGE, '-' + HUGE, 'NaN', '-Infinity', '1e99999999999999999999', '1.5E+7',
        json.dumps(nested(3000 // 4))])
def test_number_that_no_reader_takes_is_one_of_its_own_record(tmp_path, written):
    sound = write(tmp_path / 'sound.json', rows())
    text = sound.read_text(encoding='utf-8')
    assert text.count('"33.00"') == 1
    spoilt = tmp_path / 'spoilt.json'
    spoilt.write_text(text.replace('"33.00"', written), encoding='utf-8')
    before, after = read(sound), read(spoilt)
    problem = after.pop(('payment', '1'))
    assert (problem.code, problem.field) == ('money_form', 'amount')
    del before['payment', '1']
    assert after == before


def test_text_that_looks_like_such_a_number_stays_whole(tmp_path):
    label = 'NaN 1e5 "' + '7' * 70_000 + '\\" Infinity'
    changed = rows() + [row for row in rows() if row['model'] == 'billing.payment']
    for row in changed:
        if row['model'] == 'billing.payment':
            row['fields']['label'] = label
    changed[0]['fields']['period_fees'] = float('nan')
    path = write(tmp_path / 'dump.json', changed)
    assert [fields['label'] for model, _, fields in DumpData(path)
        if model == 'billing.payment'] == [label] * 8


ITEMS = [item for item in golden('page')['items'] if item['op'] == 'upsert']


@pytest.mark.parametrize('item', ITEMS, ids=lambda item: f"{item['type']} {item['id']}")
def test_odd_value_on_a_page_is_read_or_named(item):
    for name in item['data']:
        for value in ODD:
            data = json.loads(json.dumps({**item['data'], name: value}))
            read = found(Item(**{**item, 'data': data}))
            assert (read.type, read.id) == (item['type'], item['id'])
            assert isinstance(read.content, Problem | RECORDS[item['type']])


@pytest.mark.parametrize('data', [None, [], 'x', 1, [[1]], {}])
def test_data_that_is_no_record_is_named(data):
    read = found(Item(seq=1, type='member', id='1', op='upsert', digest='', data=data))
    assert isinstance(read.content, Problem)


@pytest.mark.parametrize('id_', ['', ' 1', '1\n', 'x' * 65, 'a\x00b'])
def test_record_of_an_id_that_cannot_be_kept_is_named_by_another(id_):
    read = found(Item(seq=1, type='member', id=id_, op='upsert', digest='', data={'id': id_}))
    assert (read.content.code, read.content.field) == ('reference_form', 'id')
    assert read.id == read.id.strip() != id_


def test_moment_at_the_end_of_time_is_the_day_that_it_names(tmp_path):
    changed = rows()
    changed[1]['fields']['resign_date'] = '9999-12-31T23:59:59Z'
    changed[2]['fields']['date_joined'] = '0001-01-01T00:00:00+14:00'
    read_ = read(write(tmp_path / 'dump.json', changed))
    assert str(read_['member', '1'].left) == '9999-12-31'
    assert str(read_['member', '2'].joined) == '0001-01-01'
