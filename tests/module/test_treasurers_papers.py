"""The papers of a treasurer: what they say equals the books, and they are drawn alike each time."""
import datetime as dt
from decimal import Decimal
from unittest.mock import patch

import pytest

from tests.module.clerk import Clerk, sent
from tests.module.papers import IBAN, furnish, pages, speak
from tests.module.portal import bill, fee, gone, member, note, payment
from tests.module.treasurer import file
from trytond_asso_members.documents import drawing
from trytond_asso_members.exceptions import DocumentError

FIRST, LAST = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
needs_weasyprint = pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")


@pytest.fixture
def office(ledger, portal):
    """The first member has bills of each age, one paid in part, one credited and one deleted; the
    second is ahead; the third is no member any more.
    """
    portal.send(
        member('2', street="3 quai de la Douane", postal_code='29200', city="Brest"),
        member('3', left='2026-01-31'), member('4', joined='2026-01-02'),
        bill('2', '30.00', '2026-02-05', due='2026-03-20'),
        bill('3', '20.00', '2026-02-06', due='2026-02-10'),
        bill('4', '7.00', '2026-02-07'),
        payment('1', '120.00', '2026-02-10', ('1', '100.00'), ('2', '20.00'), label="VIR ADA"),
        note('5', '5.00', '2026-02-12', '3', ('3', '5.00')),
        fee('6', '15.00', '2026-01-10', member='2', start='2026-01-01', end='2026-12-31'),
        payment('2', '40.00', '2026-02-11', ('6', '15.00'), member='2'),
        bill('7', '11.00', '2026-03-02'))
    portal.send(gone('bill', '4'))
    furnish(ledger, portal)
    for number in range(1, 5):
        speak(ledger, f'Ada Morin {number}', 'fr')
    return ledger


def printed(ledger, name, ids=(), language='fr', **data):
    "The bytes of a report, which are the same the second time."
    def work():
        from trytond.transaction import Transaction
        Report = ledger.pool.get(name, type='report')
        with Transaction().set_context(language=language):
            return Report.execute(list(ids), data)[:2]
    first, second = ledger.run(work), ledger.run(work)
    assert first == second
    return first


def text(ledger, name, ids=(), **data):
    extension, content = printed(ledger, name, ids, **data)
    assert extension == 'pdf'
    return pages(content)


def members(ledger, *numbers):
    with ledger.transaction():
        return [
            found.id for number in numbers
            for found in ledger.get('asso.member').search([
                    ('number', '=', number)])]


def owed_in_ledger(ledger, day, *domain):
    "The sum of the posted lines on receivable accounts, negative as far as members owe"
    with ledger.transaction():
        lines = ledger.get('account.move.line').search([
                ('account.type.receivable', '=', True), ('move.state', '=', 'posted'),
                ('move.date', '<=', day), *domain])
        return sum((line.credit - line.debit for line in lines), Decimal('0.00'))


def euros(amount):
    return f'{amount:.2f} €'.replace('.', ',')


def of_ada(ledger, day):
    return euros(owed_in_ledger(ledger, day, ('party.name', '=', 'Ada Morin 1')))


@needs_weasyprint
def test_account_says_what_was_booked_what_paid_what_and_what_is_left(office):
    before, after = of_ada(office, dt.date(2026, 1, 31)), of_ada(office, LAST)
    assert (before, after) == ('-100,00 €', '-25,00 €')
    first, second = text(
        office, 'asso.paper.account', members(office, '1'), first=FIRST, last=LAST)
    assert first.endswith(
        "Relevé de compte Numéro d'adhérent 1 Du 1er février 2026 Au 28 février 2026 "
        f"Date Pièce Facturé Réglé Solde 01/02/2026 Solde précédent {before} "
        "05/02/2026 Facture F-2 Accès 30,00 € -130,00 € "
        "06/02/2026 Facture F-3 Accès 20,00 € -150,00 € "
        "07/02/2026 Facture F-4 Accès 7,00 € -157,00 € "
        "07/02/2026 Avoir AV-000002 Extourne de F-4 Règle F-4 (7,00 €) 7,00 € -150,00 € "
        "10/02/2026 Paiement VIR ADA Règle F-1 (100,00 €) Règle F-2 (20,00 €) 120,00 € -30,00 € "
        "12/02/2026 Avoir Règle F-3 (5,00 €) 5,00 € -25,00 € "
        f"28/02/2026 Solde final 57,00 € 132,00 € {after} À payer : 25,00 € "
        "Les Amis du Réseau · SIREN 732 829 320 1 / 2")
    assert second.startswith(
        "Écritures ouvertes à cette date Date Échéance Pièce Montant Reste "
        "05/02/2026 20/03/2026 Facture F-2 -30,00 € -10,00 € "
        "06/02/2026 10/02/2026 Facture F-3 -20,00 € -15,00 € ")


