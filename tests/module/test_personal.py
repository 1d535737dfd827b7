"""What is held about a person: exported, kept as the law asks, and then forgotten."""
import datetime as dt
import io
import json
import zipfile

import pytest
from trytond.model.exceptions import AccessError, DomainValidationError
from trytond.transaction import Transaction

from tests.module.portal import Portal, bill, member, payment
from tests.module.test_erasing import NAME, texts, trial
from tests.module.test_two_associations import share
from tests.module.treasurer import Treasurer, row

IBAN = 'FR7630006000011234567890189'


@pytest.fixture
def portal(ledger):
    "A portal with the person in all that it may send, a neighbour, and rows of the bank of both."
    portal = Portal(ledger)
    portal.send(
        member(last_name=NAME, email=f'{NAME}@example.org', street=f"Chez {NAME}",
            comment=NAME, nickname=NAME),
        member('2', last_name="Le Guen", comment="voisine"),
        bill('1', '20.00', '2026-01-05'), bill('2', '30.00', '2026-01-05', member='2'),
        payment('5', '15.00', '2026-01-06', ('1', '15.00'), label=f"VIR {NAME}"),
        payment('6', '7.00', '2026-01-06', label="VIR LE GUEN", member='2'),
        bill('3', '9.00', '2026-01-05', number='F-1', due=NAME, lines=[]))
    treasurer = Treasurer(ledger, portal)
    treasurer.book(
        (row('5.00', label=f"VIR {NAME}", counterparty=NAME, iban=IBAN), 'matched', '1', 'F-1'))
    treasurer.book((row('8.00', label="VIR LE GUEN", line=2), 'matched', '2', None))

    def attach():
        Attachment = ledger.get('ir.attachment')
        bill, = ledger.get('account.invoice').search([('number', '=', 'F-1')])
        Attachment.create([{
            'name': 'F-1.pdf', 'type': 'data', 'data': b'%PDF', 'resource': str(bill)}])
    ledger.run(attach)
    return portal


def exported(ledger, number, user=1):
    "The archive of the member, as its form prints it."
    def print_():
        party = ledger.get('asso.member').search([('portal_id', '=', number)])[0].party
        Report = ledger.pool.get('asso.personal.held', type='report')
        extension, content, _, _ = Report.execute([party.id], {})
        assert extension == 'zip'
        return zipfile.ZipFile(io.BytesIO(content))
    return ledger.run(print_, user=user)


def test_all_that_names_a_person_is_in_the_export(ledger, portal):
    archive = exported(ledger, '1')
    data = json.loads(archive.read('data.json'))
    named = {
        (table['model'], field)
        for table in data['tables'] for row in table['rows'] for field, value in row.items()
        if NAME.lower() in json.dumps(value, ensure_ascii=False).lower()}
    assert texts(ledger) - named == set()
    assert ('party.address', 'street_unstructured') in named
    assert ('asso.quarantine', 'content') in named
    assert IBAN in archive.read('data.json').decode()
    assert [archive.read(n) for n in archive.namelist() if n.startswith('files/')] == [b'%PDF']
    assert NAME in archive.read('summary.html').decode()


def test_nothing_of_another_person_is_in_the_export(ledger, portal):
    archive = exported(ledger, '2')
    for name in ['data.json', 'summary.html']:
        content = archive.read(name).decode()
        assert "VIR LE GUEN" in content
        assert NAME.lower() not in content.lower()


def test_export_of_one_association_has_nothing_of_the_other(make_ledger):
    ledger = make_ledger('two')
    ours, theirs = Portal(ledger), Portal(ledger, 'neighbour')
    ours.send(member(last_name=NAME), bill('1', '20.00', '2026-01-05', number='OURS'))
    share(ledger)
    theirs.send(member(last_name=NAME), bill('1', '7.00', '2026-01-05', number='THEIRS'))
    content = exported(ledger, '1').read('data.json').decode()
    assert ('OURS' in content, 'THEIRS' in content) == (True, False)


