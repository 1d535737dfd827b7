"""Payment references: how they are made, read again, shown and found."""
import pytest
from stdnum import iso11649

from tests.module.portal import bill, gone, note, payment

pytestmark = pytest.mark.postgresql("how text is compared")


@pytest.fixture(scope='module')
def reference():
    from trytond_asso_members.bills import reference
    return reference


@pytest.mark.parametrize('id_, body', [
        (1, '00000001'), (9_999_999, '09999999'), (10_000_000, '010000000'),
        (123_456_789, '0123456789')])
def test_reference_of_a_member_has_a_body_that_begins_with_0(reference, id_, body):
    made = reference.of_party(id_)
    assert (made[:2], made[4:], iso11649.is_valid(made)) == ('RF', body, True)
    assert (reference.party_of(made), reference.bill_of(made)) == (id_, None)


@pytest.mark.parametrize('id_, body', [
        (1, '10000001'), (89_999_999, '99999999'), (90_000_000, '100000000')])
def test_reference_of_a_bill_has_a_body_that_does_not(reference, id_, body):
    made = reference.of_bill(id_)
    assert (made[:2], made[4:], iso11649.is_valid(made)) == ('RF', body, True)
    assert (reference.party_of(made), reference.bill_of(made)) == (None, id_)


@pytest.mark.parametrize('written', ["RF53 1000 0012", "rf53 10000012", "RF53.1000-0012 "])
def test_reference_is_read_however_it_is_written(reference, written):
    assert reference.bill_of(written) == 12


@pytest.mark.parametrize('written', [
        "", "RF", "RF54 1000 0012", "RF53 1000 0021", "RF5310000012X", "RF18539007547034",
        iso11649.format('RF12' + '9' * 21), "RF53 0000 0000", "12", "RF9４10000012"])
def test_what_is_no_reference_of_ours_names_nobody(reference, written):
    assert (reference.party_of(written), reference.bill_of(written)) == (None, None)


def test_one_wrong_digit_or_two_that_change_places_are_noticed(reference):
    made = reference.of_bill(123_456)
    slips = {
        made[:n] + digit + made[n + 1:] for n in range(2, 12) for digit in '0123456789'} | {
        made[:n] + made[n + 1] + made[n] + made[n + 2:] for n in range(2, 11)}
    assert {slip for slip in slips if reference.bill_of(slip) or reference.party_of(slip)} == {
        made}


def find(ledger, model, name, *clause):
    return ledger.run(lambda: [
            one.id for one in ledger.get(model).search([(name, *clause)])])


def shown(ledger, model, name):
    "{id: reference} as Tryton's client shows it"
    return ledger.run(lambda: {
            one.id: getattr(one, name) for one in ledger.get(model).search([])})


def test_bill_has_its_reference_in_tryton_and_is_found_by_it(portal, ledger, reference):
    (id_, text), = shown(
        ledger, 'account.invoice', 'customer_payment_reference').items()
    assert text == iso11649.format(reference.of_bill(id_))
    for clause in [
            ('=', text), ('=', text.lower()), ('ilike', f'%{text.replace(" ", "")}%'),
            ('in', ["RF18 5390 0754 7034", text])]:
        assert find(
            ledger, 'account.invoice', 'customer_payment_reference', *clause) == [id_]
    for text in ["RF18 5390 0754 7034", "nonsense", None]:
        assert find(
            ledger, 'account.invoice', 'customer_payment_reference', '=', text) == []


def test_bill_is_found_by_the_reference_that_tryton_made_of_its_number(portal, ledger):
    id_, = shown(ledger, 'account.invoice', 'number')
    assert find(
        ledger, 'account.invoice', 'customer_payment_reference', '=', "RF98 F1") == [id_]


def test_bill_has_the_reference_of_its_member_where_tryton_is_set_so(
        portal, ledger, reference):
    def set_():
        configuration = ledger.get('account.configuration')(1)
        configuration.customer_payment_reference_number = 'party'
        configuration.save()
    ledger.run(set_)
    texts = ledger.run(lambda: [
            (one.customer_payment_reference, one.party.payment_reference)
            for one in ledger.get('account.invoice').search([])])
    assert [one == other for one, other in texts] == [True]


@pytest.mark.parametrize('model', ['party.party', 'asso.member'])
def test_member_is_found_by_the_reference(portal, ledger, model):
    texts = shown(ledger, model, 'payment_reference')
    assert len(set(texts.values())) == len(texts)
    for id_, text in texts.items():
        assert find(ledger, model, 'payment_reference', 'ilike', f'%{text.lower()}%') == [id_]
    assert find(ledger, model, 'payment_reference', '=', "RF18 5390 0754 7034") == []


def test_member_is_found_by_the_reference_where_a_name_is_typed(portal, ledger):
    for id_, text in shown(ledger, 'asso.member', 'payment_reference').items():
        assert find(ledger, 'asso.member', 'rec_name', 'ilike', f'%{text}%') == [id_]
        assert find(ledger, 'asso.member', 'rec_name', 'not ilike', f'%{text}%') != [id_]


def test_draft_has_no_reference(portal, ledger):
    def copy():
        Invoice = ledger.get('account.invoice')
        draft, = Invoice.copy(Invoice.search([]))
        return Invoice(draft.id).customer_payment_reference
    assert ledger.run(copy) is None


def told(answer):
    "({member: reference}, {document: reference}) of a statement or a snapshot"
    members = {m['id']: m['reference'] for m in answer['members']}
    documents = {
        (e['type'], e['id']): e.get('reference')
        for m in answer['members'] for e in m['entries']}
    return members, documents


def test_member_and_bill_are_told_with_their_references(portal, ledger, reference):
    portal.send(payment('1', '130.00', '2026-02-01'), note('9', '5.00', '2026-02-02', '1'))
    portal.send(bill('2', '50.00', '2026-03-05', member='2'))
    parties = ledger.run(lambda: {
            m.portal_id: m.party.id for m in ledger.get('asso.member').search([])})
    bills = ledger.run(lambda: {
            i.portal_id: i.id
            for i in ledger.get('account.invoice').search([('bill_kind', '=', 'invoice')])})
    for answer in [portal.statement(), portal.snapshot()]:
        members, documents = told(answer)
        assert members == {id_: reference.of_party(party) for id_, party in parties.items()}
        assert documents['bill', '2'] == reference.of_bill(bills['2'])
        assert {documents[key] for key in documents if key[0] != 'bill'} <= {None}


def test_credit_note_of_tryton_has_none(portal):
    portal.send(gone('bill', '1'))
    _, documents = told(portal.statement())
    assert documents['credit_note', None] is None
    assert documents['bill', None]
