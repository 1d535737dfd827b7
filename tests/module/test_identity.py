"""Who the association is: asked once, shown again, changed where it is asked, and on its papers."""
import base64
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from trytond.exceptions import UserError

from tests.databases import Database, written
from tests.module.papers import invoice, pages, paper, speak
from tests.module.test_association import set_up
from tests.ready import SETTINGS
from trytond_asso_members.documents import drawing

IBAN, OTHER = 'FR7630006000011234567890189', 'FR7610107001011234567890129'
WHO = {
    'street': "12 rue du Port", 'postal_code': '29200', 'city': "Brest",
    'email': 'bonjour@example.org', 'siren': '732 829 320 00074', 'rna': 'w291234567',
    'tax_regime': 'franchise', 'iban': 'FR76 3000 6000 0112 3456 7890 189', 'bic': 'agrifrpp',
    'membership_month': '9'}
KEPT = {**WHO, 'siren': '73282932000074', 'rna': 'W291234567', 'iban': IBAN, 'bic': 'AGRIFRPP'}


def logo(colour='red'):
    data = BytesIO()
    Image.new('RGB', (60, 20), colour).save(data, 'png')
    return data.getvalue()


def shown(ledger):
    "What the wizard shows when it is opened, once more"
    def work():
        Setup = ledger.pool.get('asso.association.setup', type='wizard')
        session, state, _ = Setup.create()
        return {
            name: value for name, value in
            Setup.execute(session, {}, state)['view']['defaults'].items() if '.' not in name}
    return ledger.run(work)


@pytest.mark.postgresql("what is written is read back")
def test_identity_is_shown_as_it_was_given_and_given_again_writes_nothing(ledger, backend):
    set_up(ledger, {**SETTINGS, **WHO, 'logo': base64.b64encode(logo()).decode()})
    defaults = shown(ledger)
    assert {name: defaults[name] for name in KEPT} == KEPT
    assert (
        defaults['company'], str(defaults['first_day']), str(defaults['last_day']),
        defaults['bridge_login']) == (
            SETTINGS['company'], SETTINGS['first_day'], SETTINGS['last_day'], 'bridge')
    database = Database(ledger.database, backend)
    before = written(database)
    set_up(ledger, {**SETTINGS, **WHO, 'logo': logo()})

    def again():
        Setup = ledger.pool.get('asso.association.setup', type='wizard')
        session, _, _ = Setup.create()
        Setup.execute(session, {'start': defaults}, 'set_up')
    ledger.run(again)
    assert written(database) == before


def test_identity_stands_where_tryton_has_it(ledger):
    set_up(ledger, {**SETTINGS, **WHO})
    with ledger.transaction():
        company, = ledger.get('company.company').search([])
        party = company.party
        assert (party.siren.code_compact, party.email) == ('732829320', 'bonjour@example.org')
        assert party.address_get('invoice').full_address == "12 rue du Port\n29200 Brest"
        journal, = ledger.get('account.statement.journal').search([])
        assert (journal.bank_account.iban_compact, list(journal.bank_account.owners)) == (
            IBAN, [party])


def test_identity_changes_only_where_it_is_asked(ledger):
    set_up(ledger, {**SETTINGS, **WHO})
    set_up(ledger, {**SETTINGS, 'iban': OTHER, 'siren': '303265045', 'city': "Quimper"})
    defaults = shown(ledger)
    assert {name: defaults.get(name) for name in KEPT} == {
        **KEPT, 'iban': OTHER, 'bic': None, 'siren': '303265045', 'city': "Quimper"}
    with ledger.transaction():
        company, = ledger.get('company.company').search([])
        assert sorted(a.iban_compact for a in company.party.bank_accounts) == sorted([IBAN, OTHER])


@pytest.mark.parametrize('values, words', [
    ({'siren': '123456789'}, '"siren"'), ({'siren': '73282932000075'}, '"siren"'),
    ({'rna': '291234567'}, '"rna"'), ({'iban': 'FR76 0000'}, '"iban"'),
    ({'bic': 'AGRI'}, '"bic"'), ({'bic': 'AGRIFRPP'}, '"iban"'),
    ({'siren': '73282932000074'}, '"street"'), ({'tax_regime': 'none'}, '"tax_regime"'),
    ({'vat_number': 'FR00303265045'}, '"vat_number"'), ({'logo': 'no base64'}, '"logo"'),
    ({'membership_month': '13'}, '"membership_month"')])
def test_identity_that_cannot_be_right_is_named(ledger, backend, values, words):
    database = Database(ledger.database, backend)
    before = written(database)
    with pytest.raises(UserError, match=words):
        set_up(ledger, {**SETTINGS, **values, 'language': 'en'})
    assert written(database) == before


@pytest.mark.parametrize('regime, language, mention', [
    ('franchise', 'fr', "TVA non applicable, article 293 B du CGI"),
    ('exempt', 'fr', "Exonération de TVA, article 261-7-1° du CGI"),
    ('exempt', 'en', "Exempt from VAT, article 261-7-1° of the French tax code (CGI)"),
    ])
@pytest.mark.skipif(not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")
def test_bill_names_the_regime_the_register_and_has_the_logo(
        ledger, portal, subscriber, regime, language, mention):
    set_up(ledger, {**SETTINGS, **WHO, 'tax_regime': regime, 'logo': logo()})
    subscriber.subscribe(subscriber.offer(), '2026-03-01', member='2')
    subscriber.bill('2026-03-01')
    speak(ledger, 'Ada Morin 2', language)
    drawn = paper(ledger, invoice(ledger, **{'party.name': 'Ada Morin 2'}))
    text, = pages(drawn)
    assert [word for word in [
        mention, "RNA W291234567", "SIREN 732 829 320", "12 rue du Port 29200 Brest",
        "bonjour@example.org", "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP",
        ] if word not in text] == []
    assert text.count("RNA W291234567") == 2
    page = pypdfium2.PdfDocument(drawn)[0].render(scale=1).to_pil()
    assert page.getpixel((60, 60)) == (255, 0, 0)


def test_words_of_the_association_stand_before_those_of_its_regime(ledger, portal):
    portal.settings(tax_regime='franchise', tax_mention="Sans TVA.")
    with ledger.transaction():
        association, = ledger.get('asso.association').search([])
        assert association.mention_without_tax == "Sans TVA."


@pytest.mark.parametrize('month, kind, counted', [
    ('9', 'membership_fee', ('calendar', '9')), ('9', 'invoice', ('start', '1')),
    (None, 'membership_fee', ('start', '1'))])
def test_offer_of_a_fee_is_counted_from_the_membership_year(ledger, portal, month, kind, counted):
    portal.settings(membership_month=month)
    with ledger.transaction():
        Offer = ledger.get('asso.offer')
        offer = Offer(**Offer.default_get(
            ['company', 'counted_from', 'calendar_month'], with_rec_name=False))
        offer.kind = kind
        offer.on_change_kind()
        assert (offer.counted_from, offer.calendar_month) == counted
