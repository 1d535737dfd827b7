import gzip
import json
from decimal import Decimal

import pytest

from asso_bridge.contract.records import Problem
from asso_bridge.errors import BadSource
from asso_bridge.sources.dump import Dump
from tests.bridge.dumps import allocation, find, member, payment, row, rows, write


def read(path, allocations='auto'):
    with Dump(path, allocations) as dump:
        return list(dump.found())


def found(path, changed):
    return {(f.type, f.id): f.content for f in read(write(path / 'dump.json', changed))}


def problems(path, changed):
    "{(type, id): (code, field, value, record)}"
    return {
        key: (content.code, content.field, content.value, content.record)
        for key, content in found(path, changed).items() if isinstance(content, Problem)}


def test_dump_gives_every_record_in_the_order_of_need(tmp_path):
    assert [(f.type, f.id) for f in read(write(tmp_path / 'dump.json', rows()))] == [
        ('offer', '1'), ('member', '1'), ('member', '2'), ('subscription', '1'),
        ('bill', '1'), ('bill', '2'), ('bill', '3'), ('payment', '4'), ('payment', '1'),
        ('credit_note', '3'), ('payment', '2')]


@pytest.mark.parametrize('reorder', [reversed, lambda rows: rows[7:] + rows[:7]])
def test_dump_in_another_order_gives_the_same(tmp_path, reorder):
    assert read(write(tmp_path / 'other.json', list(reorder(rows())))) == read(
        write(tmp_path / 'dump.json', rows()))


def test_dump_packed_gives_the_same_under_the_same_cursor(tmp_path):
    plain = write(tmp_path / 'dump.json', rows())
    packed = tmp_path / 'packed'
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(packed) == read(plain)
    with Dump(plain) as one, Dump(packed) as other:
        assert one.cursor == other.cursor


def test_dump_with_byte_order_mark(tmp_path):
    marked = tmp_path / 'marked.json'
    marked.write_bytes(b'\xef\xbb\xbf' + json.dumps(rows()).encode())
    assert len(read(marked)) == 11


def test_dump_counts_what_it_ignores(tmp_path):
    path = write(tmp_path / 'dump.json', rows() + [
            row('sites.site', 1), row('sites.site', 2), row('auth.group', 1)])
    with Dump(path) as dump:
        assert dump.ignored == {'sites.site': 2, 'auth.group': 1}


BROKEN = {
    'cut_off': (lambda text: text[:-40], "is cut off after row 18"),
    'not_json': (lambda text: b'id;amount\n1;2\n', "is not JSON"),
    'wrong_encoding': (
        lambda text: text.replace(b'Zo\\u00e9', 'Zoé'.encode('latin-1')),
        "is not UTF-8 after row 1"),
    'utf16': (lambda text: text.decode().encode('utf-16'), "is written in UTF-16, not UTF-8"),
    'object': (lambda text: b'{"rows": ' + text + b'}', "is JSON, but not a list of rows"),
    'empty': (lambda text: b' \n', "is empty"),
    'goes_on': (lambda text: text + text, "goes on after the end of its list"),
    'word': (lambda text: text.replace(b'"33.00"', b'nothing'), "is not JSON after row 11"),
    'no_rows': (
        lambda text: b'[1, 2]',
        'holds no {"model", "pk", "fields"} with a usable pk in row 1'),
    'packed_cut_off': (
        lambda text: gzip.compress(text)[:-20],
        "is cut off or damaged in its packing, after row 0"),
    }


@pytest.mark.parametrize('name', BROKEN)
def test_dump_broken_as_a_whole_stops(tmp_path, name):
    spoil, says = BROKEN[name]
    path = tmp_path / 'dump.json'
    path.write_bytes(spoil(json.dumps(rows()).encode()))
    with pytest.raises(BadSource) as raised:
        read(path)
    assert raised.value.what.startswith(f"The dump {path} {says}")


def test_dump_that_is_not_there(tmp_path):
    with pytest.raises(BadSource) as raised:
        read(tmp_path / 'none.json')
    assert raised.value.what == (
        f"The dump {tmp_path / 'none.json'} cannot be read: No such file or directory.")


