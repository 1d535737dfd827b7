"""A treasurer at the French web client, whose mouse clicks are counted; keys are not.

Counting begins after log-in, at the dashboard, with the menu folded.
"""
import re
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from tests.pictures.web import Client, new_page

LOGIN, PASSWORD = 'camille', 'camille-password'
GROUPS = [
    'account.group_account', 'account.group_account_admin', 'asso_members.group_member_admin']


def employ(ledger):
    "Give the books a treasurer, who is no administrator of Tryton's."
    pool = ledger.pool
    ModelData = pool.get('ir.model.data')
    company, = pool.get('company.company').search([])
    language, = pool.get('ir.lang').search([('code', '=', 'fr')])
    pool.get('res.user').create([{
                'name': "Camille Trésorière", 'login': LOGIN, 'password': PASSWORD,
                'email': 'camille@example.org', 'language': language.id,
                'companies': [('add', [company.id])], 'company': company.id,
                'groups': [('add', [ModelData.get_id(name) for name in GROUPS])]}])


class Treasurer(Client):
    clicks, most = 0, None

    def may_click(self, most):
        "Allow so many clicks from now on, and no more."
        self.clicks, self.most = 0, most

    def click(self, locator):
        self.clicks += 1
        assert self.most is None or self.clicks <= self.most, f"click {self.clicks}"
        locator.click()
        self.idle()

    def menu(self, *names):
        "Unfold what is folded, and open the last of the names."
        for name in names[:-1]:
            row = self._menu(name)
            self.click(row.locator('.expander').first)
        self.click(self._menu(names[-1]).get_by_text(names[-1], exact=True))

    def figure(self, name):
        "Open what is behind a figure of the dashboard."
        self.click(self.row(name).get_by_role('button', name="Afficher"))

    @property
    def shown(self):
        "The form that is in front: a wizard's, or the tab that is open."
        wizard = self.page.locator('.modal.in').last
        return wizard if wizard.count() else self.page.locator('#tabcontent > .tab-pane.active')

    @property
    def title(self):
        "What is written above the wizard."
        return self.shown.locator('.modal-header').inner_text().strip()

    def row(self, text):
        return self.shown.locator('tr:visible').filter(has_text=text).first

    def rows(self):
        "What each row of the list says."
        return [re.sub(r'\s+', ' ', text).strip() for text in self.shown.locator(
                'table.tree tbody tr:visible').all_inner_texts()]

    def press(self, name, row=None):
        "Press a button of the form, or of the row with the text."
        place = self.row(row) if row else self.shown
        self.click(place.get_by_role('button', name=re.compile(f'^{re.escape(name)}$', re.I)).first)

    def choose_all(self):
        "Choose all rows of the list."
        self.click(self.shown.locator('thead input[type=checkbox]').first)

    def act(self, name):
        "Begin an action with what is chosen."
        self.click(self.shown.get_by_title("Lancer une action").first)
        self.click(self.page.locator('.dropdown-menu:visible').get_by_text(name, exact=True))

    def value(self, label):
        "What the field of the label says, its spaces as one types them."
        field = self.shown.get_by_label(label).first
        return ' '.join(field.input_value().split())

    def type(self, text, label=None):
        "Type where the cursor is, or into the field of the label."
        if label:
            self.shown.get_by_label(label, exact=False).first.focus()
            self.page.keyboard.press('Control+A')
        self.page.keyboard.type(text)
        self.page.keyboard.press('Tab')
        self.idle()

    def explain(self, point, text):
        "Type why a point of the closing may stay: a click chooses its row, another the place."
        row = self.shown.locator('tbody tr:visible').filter(
            has=self.page.get_by_text(point, exact=True).locator('visible=true'))
        place = row.locator('td[data-title^=Explication]')
        for _ in range(2):
            self.click(place)
        self.type(text)

    def choose(self, text, label):
        "Type into a field that looks records up, and take the first that it offers."
        field = self.shown.get_by_label(label).first
        field.focus()
        self.idle()
        field.press_sequentially(text, delay=50)
        self.page.locator('.dropdown-menu:visible').get_by_text(text).first.wait_for()
        self.page.keyboard.press('ArrowDown')
        self.page.keyboard.press('Enter')
        self.idle()

    def search(self, text):
        "Type into the search, where the cursor is when a list opens."
        self.page.keyboard.type(text)
        self.page.keyboard.press('Enter')
        self.idle()

    def download(self, name):
        "Press the button, and return the path of the file that comes."
        with self.page.expect_download() as coming:
            self.press(name)
        return Path(coming.value.path())

    def upload(self, path):
        "Choose the file, as the form asks for one."
        with self.page.expect_file_chooser() as asked:
            self.click(self.shown.get_by_title("Sélectionner").first)
        asked.value.set_files(path)
        self.idle()

    def read(self, model, names, domain=(), most=10):
        "What the books say, as text: the values of each record that is found, the newest first."
        proxy = getattr(self.rpc.model, model)
        context = self.rpc.model.res.user.get_preferences(True, {})
        rows = proxy.search_read(list(domain), 0, most, [('id', 'DESC')], names, context)
        return [tuple(str(_value(row, name)) for name in names) for row in rows]

    def error(self):
        "What the error says that is in front."
        return self.page.locator('.modal.in').last.inner_text()


def _value(row, name):
    "The value of a field, or of a field of the record that it leads to."
    first, _, rest = name.partition('.')
    value = row[f'{first}.'][rest] if rest else row[first]
    return f'{value:.2f}' if isinstance(value, Decimal) else value


@contextmanager
def at_the_client(server, width=1280):
    with new_page(width) as page:
        it = Treasurer(page, f'http://127.0.0.1:{server.port}', server.database.name)
        it.log_in(LOGIN, PASSWORD)
        it.rpc = server.rpc(LOGIN, PASSWORD)
        yield it