@pytest.mark.stress
@needs_weasyprint
def test_account_says_by_which_days_the_rest_is_to_be_paid_as_agreed(office):
    def agree():
        Arrangement, Invoice = office.get('asso.arrangement'), office.get('account.invoice')
        bills = Invoice.search([('number', 'in', ['F-2', 'F-3'])], order=[('id', 'ASC')])
        arrangement, = Arrangement.create([{
                    'company': bills[0].company.id, 'party': bills[0].party.id,
                    'bills': [('create', [{'bill': one.id} for one in bills])],
                    'instalments': [('create', [
                                {'date': dt.date(2026, month, 1), 'amount': Decimal(amount)}
                                for month, amount in [(4, '15'), (5, '10')]])]}])
        Arrangement.agree([arrangement])
    with patch.object(office.get('ir.date'), 'today', lambda *_, **__: LAST):
        office.run(agree)

    def said(last):
        pages_ = text(office, 'asso.paper.account', members(office, '1'), first=FIRST, last=last)
        return ' '.join(pages_).partition("Échéancier convenu ")[2].partition(" Les montants")[0]
    assert said(LAST) == (
        "Date Pièce Montant 01/04/2026 F-2, F-3 15,00 € 01/05/2026 F-2, F-3 10,00 €")
    assert said(LAST - dt.timedelta(days=1)) == ''


@needs_weasyprint
@pytest.mark.stress
def test_accounts_of_several_are_one_file_each_in_its_language(office):
    speak(office, 'Ada Morin 2', 'en')
    *_, ahead, nothing = text(
        office, 'asso.paper.account', members(office, '1', '2', '3'), first=FIRST, last=LAST)
    assert "Statement of Account Member number 2" in ahead
    assert "In your favour: €25.00" in ahead and ahead.endswith('1 / 1')
    assert "Rien n'est à payer." in nothing


@pytest.mark.stress
@needs_weasyprint
def test_write_off_is_on_the_account_for_its_bill_and_a_deleted_payment_is_not(office, portal):
    clerk = Clerk(office, portal)
    clerk.write_off('F-3', amount='2.00')
    clerk.write_off('F-2')
    portal.send(gone('payment', '1'))
    page, *_ = text(office, 'asso.paper.account', members(office, '1'), first=FIRST, last=LAST)
    assert "10/02/2026 Passage en perte" in page and "Règle F-3 (2,00 €)" in page
    assert "Règle F-2 (10,00 €)" in page
    assert "VIR ADA" not in page
    assert f"{of_ada(office, LAST)} À payer" in page


@needs_weasyprint
def test_balances_by_age_add_up_to_the_ledger(office):
    page, = text(office, 'asso.paper.owed', day=LAST, list='aged', form='pdf')
    total = owed_in_ledger(office, LAST)
    assert total == 0
    assert "1 Ada Morin 1 10,00 € 15,00 € – – – 25,00 € – -25,00 € " in page
    assert "2 Ada Morin 2 – – – – – – 25,00 € 25,00 € " in page
    assert (
        f"Total 10,00 € 15,00 € 0,00 € 0,00 € 0,00 € 25,00 € 25,00 € {euros(total)}" in page)
    later, = text(
        office, 'asso.paper.owed', day=dt.date(2026, 6, 1), list='aged', form='pdf')
    assert "1 Ada Morin 1 – – – 10,00 € 26,00 € 36,00 € – -36,00 € " in later


