"""A person at Tryton's web client: logs in, opens menus and records, takes pictures."""
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

ARGUMENTS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync']
IDLE = "() => jQuery.active === 0 && !jQuery('#processing:visible').length"


class Client:
    def __init__(self, page, url, database):
        self.page = page
        self.url = url
        self.database = database

    def idle(self):
        # Rows are filled in by calls that follow one another
        for _ in range(3):
            self.page.wait_for_timeout(300)
            self.page.wait_for_function(IDLE)

    def log_in(self, login, password):
        page = self.page
        page.goto(f'{self.url}/#{self.database}')
        page.wait_for_function(
            f"() => jQuery('[name=database]:visible').val() === '{self.database}'")
        page.fill('#login', login)
        page.press('#login', 'Enter')
        page.fill('#ask-dialog-entry', password)
        page.press('#ask-dialog-entry', 'Enter')
        page.wait_for_selector('#menu tbody tr')
        self.idle()

    def open_menu(self, *names):
        "Unfold the menu from its top and open the last of the names."
        for name in names[:-1]:
            row = self._menu(name)
            row.locator('.expander').first.click()
            self.idle()
        self._menu(names[-1]).dblclick()
        self.idle()

    def _menu(self, name):
        return self.page.locator('#menu tr:visible').filter(
            has=self.page.get_by_text(name, exact=True)).first

    def open_tab(self, name):
        "Open one of the tabs above a list."
        tabs = self.page.locator('.tab-pane.active .nav-tabs:visible a')
        tabs.filter(has_text=name).first.click()
        self.idle()

    def open_row(self, text):
        self.page.locator('.tab-pane.active tr:visible').filter(has_text=text).first.dblclick()
        self.idle()

    def open_first_row(self):
        row = self.page.locator('.tab-pane.active table.tree tbody tr:visible').first
        # At its left: elsewhere may be the link to another record
        row.dblclick(position={'x': 80, 'y': 12})
        self.idle()

    def picture(self, path):
        self.page.screenshot(path=str(path))


@contextmanager
def new_page(width=1600):
    "A page of a browser of its own, in French"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path='/usr/bin/chromium', args=ARGUMENTS)
        try:
            yield browser.new_page(
                viewport={'width': width, 'height': 1000 if width > 1280 else 800},
                locale='fr-FR')
        finally:
            browser.close()


@contextmanager
def client(url, database, login, password):
    with new_page() as page:
        it = Client(page, url, database)
        it.log_in(login, password)
        yield it
