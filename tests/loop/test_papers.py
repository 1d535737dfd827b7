"""A bill that Tryton made, as its member gets it: from Tryton, by a run and by a real site."""
import json
import shutil

import pytest
import requests

from asso_bridge import sync
from asso_bridge.config import load
from tests.ledger import Ledger
from tests.loop.live import Site
from tests.module.papers import furnish, pages
from tests.module.portal import Portal
from tests.module.subscriber import Subscriber
from tests.ready import SETTINGS
from trytond_asso_members.documents import drawing

pytestmark = pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")


class Loop:
    "A site, a trytond beside whose nudge papers are fetched, and two members, one of whom owes"

    def __init__(self, database, server, place, folder):
        self.server = server
        ledger = Ledger(database.name)
        secret, = ledger.run(lambda: [
                feed.nudge_secret for feed in ledger.get('asso.feed').search([])])
        self.site = Site(
            place, folder, NUDGE_URL=f'{server.url}asso_members/nudge/portal',
            NUDGE_SECRET=secret).start()
        self.zoe, self.max = (self.site.edit('member', name) for name in ('zoe', 'max'))
        settings = load(
            url=f'http://127.0.0.1:{server.port}', database=database.name, timeout=20,
            user=SETTINGS['bridge_login'], password=SETTINGS['bridge_password'],
            source='portal', portal_url=self.site.url, portal_token=self.site.token(),
            portal_timeout=20, state=folder / 'state')
        sync.run(settings)
        self.bill(ledger)
        sync.run(settings)
        ledger.disconnect()

    def bill(self, ledger):
        portal = Portal(ledger)
        furnish(ledger, portal)
        subscriber = Subscriber(ledger, portal)
        Address = ledger.get('party.address')
        party = ledger.run(lambda: subscriber.member(str(self.zoe)).party.id)
        if not ledger.run(lambda: Address.search([('party', '=', party)])):
            ledger.run(lambda: Address.create([{'party': party, 'city': "Brest"}]))
        subscriber.subscribe(subscriber.offer('31.00'), '2026-03-01', member=str(self.zoe))
        subscriber.bill('2026-03-01')
        portal.call('finish', str(portal.run), json.dumps(
            {'state': 'done', 'seconds': '0', 'message': ''}))

    def get(self, member, place=''):
        return requests.get(
            self.site.url.replace('/api/asso', f'/situation/{place}'), timeout=30,
            cookies={'sessionid': self.site.edit('login', member)},
            headers={'Accept-Language': 'fr'}, allow_redirects=False)


@pytest.fixture
def loop(database, server, migrated, tmp_path):
    made = Loop(
        database, server, shutil.copyfile(migrated, tmp_path / 'site.sqlite'), tmp_path)
    yield made
    made.site.stop()


@pytest.mark.sqlite("the site is a copy of a file")
def test_member_gets_the_paper_of_tryton_and_keeps_the_page_without_it(loop):
    page = loop.get(loop.zoe, 'statement/?all=1').text
    _, found = page.split('/situation/bill/', 1)
    place = f'bill/{found.split("/")[0]}/'
    assert 'href="/situation/' + place + 'pdf"' in loop.get(loop.zoe, place).text
    answer = loop.get(loop.zoe, f'{place}pdf')
    text, = pages(answer.content)
    assert "Facture Numéro FA-000001 Date 1er mars 2026" in text and "Brest" in text
    assert "no-store" in answer.headers['Cache-Control']
    # Of nobody else
    assert loop.get(loop.max, f'{place}pdf').status_code == 404
    assert loop.get(loop.max, place).status_code == 404
    loop.server.stop()
    # Kept for a day; and once it is not, the page draws its own
    assert loop.get(loop.zoe, f'{place}pdf').content == answer.content
    loop.site.kill()
    loop.site.start()
    drawn = loop.get(loop.zoe, f'{place}pdf')
    assert (drawn.status_code, drawn.headers['Content-Type']) == (200, 'application/pdf')
    text, = pages(drawn.content)
    assert "FA-000001" in text and "Désignation" not in text
    assert loop.get(loop.zoe, place).status_code == 200
