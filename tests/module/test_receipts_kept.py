"""Receipts of a donor who is erased: kept for six years, as the law asks, and then forgotten."""
import datetime as dt
from unittest.mock import patch

import pytest
from trytond.model.exceptions import DomainValidationError

from tests.module.test_erasing import erase
from trytond_asso_members.exceptions import DocumentError

ERASED = '****'


@pytest.fixture
def on(given):
    "Do the work on another day than that of the issue"
    def do(day, work):
        def on_that_day():
            with patch.object(given.ledger.get('ir.date'), 'today', lambda *_, **__: day):
                return work()
        result = given.ledger.run(on_that_day)
        assert given.portal.faults() == []
        return result
    return do


def names(given):
    return {number: name for number, (_, _, name, _) in given.receipts().items()}


def kept(given):
    "What the wizard says of the second member before it erases"
    Ask = given.ledger.get('party.erase.ask')
    member, = given.ledger.get('asso.member').search([('portal_id', '=', '2')])
    return Ask(party=member.party).on_change_with_kept().splitlines()


def test_form_of_erase_says_until_when_receipts_are_kept(given):
    given.issue()
    said = given.ledger.run(lambda: kept(given))
    assert [line for line in said if 'L102 E' in line] == [
        'Tax Receipts: 1, until 01/15/2033 (Livre des procédures fiscales, L102 E)']


@pytest.mark.parametrize('day, name', [
        pytest.param(15, 'Morin 2', marks=pytest.mark.stress), (16, ERASED)])
def test_receipts_of_a_party_erased_keep_their_donor_for_six_years(given, on, day, name):
    given.issue()
    on(dt.date(2033, 1, day), lambda: erase(given.ledger, '2'))
    assert names(given) == {'2027-000001': name, '2027-000002': 'Morin 1'}


def test_draft_of_a_party_erased_is_gone(given, on):
    given.prepare()
    on(dt.date(2027, 1, 16), lambda: erase(given.ledger, '2'))
    assert given.receipts() == {None: ('draft', '28.00', 'Morin 1', None)}


def test_donors_are_forgotten_after_six_years_and_their_sums_stay(given, on):
    given.issue()
    Retention = given.ledger.get('asso.retention')
    on(dt.date(2033, 1, 15), Retention.forget_all)
    assert ERASED not in names(given).values()
    for _ in range(2):
        on(dt.date(2033, 1, 16), Retention.forget_all)
        assert given.receipts() == {
            '2027-000001': ('issued', '50.00', ERASED, None),
            '2027-000002': ('issued', '28.00', ERASED, None)}
    Report = given.ledger.pool.get('asso.receipt', type='report')
    receipt = given.ledger.run(lambda: given.ledger.get('asso.receipt').search([])[0].id)
    with pytest.raises(DocumentError, match="was forgotten"):
        given.run(lambda: Report.execute([receipt], {}))


def test_receipts_cannot_be_kept_for_less(given):
    def shorten():
        Retention = given.ledger.get('asso.retention')
        Retention.write(Retention.search([('kind', '=', 'receipts')]), {'months': 71})
    with pytest.raises(DomainValidationError):
        given.ledger.run(shorten)
