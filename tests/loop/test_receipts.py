"""A member's tax receipts: issued in Tryton, and had from the member's page in a browser."""
import hashlib
import shutil
from pathlib import Path

import pytest

from asso_bridge import sync
from asso_bridge.config import load
from tests.ledger import Ledger
from tests.loop.live import Site
from tests.module.giving import Giving
from tests.module.papers import pages
from tests.module.portal import Portal, gift, payment
from tests.portal import browser
from tests.ready import SETTINGS
from trytond_asso_members.documents import drawing

pytestmark = [
    pytest.mark.sqlite("the site is a copy of a file"),
    pytest.mark.skipif(
        not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)"),
    pytest.mark.skipif('browser.why_not()', reason=str(browser.why_not()))]


class Loop:
    "A site that offers receipts, and a trytond with two members, of whom the first has given"

    def __init__(self, database, server, place, folder):
        self.server, self.ledger = server, Ledger(database.name)
        feed, = self.ledger.run(lambda: [
                feed.nudge_secret for feed in self.ledger.get('asso.feed').search([])])
        self.site = Site(
            place, folder, NUDGE_URL=f'{server.url}asso_members/nudge/portal',
            NUDGE_SECRET=feed, RECEIPTS=True, ASSOCIATION="Les Amis du Réseau").start()
        self.members = [str(self.site.edit('member', name)) for name in ('zoe', 'max')]
        sync.run(load(
            url=f'http://127.0.0.1:{server.port}', database=database.name, timeout=20,
            user=SETTINGS['bridge_login'], password=SETTINGS['bridge_password'],
            source='portal', portal_url=self.site.url, portal_token=self.site.token(),
            portal_timeout=20, state=folder / 'state'))
        portal = Portal(self.ledger)
        self.giving = Giving(self.ledger, portal)
        portal.send(
            gift('11', '20.00', '2026-03-01'), payment('1', '20.00', '2026-03-05', ('11', '20.00')))
        self.giving.issue()

    def open(self, it, member):
        "The page of a member, logged in"
        page, place = browser.new_page(it, browser.PHONE), self.site.url.removesuffix('/api/asso')
        session = self.site.edit('login', int(member))
        page.context.add_cookies([{'name': 'sessionid', 'value': session, 'url': place}])
        page.goto(f'{place}/situation/')
        return page


@pytest.fixture
def loop(database, server, migrated, tmp_path):
    made = Loop(
        database, server, shutil.copyfile(migrated, tmp_path / 'site.sqlite'), tmp_path)
    assert made.members == ['1', '2']
    yield made
    made.site.stop()
    made.ledger.disconnect()


def digest(loop):
    return loop.ledger.run(
        lambda: [r.digest for r in loop.ledger.get('asso.receipt').search([])])[-1]


@pytest.mark.stress
def test_donor_has_the_receipt_from_the_page_until_it_is_cancelled(loop):
    with browser.browser() as it:
        page = loop.open(it, '1')
        page.click('text="Mes reçus fiscaux"')
        assert page.inner_text('h1') == "Vos reçus fiscaux"
        assert ' '.join(page.text_content('.asso-row').split()) == (
            "Dons de 2026 (PDF) numéro 2027-000001, délivré le 15 janvier 2027 20,00 €")
        with page.expect_download() as download:
            page.click('text="Dons de 2026 (PDF)"')
        assert download.value.suggested_filename == 'recu-fiscal-2027-000001.pdf'
        content = Path(download.value.path()).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest(loop)
        assert "Numéro d'ordre du reçu 2027-000001" in pages(content)[0]
        of_donor = page.evaluate('document.querySelector(".asso-row a").href')
        # Of nobody else
        other = loop.open(it, '2')
        other.click('text="Mes reçus fiscaux"')
        assert "Il n’y a pas encore de reçu." in other.inner_text('main')
        assert other.goto(of_donor).status == 404
        loop.giving.cancel('2027-000001')
        page.reload()
        assert "Il n’y a pas encore de reçu." in page.inner_text('main')
        loop.server.stop()
        page.reload()
        assert "ne peuvent pas s’afficher pour l’instant" in page.inner_text('main')
