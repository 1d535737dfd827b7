from decimal import Decimal

import pytest
from pydantic import ValidationError

from asso_bridge.contract.digest import canonical, digest
from asso_bridge.contract.records import Bill, BillLine, Member, Offer, Payment, problem_of
from asso_bridge.contract.values import shown, to_cents

MEMBER = {'id': '1', 'kind': 'natural', 'status': 'member', 'last_name': "Huß"}
PAYMENT = {'id': '1', 'date': '2026-01-31', 'amount': '15.00', 'means': 'cash'}
LINE = {
    'label': "Tunnel", 'quantity': '3', 'unit_price': '5.00', 'tax_rate': '20.00', 'net': '15.00',
    'tax': '3.00', 'gross': '18.00'}
BILL = {
    'id': '1', 'kind': 'invoice', 'member': '1', 'number': 'F1', 'date': '2026-01-31',
    'total': '18.00', 'lines': (BillLine(**LINE),)}


def problem(model, **values):
    with pytest.raises(ValidationError) as raised:
        model(**values)
    found = problem_of(raised.value, 'row 1')
    return found.code, found.field, found.value


@pytest.mark.parametrize('amount, code', [
        ('15', 'money_form'),
        ('15.0', 'money_form'),
        ('12,50', 'money_form'),
        ('NaN', 'money_form'),
        ('Infinity', 'money_form'),
        ('1e3', 'money_form'),
        ('', 'money_form'),
        (' 15.00', 'money_form'),
        ('1234567890123.00', 'money_form'),
        ('15.005', 'money_decimals'),
        (15.0, 'money_form'),
        (True, 'money_form'),
        ])
def test_money_of_another_form(amount, code):
    assert problem(Payment, **PAYMENT | {'amount': amount}) == (code, 'amount', str(amount))


def test_money_minus_zero():
    assert str(Payment(**PAYMENT | {'amount': '-0.00'}).amount) == '0.00'


@pytest.mark.parametrize('day', [
        '31/01/2026', '2026-02-30', '2026-1-5', '2026-01-31T00:00:00', 20260131, ''])
def test_date_of_another_form(day):
    assert problem(Payment, **PAYMENT | {'date': day}) == ('date_form', 'date', str(day))


@pytest.mark.parametrize('text, code', [
        ('x' * 256, 'text_too_long'),
        ('a\x00b', 'text_control'),
        ('a\x1bb', 'text_control'),
        ('a\x85b', 'text_control'),
        ('a\u202eb', 'text_control'),
        ('a\u2066b', 'text_control'),
        ('a\ud800b', 'text_control'),
        ])
def test_key_that_disturbs(text, code):
    assert problem(Offer, id='1', reference=text, name='n')[:2] == (code, 'reference')


@pytest.mark.parametrize('text, shown', [
        ('x' * 10_000, 'x' * 10_000),
        ('x' * 10_001, 'x' * 9_999 + '…'),
        ('a\x00b\x1bc\x85d', 'a b c d'),
        ('a\u202eb\u2066c\ud800d', 'a b c d'),
        ])
def test_text_that_cannot_be_shown_is_no_reason_to_refuse(text, shown):
    assert Member(**MEMBER | {'last_name': text}).last_name == shown


@pytest.mark.parametrize('text', ["Œuvre d'été\xa0!", 'a\nb\tc', 'מרים', '🙂' * 255])
def test_text_of_any_language(text):
    assert Member(**MEMBER | {'last_name': text}).last_name == text


def test_choice_unknown():
    assert problem(Payment, **PAYMENT | {'means': 'cheque'}) == (
        'field_unknown_choice', 'means', 'cheque')


def test_field_missing():
    values = {name: value for name, value in PAYMENT.items() if name != 'amount'}
    assert problem(Payment, **values)[:2] == ('field_missing', 'amount')


@pytest.mark.parametrize('id', ['', 'x' * 65, 'a\nb', 7, None])
def test_id_of_another_form(id):
    assert problem(Offer, id=id, reference='r', name='n')[:2] == ('reference_form', 'id')


def test_member_without_a_name():
    assert problem(Member, **MEMBER | {'last_name': ''})[:2] == ('field_missing', 'name')


def test_record_cannot_be_changed():
    with pytest.raises(ValidationError):
        Payment(**PAYMENT).amount = Decimal(1)


def test_product_that_rounds_to_nothing_is_no_minus_zero():
    assert str(to_cents(Decimal('-0.005'), Decimal(1))) == '0.00'


def test_cents_half_to_even():
    halves = [to_cents(Decimal(price), Decimal('0.5')) for price in ('0.01', '0.03', '0.05')]
    assert [str(half) for half in halves] == ['0.00', '0.02', '0.02']


def test_cents_of_the_longest_numbers():
    most = Decimal('999999999999.999999')
    assert str(to_cents(most, most)) == '999999999999999998000000.00'


def test_shown_text_is_harmless():
    assert shown('a\x00\u202e' + 'b' * 200) == 'a\\u0000\\u202e' + 'b' * 97 + '…'


def test_digest_of_a_record_is_that_of_its_canonical_json():
    offer = Offer(id='1', reference='été', name='n')
    text = (
        '{"billable":true,"id":"1","name":"n","period_months":1,"period_price":"0.00",'
        '"reference":"été","setup_price":"0.00"}')
    assert canonical(offer).decode() == text
    assert digest(canonical(offer)) == (
        'bd2de50ce64c4b48032eeb921f476e73e38b258daed21eb3cd2a84456cde29d4')


def test_record_read_back_from_its_json_is_the_same():
    bill = Bill(**BILL)
    assert Bill.model_validate_json(canonical(bill)) == bill
