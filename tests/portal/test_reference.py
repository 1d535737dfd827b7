"""The payment reference: kept as the ledger gives it, shown with the label, in the QR code."""
import csv
import re
from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from segno import helpers

from asso_portal.intake import chunks, snapshot, statement
from asso_portal.intake.parts import Refused
from asso_portal.models import Account, Chunk
from asso_portal.page import pdf
from asso_portal.page.paying import ALL, CHOSEN, Choice, payment_of, transfer
from asso_portal.page.situation import situation_of
from tests.portal import kinds, snapshots
from tests.portal.kinds import TODAY, settle
from tests.portal.statements import entry, publish, reference
from tests.portal.taken import difference, refused, whole
from tests.portal.told import entry as told
from tests.portal.told import member
from tests.portal.told import statement as document

MINE, ITS = reference(12), reference(10_000_040)
OLDER = {name: value for name, value in told().items() if name != 'reference'}


def test_references_of_these_tests_are_made_as_the_ledger_makes_them():
    assert (MINE, ITS) == ('RF6800000012', 'RF7310000040')


# -- what is taken


@pytest.mark.postgresql("text read back")
def test_reference_of_a_member_and_of_a_bill_is_kept(db):
    whole([member('12', told(reference=ITS), told('payment', '9'), reference=MINE)])
    kept = Account.objects.get()
    assert (kept.reference, [one['reference'] for one in kept.entries]) == (MINE, [ITS, None])


def test_snapshot_of_version_1_has_them_too(db):
    bill = snapshots.entry(reference=ITS)
    made = snapshots.document([
        snapshots.member('12', bill, snapshots.entry('payment', '9'), reference=MINE)])
    snapshot.receive(1, made, None)
    kept = Account.objects.get()
    assert (kept.reference, [one['reference'] for one in kept.entries]) == (MINE, [ITS, None])


def test_ledger_of_an_older_release_gives_none(db):
    whole([member('12', OLDER)])
    kept = Account.objects.get()
    assert (kept.reference, kept.entries[0]['reference']) == ('', None)


@pytest.mark.parametrize('wrong', ['', 'RF', 'RF68 0000 0012', 'rf6800000012', 12, 'RF68<b>'])
def test_what_is_no_reference_is_refused(db, wrong):
    for one in [member('12', reference=wrong), member('12', told(reference=wrong))]:
        with pytest.raises(Refused) as raised:
            whole([one])
        assert 'must be a reference of ISO 11649' in raised.value.detail


def test_chunk_that_was_kept_before_the_upgrade_is_still_read(db):
    made = document([member('12', OLDER)])
    parts = {'ledger': made['ledger'], 'members': made.pop('members'), 'unmatched': []}
    made.pop('unmatched')
    chunks.receive_members(1, 0, parts)
    kept = Chunk.objects.get()
    for row in kept.content['members']:
        del row['reference'], row['entries'][0]['reference']
    kept.save()
    assert statement.receive(1, made | {'chunks': 1}, None) is True
    assert Account.objects.get().reference == ''


def test_after_the_upgrade_the_site_asks_for_the_whole(db):
    "A ledger may have told the references already, and the site of before did not keep them"
    people = [member('12', OLDER), member('13')]
    whole(people)
    import_module('asso_portal.migrations.0005_reference').tell_again(apps, None)
    assert refused(difference, people, people) == ('base-unknown', 409)
    assert whole(people, 2) is True


# -- what is shown


def pays(member, choice):
    "The references that are shown for it"
    return payment_of(situation_of(str(member.pk)), choice).transfer.reference


def debts(odile, *ids, **fields):
    publish({odile.pk: [
        entry('bill', id, '15.00', due=str(TODAY), **fields) for id in ids]})


def test_one_bill_that_is_due_is_paid_by_its_own(odile):
    debts(odile, '40')
    for choice in [Choice('now'), Choice(ALL), Choice(CHOSEN, {'bill-40'})]:
        assert pays(odile, choice) == ITS


def test_several_are_paid_by_that_of_the_member_and_one_of_them_by_its_own(odile):
    debts(odile, '40', '41')
    mine = reference(odile.pk)
    assert [pays(odile, choice) for choice in [
        Choice('now'), Choice(ALL), Choice(CHOSEN, {'bill-40', 'bill-41'}),
        Choice(CHOSEN, {'bill-40'})]] == [mine, mine, mine, ITS]


