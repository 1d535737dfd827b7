"""The pages in a real browser, on a phone and on a desktop."""
import pytest

from asso_portal.intake import snapshot
from tests.portal import browser
from tests.portal.snapshots import cursor_now, of_sample, refuse
from tests.site.members.models import Member

pytestmark = pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))
PASSWORD = 'secret'
SIZES = {'phone': browser.PHONE, 'desktop': browser.DESKTOP}
# Owes, is ahead, owes nothing
MEMBERS = {'3': "Vous devez 46,22 €", '10': "Vous avez 77,40 € d’avance",
    '1': "Votre compte est à jour"}


@pytest.fixture
def site(live_server, sample):
    snapshot.receive(1, of_sample(sample, cursor=cursor_now()), None)
    refuse()
    for id in MEMBERS:
        member = Member.objects.get(pk=id)
        member.set_password(PASSWORD)
        member.save()
    return live_server.url


@pytest.fixture
def chromium(site):
    # One for each test: while it runs, Django takes this thread for an asynchronous one
    with browser.browser() as it:
        yield it


def text(page):
    return page.inner_text('body').replace('\u00a0', ' ')


@pytest.mark.parametrize('size', SIZES)
def test_member_logs_in_sees_the_balance_follows_a_bill_and_logs_out(site, chromium, size):
    page = browser.new_page(chromium, SIZES[size])
    browser.log_in(page, site, 'u3', PASSWORD)
    assert page.url == f'{site}/situation/'
    assert MEMBERS['3'] in text(page)
    page.click('.asso-main a >> nth=0')
    page.wait_for_selector('text=Ce qui l’a réglée')
    assert "Reste à payer : 19,76 €" in text(page)
    page.click('text=← Ma situation')
    page.click('text=Se déconnecter')
    page.wait_for_url('**/login/')
    page.goto(f'{site}/situation/')
    assert '/login/' in page.url


@pytest.mark.parametrize('width', [320, 360, 1280])
def test_page_is_no_wider_than_the_screen(site, chromium, width):
    page = browser.new_page(chromium, (width, 740))
    for id in MEMBERS:
        browser.log_in(page, site, f'u{id}', PASSWORD)
        bill = page.evaluate('document.querySelector(".asso-main a").href')
        for place in [f'{site}/situation/', bill]:
            page.goto(place)
            assert page.evaluate('document.documentElement.scrollWidth') <= width
        page.context.clear_cookies()


def test_page_is_read_without_javascript(site, chromium):
    page = browser.new_page(chromium, browser.PHONE, java_script_enabled=False)
    browser.log_in(page, site, 'u3', PASSWORD)
    assert MEMBERS['3'] in text(page)
    # It is fetched when it comes into view
    page.locator('.asso-qr').scroll_into_view_if_needed()
    page.wait_for_load_state('networkidle')
    assert page.locator('.asso-qr').evaluate('code => code.naturalWidth') > 0


def test_older_bills_are_unfolded_by_the_keyboard(site, chromium):
    page = browser.new_page(chromium, browser.DESKTOP)
    browser.log_in(page, site, 'u1', PASSWORD)
    hidden = page.locator('details a').first
    assert not hidden.is_visible()
    page.focus('summary >> nth=0')
    page.keyboard.press('Enter')
    assert hidden.is_visible()


@pytest.mark.parametrize('scheme', ['light', 'dark'])
@pytest.mark.parametrize('size', SIZES)
def test_axe_finds_nothing(site, chromium, size, scheme):
    script = browser.axe()
    if script is None:
        pytest.skip("axe-core cannot be had: there is no npm, or no way to its registry")
    for id, words in MEMBERS.items():
        page = browser.new_page(chromium, SIZES[size], color_scheme=scheme)
        page.goto(f'{site}/login/')
        assert browser.violations(page, script) == []
        browser.log_in(page, site, f'u{id}', PASSWORD)
        assert words in text(page)
        for summary in page.locator('summary').all():
            summary.click()
        assert browser.violations(page, script) == []
        page.click('.asso-main a >> nth=0')
        page.wait_for_selector('.asso-total')
        assert browser.violations(page, script) == []