@needs_weasyprint
def test_open_entries_are_those_of_the_day(office):
    page, = text(office, 'asso.paper.owed', day=LAST, list='open', form='pdf')
    assert (
        "1 Ada Morin 1 05/02/2026 20/03/2026 Facture F-2 Accès -30,00 € -10,00 € "
        "1 Ada Morin 1 06/02/2026 10/02/2026 Facture F-3 Accès -20,00 € -15,00 € "
        "Ada Morin 1 -25,00 € ") in page
    assert f"Total {euros(owed_in_ledger(office, LAST))} " in page
    before, = text(office, 'asso.paper.owed', day=FIRST, list='open', form='pdf')
    assert f"Total {euros(owed_in_ledger(office, FIRST))} " in before
    assert "-115,00 €" in before


@needs_weasyprint
@pytest.mark.stress
def test_head_of_a_list_is_on_each_page(office, portal):
    portal.send(
        *(member(str(n)) for n in range(10, 38)),
        *(bill(str(n), '1.00', '2026-02-01', member=str(n)) for n in range(10, 38)))
    first, *others = text(office, 'asso.paper.owed', day=LAST, list='aged', form='pdf')
    assert "Numéro Adhérent Non échu" in first
    assert others != []
    assert [page for page in others if not page.startswith("Numéro Adhérent Non échu")] == []


@pytest.mark.stress
def test_lists_are_files_for_a_spreadsheet_too(office):
    extension, content = printed(office, 'asso.paper.owed', day=LAST, list='aged', form='csv')
    assert extension == 'csv'
    assert content.decode('utf-8-sig').splitlines() == [
        "Numéro;Adhérent;Non échu;1 à 30 jours;31 à 60 jours;61 à 90 jours;Plus de 90 jours;"
        "Dû;En avance;Solde",
        "1;Ada Morin 1;10,00;15,00;0,00;0,00;0,00;25,00;0,00;-25,00",
        "2;Ada Morin 2;0,00;0,00;0,00;0,00;0,00;0,00;25,00;25,00"]
    _, content = printed(
        office, 'asso.paper.owed', language='en', day=LAST, list='open', form='csv')
    assert content.decode('utf-8-sig').splitlines()[:2] == [
        "Number;Member;Date;Due;Document;Label;Amount;Left",
        "1;Ada Morin 1;2026-02-05;2026-03-20;F-2;Accès;-30.00;-10.00"]


@needs_weasyprint
def test_certificate_names_the_dues_that_are_paid(office):
    page, other = text(office, 'asso.paper.certificate', members(office, '2', '4'), day=LAST)
    assert (
        "Attestation d'adhésion L'association Les Amis du Réseau certifie compter Ada Morin 2 "
        "parmi ses membres à la date du 28 février 2026. Numéro d'adhérent 2 "
        "Adhérent depuis le 1er janvier 2024 Cotisation réglée 1er janvier 2026 – 31 décembre 2026 "
        ) in page
    assert "Brest, le 28 février 2026 Pour l'association" in page
    assert "Adhérent depuis le 2 janvier 2026 Cotisation réglée Aucune période" in other


@needs_weasyprint
@pytest.mark.parametrize('number, day', [('3', LAST), ('4', dt.date(2026, 1, 1))])
def test_certificate_of_who_is_no_member_on_the_day_is_refused(office, number, day):
    with pytest.raises(DocumentError) as error:
        printed(office, 'asso.paper.certificate', members(office, '2', number), day=day)
    assert error.value.message == (
        f"Aucune attestation n'est possible : au {day:%d/%m/%Y} n'étaient pas adhérents : "
        f"[{number}] Ada Morin {number}.")


def opened(ledger, name, records=(), fill=None):
    """What the form of a wizard has at first, opened on the records; with `fill`, the data that
    it hands to its report.
    """
    def work():
        from trytond.transaction import Transaction
        with Transaction().set_context(
                active_model=records[0].__name__ if records else None,
                active_id=records[0].id if records else None,
                active_ids=[record.id for record in records]):
            Wizard = ledger.pool.get(name, type='wizard')
            session, start, _ = Wizard.create()
            defaults = sent(Wizard.execute(session, {}, start)['view']['defaults'])
            if fill is None:
                return defaults
            (_, data), = Wizard.execute(session, {start: defaults | fill}, 'print_')['actions']
            return data
    return ledger.run(work, _check_access=True)


def slip(ledger, records=()):
    "The ids of the cheques that the wizard proposes, opened on the records"
    return opened(ledger, 'asso.paper.deposit.print', records)['cheques']