def test_amount_that_is_not_that_of_the_bill_is_paid_by_that_of_the_member(odile):
    publish({odile.pk: [
        entry('bill', '40', '15.00', due=str(TODAY)), entry('payment', '9', '5.00')]})
    assert pays(odile, Choice('now')) == reference(odile.pk)
    assert pays(odile, Choice(CHOSEN, {'bill-40'})) == ITS


def test_bill_that_the_books_do_not_have_yet_is_paid_by_that_of_the_member(db):
    story, = settle([kinds.new_bill]).values()
    assert pays(story.member, Choice('now')) == reference(story.member.pk)


def read(client, who, place='', language='fr'):
    client.force_login(who)
    return client.get(f'/situation/{place}', headers={'accept-language': language})


def text(answer):
    page = re.sub(r'<head>.*?</head>|<[^>]+>', ' ', answer.content.decode(), flags=re.S)
    return re.sub(r'\s+', ' ', page)


def test_page_shows_it_beside_the_label_with_a_button_to_copy_it(odile, client):
    debts(odile, '40')
    page = read(client, odile)
    assert f"Libellé à indiquer ID {odile.pk} Copier Référence de paiement RF73 1000 0040 " in (
        text(page))
    assert f'data-asso-copy="{ITS}"' in page.content.decode()
    assert "Payment reference RF73 1000 0040" in text(read(client, odile, language='en'))


def test_page_of_an_older_ledger_shows_the_label_alone(odile, client):
    debts(odile, '40', reference=None)
    Account.objects.update(reference='')
    page = text(read(client, odile))
    assert f"Libellé à indiquer ID {odile.pk} Copier Bénéficiaire" in page
    assert 'férence' not in page


def test_renewal_names_that_of_the_member(db, client):
    story, = settle([kinds.lapsed]).values()
    mine = reference(story.member.pk)
    assert f"Référence de paiement {mine[:4]} {mine[4:8]} {mine[8:]}" in (
        text(read(client, story.member)))


def test_qr_code_has_the_reference_and_no_label(db):
    code = transfer('12', Decimal('15.00'), 'EUR', ITS)
    expected = helpers.make_epc_qr(
        name="Les Amis du Réseau", iban='FR7630006000011234567890189', amount='15.00',
        reference=ITS, bic='AGRIFRPPXXX', encoding='utf-8')
    drawn = re.findall(' d="([^"]+)"', expected.svg_inline(scale=4, border=4))[-1]
    assert re.findall(' d="([^"]+)"', code.qr_code().decode())[-1] == drawn


def test_label_without_room_in_the_qr_code_leaves_it_room_for_the_reference(settings):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'PAYMENT_LABEL': 'x' * 141}
    assert [transfer('12', Decimal('15.00'), 'EUR', given).has_qr_code for given in ['', ITS]] == [
        False, True]


def test_files_have_it(odile, client):
    debts(odile, '40')
    assert read(client, odile, 'situation.json').json()['reference'] == reference(odile.pk)
    head, *rows = csv.reader(
        StringIO(read(client, odile, 'statement.csv?all=1').content.decode('utf-8-sig')),
        delimiter=';')
    assert (head[-1], [row[-1] for row in rows]) == ("Référence", [ITS])


@pytest.mark.skipif(not pdf.is_possible(), reason="WeasyPrint is not installed")
def test_pdf_of_statement_and_bill_have_it(db, client, monkeypatch):
    story, = settle([kinds.never_paid]).values()
    drawn, real = [], pdf.render_to_string
    monkeypatch.setattr(
        pdf, 'render_to_string', lambda *args: drawn.append(real(*args)) or drawn[-1])
    bill, = story.entries
    for place in ['statement.pdf?all=1', f'bill/{bill["id"]}/pdf']:
        assert read(client, story.member, place).content[:5] == b'%PDF-'
    found = [re.search('RF[0-9]{2} [0-9 ]{9}', html)[0].replace(' ', '') for html in drawn]
    assert found == [reference(story.member.pk), bill['reference']]