# What is done to the sample rows, and what must follow from it
UNREADABLE = {
    'money_decimals': (
        ('billing.payment', 1, 'amount', '33.005'),
        ('payment', '1', 'money_decimals', '33.005')),
    'money_comma': (
        ('billing.payment', 1, 'amount', '12,50'), ('payment', '1', 'money_form', '12,50')),
    'money_nan': (
        ('billing.payment', 1, 'amount', 'NaN'), ('payment', '1', 'money_form', 'NaN')),
    'money_true': (
        ('billing.payment', 1, 'amount', True), ('payment', '1', 'money_form', 'True')),
    'money_missing': (
        ('billing.membershipfee', 2, '_amount', None), ('bill', '2', 'field_missing', '')),
    'quantity': (
        ('billing.invoicedetail', 1, 'quantity', 'two'), ('bill', '1', 'number_form', 'two')),
    'rate': (('billing.invoicedetail', 1, 'tax', '5.555'), ('bill', '1', 'number_form', '5.555')),
    'date': (
        ('billing.bill', 1, 'date', '05/01/2026'), ('bill', '1', 'date_form', '05/01/2026')),
    'date_of_no_day': (
        ('billing.bill', 1, 'date', '2026-02-30'), ('bill', '1', 'date_form', '2026-02-30')),
    'date_joined': (
        ('members.member', 1, 'date_joined', '2026-01-99T00:00'),
        ('member', '1', 'date_form', '2026-01-99T00:00')),
    'status': (
        ('billing.bill', 1, 'status', 'lost'), ('bill', '1', 'field_unknown_choice', 'lost')),
    'mean': (
        ('billing.payment', 1, 'payment_mean', 'gold'),
        ('payment', '1', 'field_unknown_choice', 'gold')),
    'kind': (
        ('members.member', 1, 'type', 'robot'),
        ('member', '1', 'field_unknown_choice', 'robot')),
    'member_status': (
        ('members.member', 1, 'status', None), ('member', '1', 'field_missing', '')),
    'validated': (
        ('billing.invoice', 1, 'validated', 'yes'),
        ('bill', '1', 'field_unknown_choice', 'yes')),
    'number_missing': (
        ('billing.invoice', 1, 'number', ''), ('bill', '1', 'field_missing', '')),
    'member_missing': (('billing.bill', 1, 'member', None), ('bill', '1', 'field_missing', '')),
    'member_of_another_form': (
        ('billing.bill', 1, 'member', [1]), ('bill', '1', 'reference_form', '[1]')),
    'credit_note_of_no_bill': (
        ('billing.payment', 3, 'bill', None), ('credit_note', '3', 'field_missing', '')),
    'key_too_long': (
        ('offers.offer', 1, 'reference', 'x' * 300),
        ('offer', '1', 'text_too_long', 'x' * 100 + '…')),
    'key_with_nul': (
        ('offers.offer', 1, 'reference', 'a\x00b'), ('offer', '1', 'text_control', 'a\\u0000b')),
    'key_right_to_left': (
        ('offers.offer', 1, 'reference', 'a\u202eb'),
        ('offer', '1', 'text_control', 'a\\u202eb')),
    'label_is_a_list': (
        ('billing.payment', 1, 'label', ['x']), ('payment', '1', 'text_control', "['x']")),
    'reference_missing': (
        ('offers.offer', 1, 'reference', ' '), ('offer', '1', 'field_missing', '')),
    'period': (
        ('offers.offer', 1, 'billing_period', 1.5), ('offer', '1', 'number_form', '1.5')),
    'start_missing': (
        ('offers.offersubscription', 1, 'subscription_date', None),
        ('subscription', '1', 'field_missing', '')),
    'allocation_amount': (
        ('billing.paymentallocation', 1, 'amount', 'all'),
        ('payment', '1', 'money_form', 'all')),
    }


@pytest.mark.parametrize('name', UNREADABLE)
def test_row_unreadable_by(tmp_path, name):
    (model, pk, field, value), (kind, id, code, told) = UNREADABLE[name]
    changed = rows()
    find(changed, model, pk)[field] = value
    of = f'{model} {pk}' if model != 'billing.paymentallocation' else f'{model} of payment {id}'
    before = found(tmp_path, rows())
    after = found(tmp_path, changed)
    assert after.pop((kind, id)) == Problem(code=code, field=field, value=told, record=of)
    del before[kind, id]
    assert after == before


def test_bill_without_its_child(tmp_path):
    changed = [r for r in rows() if r['model'] != 'billing.donation']
    assert problems(tmp_path, changed) == {
        ('bill', '3'): ('child_missing', 'bill', '3', 'billing.bill 3')}


def test_child_without_its_bill(tmp_path):
    changed = [r for r in rows() if (r['model'], r['pk']) != ('billing.bill', 2)]
    assert problems(tmp_path, changed) == {
        ('bill', '2'): ('child_missing', 'bill', '2', 'billing.membershipfee 2')}