def cheques(ledger):
    with ledger.transaction():
        return ledger.get('asso.payment').search([('means', '=', 'check')], order=[('id', 'ASC')])


@needs_weasyprint
def test_deposit_slip_has_the_cheques_that_the_bank_has_not_shown(
        office, portal, treasurer, since):
    portal.send(
        payment('8', '12.50', '2026-02-09', member='2', means='check', label="n° 0001"),
        payment('9', '7.50', '2026-02-08', member='1', means='check', label="n° 0002"))
    first, second = cheques(office)
    assert sorted(slip(office)) == [first.id, second.id]
    assert slip(office, [first]) == [first.id]
    page, = text(office, 'asso.paper.deposit', slip(office), day=LAST)
    assert (
        "Bordereau de remise de chèques Remis le 28 février 2026 "
        f"Sur le compte {IBAN} Nombre de chèques 2 Total 20,00 € "
        "Numéro d'adhérent Adhérent Chèque Reçu le Montant "
        "1 Ada Morin 1 n° 0002 08/02/2026 7,50 € 2 Ada Morin 2 n° 0001 09/02/2026 12,50 € "
        "Total 20,00 € ") in page
    treasurer.import_file(file((12, 'REMISE CHEQUES 2', '20.00')))
    assert slip(office) == []
    with office.transaction():
        origin, = office.get('account.statement.origin').search([])
    assert sorted(slip(office, [origin])) == [first.id, second.id]


def test_wizards_hand_to_reports_what_was_chosen(office, portal):
    portal.send(payment('8', '12.50', '2026-02-09', member='2', means='check'))
    ids = members(office, '1', '2')
    with office.transaction():
        chosen = office.get('asso.member').browse(ids)
    today = opened(office, 'asso.paper.certificate.print', chosen)['day']
    defaults = opened(office, 'asso.paper.account.print', chosen)
    assert (defaults['first'], defaults['last'], defaults['chosen']) == (
        today.replace(month=1, day=1), today, True)
    assert opened(office, 'asso.paper.account.print', chosen, {'first': FIRST, 'last': LAST}) == {
        'ids': ids, 'first': FIRST, 'last': LAST}
    assert opened(office, 'asso.paper.certificate.print', chosen, {'day': LAST}) == {
        'ids': ids, 'day': LAST}
    assert opened(office, 'asso.paper.owed.print', [], {'day': LAST, 'list': 'open'}) == {
        'ids': [], 'day': LAST, 'list': 'open', 'form': 'pdf'}
    cheque, = cheques(office)
    assert opened(office, 'asso.paper.deposit.print', [cheque], {'day': LAST}) == {
        'ids': [cheque.id], 'day': LAST}


@needs_weasyprint
def test_payment_that_is_no_cheque_is_on_no_deposit_slip(office):
    with office.transaction():
        transfer = office.get('asso.payment').search([('label', '=', "VIR ADA")])[0]
    for ids in [[transfer.id], []]:
        with pytest.raises(DocumentError):
            printed(office, 'asso.paper.deposit', ids, day=LAST)


@needs_weasyprint
def test_who_keeps_no_accounts_prints_papers_of_members_and_no_list(office):
    from trytond.model.exceptions import AccessError
    company = office.company()

    def make():
        User, Group = office.get('res.user'), office.get('res.group')
        group, = Group.search([('name', '=', "Association: Members")])
        user, = User.create([{
                    'name': "Bénévole", 'login': 'volunteer', 'groups': [('add', [group.id])],
                    'companies': [('add', [company])], 'company': company}])
        return user.id
    user, ids = office.run(make), members(office, '2')

    def print_(name, ids=(), **data):
        with office.transaction():
            action, = office.get('ir.action.report').search([('report_name', '=', name)])

        def work():
            Report = office.pool.get(name, type='report')
            return Report.execute(list(ids), {'action_id': action.id, **data})[0]
        return office.run(work, user=user, _check_access=True)
    assert print_('asso.paper.account', ids, first=FIRST, last=LAST) == 'pdf'
    assert print_('asso.paper.certificate', ids, day=LAST) == 'pdf'
    with pytest.raises(AccessError):
        print_('asso.paper.owed', day=LAST, list='aged', form='csv')
    with pytest.raises(AccessError):
        print_('asso.paper.deposit', day=LAST)
