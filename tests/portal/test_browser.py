"""The pages in a real browser, on a phone and on a desktop, for members of many kinds."""
import re

import pytest

from tests.portal import browser, kinds
from tests.portal.kinds import GRACE, settle
from tests.site.members.models import Member

pytestmark = pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))
PASSWORD = 'secret'
SIZES = {'phone': browser.PHONE, 'desktop': browser.DESKTOP}
# What each of them reads first
FIRST = {
    'forty_bills': "Vous avez 600,00 € à payer maintenant",
    'ahead': "Rien à payer : vous avez 25,00 € d’avance",
    'settled': "Rien à payer maintenant",
    'only_later': "Plus tard : 24,00 €",
    'in_instalments': "Vous avez 55,00 € à payer maintenant",
    'in_dispute': "31,50 € en litige : on ne vous les demande pas.",
    'on_its_way_in_part': "Vous avez 26,22 € à payer maintenant",
    'bounced': "Vous avez 15,00 € à payer maintenant",
    'lapsed': "Échue depuis le",
    'legal_person': "Atelier <Ibarra> & fils",
    'long_name': "Maximilienne-Anastasie",
    'right_to_left': "Vous avez 10,00 € à payer maintenant",
    'refused_years': "un bénévole s’en occupe",
}


@pytest.fixture
def site(live_server, settings, transactional_db):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {
        'GRACE_DAYS': GRACE, 'HELP_URL': 'https://example.org/aide', 'CASH_HOURS': "le jeudi",
        'CHEQUE_ORDER': "Les Amis du Réseau", 'CHEQUE_ADDRESS': "3 venelle du Four, Rennes"}
    settle([getattr(kinds, kind) for kind in FIRST])
    for member in Member.objects.all():
        member.set_password(PASSWORD)
        member.save()
    return live_server.url


@pytest.fixture
def chromium(site):
    # One for each test: while it runs, Django takes this thread for an asynchronous one
    with browser.browser() as it:
        yield it


def text(page):
    return re.sub(r'\s', ' ', page.inner_text('body'))


def places(page, site, kind):
    "The page of the member who is logged in; of some, the other pages and states too"
    if kind not in ('on_its_way_in_part', 'long_name'):
        return [f'{site}/situation/']
    bill = page.evaluate('document.querySelector("a[href*=bill]").href')
    return [
        f'{site}/situation/', f'{site}/situation/?pay=bills#pay',
        f'{site}/situation/statement/?all=1', bill]


@pytest.mark.parametrize('size', ['phone', pytest.param('desktop', marks=pytest.mark.stress)])
def test_member_logs_in_sees_what_to_pay_follows_a_bill_and_logs_out(site, chromium, size):
    page = browser.new_page(chromium, SIZES[size])
    browser.log_in(page, site, 'on_its_way_in_part', PASSWORD)
    assert page.url == f'{site}/situation/'
    assert FIRST['on_its_way_in_part'] in text(page)
    page.click('.asso-main a >> nth=0')
    page.wait_for_selector('text=Ce qui l’a réglée')
    assert "Reste à payer : 46,22 €" in text(page)
    page.click('text=← Ma situation')
    page.click('text=Tout le relevé')
    page.wait_for_selector('.asso-statement')
    page.click('text=Se déconnecter')
    page.wait_for_url('**/login/')
    page.goto(f'{site}/situation/')
    assert '/login/' in page.url


@pytest.mark.parametrize('width, larger', [
    (320, 1), *(pytest.param(*one, marks=pytest.mark.stress) for one in [(640, 2), (1280, 1)])])
def test_page_is_no_wider_than_the_screen(site, chromium, width, larger):
    "Also with text twice as large"
    page = browser.new_page(chromium, (width, 740))
    for kind in FIRST:
        browser.log_in(page, site, kind, PASSWORD)
        for place in places(page, site, kind):
            page.goto(place)
            page.evaluate(f'document.documentElement.style.fontSize = "{larger * 100}%"')
            wide = page.evaluate('document.documentElement.scrollWidth')
            assert wide <= width, (kind, place)
        page.context.clear_cookies()


def test_answers_are_on_the_first_screen_of_a_phone(site, chromium):
    "The sentence, and the beginning of each answer; of the longest at most one is below"
    page = browser.new_page(chromium, browser.PHONE)
    for kind in FIRST:
        browser.log_in(page, site, kind, PASSWORD)
        tops = page.evaluate(
            'Array.from(document.querySelectorAll(".asso-words, .asso-answers dd"), '
            'one => one.getBoundingClientRect().top)')
        seen = [top for top in tops if top < browser.PHONE[1]]
        assert (len(tops), len(seen) >= 4) == (5, True), (kind, tops)
        page.context.clear_cookies()


@pytest.mark.stress
def test_page_is_read_without_javascript(site, chromium):
    page = browser.new_page(chromium, browser.PHONE, java_script_enabled=False)
    browser.log_in(page, site, 'bounced', PASSWORD)
    assert FIRST['bounced'] in text(page)
    assert not page.locator('[data-asso-copy]').first.is_visible()
    assert page.inner_text('#asso-iban') == 'FR76 3000 6000 0112 3456 7890 189'
    # It is fetched when it comes into view
    page.click('.asso-phone summary')
    code = page.locator('.asso-phone .asso-qr')
    code.scroll_into_view_if_needed()
    page.wait_for_load_state('networkidle')
    assert code.evaluate('code => code.naturalWidth') > 0


def test_bills_are_chosen_without_javascript(site, chromium):
    page = browser.new_page(chromium, browser.PHONE, java_script_enabled=False)
    browser.log_in(page, site, 'only_later', PASSWORD)
    page.click('text=Comment payer')
    page.click('text=Payer un autre montant')
    page.check('[name=pay][value=bills]')
    page.check('[name=bill] >> nth=1')
    page.click('text=Afficher comment payer')
    assert "Par un virement de 12,00 €" in text(page)


def test_iban_and_label_are_copied(site, chromium):
    page = browser.new_page(
        chromium, browser.PHONE, permissions=['clipboard-read', 'clipboard-write'])
    browser.log_in(page, site, 'bounced', PASSWORD)
    page.click('dd:has(#asso-iban) button')
    page.wait_for_selector('[role=status]:has-text("Copié")')
    assert page.evaluate('navigator.clipboard.readText()') == 'FR7630006000011234567890189'


def test_more_bills_are_unfolded_by_the_keyboard(site, chromium):
    page = browser.new_page(chromium, browser.DESKTOP)
    browser.log_in(page, site, 'forty_bills', PASSWORD)
    hidden = page.locator('.asso-main details a').first
    assert not hidden.is_visible()
    page.focus('.asso-main summary >> nth=0')
    page.keyboard.press('Enter')
    assert hidden.is_visible()


@pytest.mark.parametrize('size, scheme', [
    ('phone', 'light'), pytest.param('desktop', 'dark', marks=pytest.mark.stress)])
def test_axe_finds_nothing(site, chromium, size, scheme):
    script = browser.axe()
    if script is None:
        pytest.skip("axe-core cannot be had: there is no npm, or no way to its registry")
    page = browser.new_page(chromium, SIZES[size], color_scheme=scheme)
    page.goto(f'{site}/login/')
    assert browser.violations(page, script) == []
    for kind, words in FIRST.items():
        browser.log_in(page, site, kind, PASSWORD)
        assert words in text(page)
        for place in places(page, site, kind):
            page.goto(place)
            for summary in page.locator('summary:visible').all():
                summary.click()
            assert browser.violations(page, script) == [], (kind, place)
        page.context.clear_cookies()
