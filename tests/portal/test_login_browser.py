"""A member asks for a link, reads the mail from a real server, and comes in, in Chromium."""
import email
import queue
import re
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from tests.portal import browser, kinds
from tests.portal.kinds import settle
from tests.program import free_port
from tests.site.members.models import Member

pytestmark = pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))
ADDRESS = 'member@example.org'


class Mailbox:
    "What the mail server takes"

    def __init__(self):
        self.taken = queue.Queue()

    async def handle_DATA(self, server, session, envelope):
        self.taken.put((envelope.rcpt_tos, email.message_from_bytes(
            envelope.content, policy=default)))
        return '250 taken'

    def link(self):
        recipients, message = self.taken.get(timeout=10)
        assert recipients == [ADDRESS]
        assert [part.get_content_type() for part in message.iter_parts()] == [
            'text/plain', 'text/html']
        assert message['Auto-Submitted'] == 'auto-generated'
        return re.search(r'http\S+', message.get_body(('plain',)).get_content())[0]


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname='127.0.0.1', port=port)
    controller.start()
    settings.EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'
    settings.EMAIL_HOST, settings.EMAIL_PORT = '127.0.0.1', port
    settings.EMAIL_TIMEOUT = 10
    yield box
    controller.stop()


@pytest.fixture
def site(live_server, transactional_db):
    settle([kinds.bounced])
    Member.objects.update(email=ADDRESS)
    return live_server.url


@pytest.fixture
def chromium(site):
    with browser.browser() as it:
        yield it


def ask(page, site):
    page.goto(f'{site}/situation/statement/')
    page.click('text=Se connecter sans mot de passe')
    page.fill('[name=email]', ADDRESS)
    page.click('main button')
    page.wait_for_url('**/link/sent/')


def test_link_opens_the_page_that_was_wanted(site, chromium, mailbox):
    page = browser.new_page(chromium, browser.DESKTOP, java_script_enabled=False)
    ask(page, site)
    page.goto(mailbox.link())
    assert page.locator('[name=code]').count() == 0
    page.click('main button')
    page.wait_for_url(f'{site}/situation/statement/')
    assert "Relevé" in page.inner_text('h1')


def test_browser_of_a_mail_app_asks_for_the_code(site, chromium, mailbox):
    page = browser.new_page(chromium, browser.PHONE, java_script_enabled=False)
    ask(page, site)
    code = page.inner_text('main strong')
    link = mailbox.link()
    inside = browser.new_page(chromium, browser.PHONE, java_script_enabled=False)
    inside.goto(link)
    inside.fill('[name=code]', 'wrong')
    inside.click('main button')
    assert "Ce n’est pas le code" in inside.inner_text('main')
    inside.fill('[name=code]', code)
    inside.click('main button')
    inside.wait_for_url(f'{site}/situation/statement/')
    page.goto(link)
    assert page.inner_text('h1') == "Ce lien n’est plus valable"


@pytest.mark.skipif('browser.axe() is None', reason="axe-core is not there, and npm cannot get it")
def test_pages_are_accessible(site, chromium, mailbox):
    script = browser.axe()
    page = browser.new_page(chromium, (320, 740))
    found = {}

    def look(name, seen):
        found[name] = browser.violations(seen, script), seen.evaluate(
            'document.documentElement.scrollWidth')

    page.goto(f'{site}/login/link/')
    look('ask', page)
    ask(page, site)
    look('sent', page)
    link = mailbox.link()
    other = browser.new_page(chromium, (320, 740))
    other.goto(link)
    look('code', other)
    other.fill('[name=code]', 'wrong')
    other.click('main button')
    look('wrong', other)
    page.goto(link)
    look('enter', page)
    page.goto(f'{site}/login/link/nothing/')
    look('gone', page)
    assert found == dict.fromkeys(['ask', 'sent', 'code', 'wrong', 'enter', 'gone'], ([], 320))