def user(ledger, *groups):
    "A user of the association in these groups alone."
    def create():
        association = ledger.get('asso.association').search([], order=[('id', 'ASC')])[0]
        User, Group = ledger.get('res.user'), ledger.get('res.group')
        created, = User.create([{
            'name': 'u', 'login': 'u', 'company': association.company.id,
            'companies': [('add', [association.company.id])],
            'groups': [('add', [
                    Group(ledger.get('ir.model.data').get_id(*group.split('.'))).id
                    for group in groups])]}])
        return created.id
    return ledger.run(create)


def test_who_is_of_another_company_exports_nothing(make_ledger):
    ledger = make_ledger('two')
    Portal(ledger).send(member(last_name=NAME))
    administrator = user(ledger, 'party.group_party_admin')
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([('code', '=', 'neighbour')])
        theirs = feed.company.id
        party = ledger.get('asso.member').search([])[0].party.id
    Report = ledger.pool.get('asso.personal.held', type='report')
    with pytest.raises(AccessError):
        ledger.run(
            Report.execute, [party], {}, user=administrator, company=theirs)


def test_who_administers_no_parties_exports_nothing(ledger, portal):
    with pytest.raises(AccessError):
        exported(ledger, '1', user(ledger, 'account.group_account'))


def test_form_of_erasing_says_what_the_law_keeps_and_until_when(ledger, portal):
    with ledger.transaction(language='fr'):
        EraseAsk = ledger.get('party.erase.ask')
        party = ledger.get('asso.member').search([('portal_id', '=', '1')])[0].party
        assert EraseAsk(party=party).on_change_with_kept().splitlines() == [
            "Facture comptable : 1, jusqu’au 31/12/2036 (Code de commerce, L123-22)",
            "Ligne de mouvement comptable : 3, jusqu’au 31/12/2036 (Code de commerce, L123-22)",
            "Origine de relevé comptable : 1, jusqu’au 31/12/2036 (Code de commerce, L123-22)"]


@pytest.fixture
def at(ledger, monkeypatch):
    "Let another day be today."
    def set_(day):
        monkeypatch.setattr(ledger.get('ir.date'), 'today', lambda *_, **__: day)
    return set_


def due(Retention):
    return {r.kind: r.due for r in Retention.search([])}


def test_vouchers_are_kept_for_ten_years_after_the_end_of_theirs(ledger, portal, at):
    at(dt.date(2036, 12, 31))
    assert ledger.run(lambda: due(ledger.get('asso.retention'))) == {
        'bank': 0, 'labels': 0, 'papers': 0, 'members': 0, 'receipts': 0,
        'arrangements': 0, 'messages': 0}
    at(dt.date(2037, 1, 1))
    assert ledger.run(lambda: due(ledger.get('asso.retention'))) == {
        'bank': 2, 'labels': 4, 'papers': 1, 'members': 0, 'receipts': 0,
        'arrangements': 0, 'messages': 0}


def test_cron_forgets_what_is_due_and_twice_nothing(ledger, portal, at):
    books = trial(ledger)
    at(dt.date(2037, 1, 1))
    for _ in range(2):
        ledger.run(lambda: ledger.get('asso.retention').forget_all())
        assert set(ledger.run(lambda: due(ledger.get('asso.retention'))).values()) == {0}
    assert trial(ledger) == books
    assert portal.faults() == []
    assert not {
        ('account.statement.origin', 'description'), ('account.statement.line', 'description'),
        ('asso.payment', 'label')} & texts(ledger)


def test_voucher_of_a_long_year_is_kept_until_ten_years_after_its_end(ledger, portal, at):
    def lengthen():
        Year = ledger.get('account.fiscalyear').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*Year.update(
            [Year.end_date], [dt.date(2027, 6, 30)],
            where=Year.start_date == dt.date(2026, 1, 1)))
    ledger.run(lengthen)
    at(dt.date(2037, 6, 29))
    assert ledger.run(lambda: due(ledger.get('asso.retention')))['papers'] == 0
    at(dt.date(2037, 7, 1))
    assert ledger.run(lambda: due(ledger.get('asso.retention')))['papers'] == 1


def test_voucher_cannot_be_kept_for_less(ledger):
    def shorten():
        Retention = ledger.get('asso.retention')
        Retention.write(Retention.search([('kind', '=', 'bank')]), {'months': 119})
    with pytest.raises(DomainValidationError):
        ledger.run(shorten)