def test_allocation_of_an_unknown_bill_is_the_ledgers_to_wait_for(tmp_path):
    changed = rows()
    find(changed, 'billing.paymentallocation', 1)['bill'] = 99
    read = found(tmp_path, changed)['payment', '1']
    assert [share.bill for share in read.allocations] == ['2', '99']


def test_bill_of_two_kinds(tmp_path):
    changed = rows() + [row('billing.donation', 2, _amount='1.00')]
    assert problems(tmp_path, changed) == {
        ('bill', '2'): ('duplicate_row', 'bill', '2', 'billing.donation 2')}


def test_line_of_an_unknown_invoice(tmp_path):
    line = dict(find(rows(), 'billing.invoicedetail', 1), invoice=77)
    assert problems(tmp_path, rows() + [row('billing.invoicedetail', 2, **line)]) == {
        ('bill', '77'): ('reference_form', 'invoice', '77', 'billing.invoicedetail 2')}


def test_line_of_a_fee(tmp_path):
    line = dict(find(rows(), 'billing.invoicedetail', 1), invoice=2)
    assert problems(tmp_path, rows() + [row('billing.invoicedetail', 2, **line)]) == {
        ('bill', '2'): ('reference_form', 'invoice', '2', 'billing.invoicedetail 2')}


def test_line_of_no_invoice(tmp_path):
    line = dict(find(rows(), 'billing.invoicedetail', 1), invoice=None)
    assert problems(tmp_path, rows() + [row('billing.invoicedetail', 2, **line)]) == {
        ('bill', 'invoicedetail 2'): (
            'field_missing', 'invoice', '', 'billing.invoicedetail 2')}


def test_allocation_of_an_unknown_payment(tmp_path):
    assert problems(tmp_path, rows() + [allocation(9, 88, 1, '1.00')]) == {
        ('payment', 'paymentallocation 9'): (
            'reference_form', 'payment', '88', 'billing.paymentallocation 9')}


def test_row_twice_counts_once_and_is_told(tmp_path):
    twice = rows() + [payment(1, 1, '33.00'), payment(1, 2, '99.00')]
    after = found(tmp_path, twice)
    assert after.pop(('payment', 'payment 1 (3x)')) == Problem(
        code='duplicate_row', field='pk', value='1', record='billing.payment 1')
    assert after == found(tmp_path, rows())


def test_allocations_made_again_change_nothing(tmp_path):
    again = [r for r in rows() if r['model'] != 'billing.paymentallocation'] + [
        allocation(101, 1, 2, '10.00'), allocation(102, 3, 3, '10.00'),
        allocation(103, 2, 3, '20.00'), allocation(104, 1, 2, '5.00'),
        allocation(105, 1, 1, '18.00')]
    assert found(tmp_path, again) == found(tmp_path, rows())


def test_allocations_are_ordered_by_the_number_of_the_bill(tmp_path):
    more = [
        r for pk in (10, 9) for r in (
            row('billing.bill', pk, member=1, date='2026-01-08', status='open'),
            row('billing.donation', pk, _amount='1.00'))]
    changed = rows() + more + [allocation(5, 1, 10, '1.00'), allocation(6, 1, 9, '1.00')]
    given = found(tmp_path, changed)['payment', '1'].allocations
    assert [(share.bill, share.amount) for share in given] == [
        ('1', Decimal('18.00')), ('2', Decimal('15.00')), ('9', Decimal('1.00')),
        ('10', Decimal('1.00'))]


@pytest.mark.parametrize('setting, balance, expected', [
        ('auto', '0.00', None),
        ('auto', '-5.00', ()),
        ('portal', '0.00', ()),
        ('ledger', '-5.00', None),
        ])
def test_allocations_of_a_dump_that_has_none(tmp_path, setting, balance, expected):
    bare = [r for r in rows() if r['model'] != 'billing.paymentallocation']
    find(bare, 'members.member', 1)['balance'] = balance
    content = {
        (f.type, f.id): f.content for f in read(write(tmp_path / 'dump.json', bare), setting)}
    assert content['payment', '1'].allocations == expected
    assert content['credit_note', '3'].allocations == expected


def test_balances_that_the_portal_shows(tmp_path):
    changed = rows()
    find(changed, 'members.member', 1)['balance'] = '-1.50'
    find(changed, 'members.member', 2)['balance'] = 'unknown'
    with Dump(write(tmp_path / 'dump.json', changed)) as dump:
        assert list(dump.balances()) == [('1', Decimal('-1.50'))]


def test_pk_that_is_a_long_text_stops(tmp_path):
    path = write(tmp_path / 'dump.json', [*rows(), member('x' * 40)])
    with pytest.raises(BadSource):
        read(path)
