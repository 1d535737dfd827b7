"""How amounts are written, what the tag says, how to pay, and the site's own templates."""
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils import translation

from asso_portal.checks import check_iban
from asso_portal.page.paying import is_iban, transfer
from tests.portal.snapshots import entry, receive


def test_qr_code_is_the_one_banks_read(db):
    from segno import helpers
    code = transfer('12', Decimal('15.00'), 'EUR')
    expected = helpers.make_epc_qr(
        name="Les Amis du Réseau", iban='FR7630006000011234567890189', amount='15.00',
        text='ID 12', bic='AGRIFRPPXXX', encoding='utf-8')
    drawn = expected.svg_inline(scale=4, border=4)
    found = re.findall(' d="([^"]+)"', code.qr_code().decode())
    assert (code.has_qr_code, found[-1]) == (True, re.findall(' d="([^"]+)"', drawn)[-1])


@pytest.mark.parametrize('amount, currency, portal, has', [
        ('15.00', 'CHF', {}, False),
        ('1e9', 'EUR', {}, False),
        ('999999999.99', 'EUR', {'ASSOCIATION': 'é' * 70, 'PAYMENT_LABEL': 'x' * 90}, True),
        ('15.00', 'EUR', {'ASSOCIATION': 'x' * 71}, False),
        ('15.00', 'EUR', {'PAYMENT_LABEL': 'x' * 141}, False),
        ('15.00', 'EUR', {'PAYMENT_LABEL': 'é' * 140}, False),
        ('15.00', 'EUR', {'PAYMENT_LABEL': ' '}, False),
        ('15.00', 'EUR', {'BIC': 'AGRI'}, False),
        ])
def test_qr_code_is_there_only_where_it_has_room(settings, amount, currency, portal, has):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | portal
    found = transfer('12', Decimal(amount), currency)
    assert found.has_qr_code is has
    if has:
        assert found.qr_code().startswith(b'<?xml')


@pytest.mark.parametrize('text, good', [
        ('FR76 3000 6000 0112 3456 7890 189', True), ('fr7630006000011234567890189', True),
        ('FR7630006000011234567890188', False), ('FR76', False), ('', False), ('É' * 20, False),
        ('FR76300060000112345678901-9', False)])
def test_iban_with_a_slip_in_it_is_none(settings, text, good):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'IBAN': text}
    assert is_iban(text) is good
    assert [error.id for error in check_iban()] == (
        [] if good or not text else ['asso_portal.E011'])


def tag(user):
    request = type('Request', (), {'user': user})()
    with translation.override('fr'):
        text = Template('{% load asso_portal %}{% asso_balance %}').render(
            Context({'request': request}))
    return re.sub(r'<[^>]+>', '', text).strip()


def test_tag_says_the_five_answers_on_any_page(odile):
    receive(
        odile, entry('payment', '7', '4.00', date='2026-10-01'), entry(due='2026-10-31'),
        as_of='2026-11-01T10:15:00Z')
    assert tag(odile).replace('\u00a0', ' ') == (
        "Vous avez 11,00 € à payer maintenant"
        " · Pourquoi ? 15,00 € de factures à payer − 4,00 € d’avance = 11,00 €"
        " · Ma dernière facture : Facture du 1er novembre 2026 : reste 15,00 € à payer"
        " · Mon dernier paiement : Paiement du 1er octobre 2026, 4,00 € : reçu et comptabilisé"
        " · Ma cotisation : Aucune cotisation payée pour le moment au 1er novembre 2026")


def test_tag_says_to_who_is_not_in_the_books_that_nothing_is_known(odile):
    assert tag(odile) == "Votre solde n’est pas encore connu"


def test_tag_shows_nothing_to_nobody(db):
    assert tag(AnonymousUser()) == ''


@pytest.mark.parametrize('value, currency, language, text', [
        ('1234.5', 'EUR', 'fr', "1\u202f234,50\u00a0€"), ('-8.2', 'EUR', 'fr', "−8,20\u00a0€"),
        ('1234.5', 'EUR', 'en', "€1,234.50"), ('0', 'EUR', 'fr', "0,00\u00a0€"),
        ('5', 'CHF', 'fr', "5,00\u00a0CHF")])
def test_amount_is_written_as_its_reader_writes_it(value, currency, language, text):
    from asso_portal.templatetags.asso_portal import amount
    with translation.override(language):
        assert amount(Decimal(value), currency).replace('\u00a0234', '\u202f234') == text


def documented(page, start):
    "The first template in a page of the documentation that begins so"
    text = (Path(__file__).parent.parent.parent / 'doc' / page).read_text(encoding='utf-8')
    return next(t for t in re.findall(r'```html\n(.*?)```', text, re.S) if t.startswith(start))


def test_template_of_the_site_takes_the_place_of_ours(odile, client, settings, tmp_path):
    "The example of the documentation, in the frame of the test site"
    (tmp_path / 'asso_portal').mkdir()
    (tmp_path / 'asso_portal' / 'base.html').write_text(
        documented('how-to/portal.md', '{% extends'))
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {'DIRS': [tmp_path, *engine['DIRS']]}]
    receive(odile, entry())
    client.force_login(odile)
    html = client.get('/situation/').content.decode()
    assert '<div class="asso-page"><div class="asso">' in html and 'asso-skip' not in html
    assert "Ma situation" in re.search('<title>.*?</title>', html, re.S).group()
    assert 'data value="-15.00"' in html


def test_tag_of_the_documentation_is_one_that_there_is(odile):
    receive(odile)
    request = type('Request', (), {'user': odile})()
    with translation.override('en'):
        text = Template(documented('how-to/portal.md', '{% load')).render(
            Context({'request': request}))
    assert text.startswith('<span class="asso-balance">Nothing to pay now')
