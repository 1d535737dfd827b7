"""The whole loop over real networks: a site, a trytond, a proxy before each, readers, a bridge."""
import json
import shutil
import subprocess
import sys
import time

from asso_bridge import sync
from asso_bridge.comparison.check import check
from asso_bridge.config import load
from asso_bridge.demo.sample import Sample
from asso_bridge.errors import BridgeError, Stop, TryAgain
from asso_bridge.ledger.tryton import connect
from tests import books
from tests.bridge.faults import Faulty
from tests.ready import SETTINGS

from .bridge import plain
from .live import ROOT
from .oracle import booked, expected
from .readers import Readers, Sent

DOUBLED = """
    select type, external_id from asso_binding where deleted is not true
    group by feed, type, external_id having count(*) > 1"""


class Recorder(Faulty):
    "Keeps the statements that pass, as `Readers` want them, and calls `look` while they do"

    def __init__(self, url):
        super().__init__(url, patience=1.5)
        self.sent, self.look = {}, None

    def _upstream(self, request, body, upstream):
        if request.command == 'PUT' and '/statements/' in request.path:
            document = json.loads(body)
            ledger, base = document['ledger'], document['base']
            self.sent.setdefault((ledger, document['generation']), []).extend([
                    Sent.of(document, before) for before in list(
                        self.sent[ledger, base] if base else [None])])
            self.look()
        return super()._upstream(request, body, upstream)


class World:
    "Enter it to begin; `steps` tells what was done"

    def __init__(self, site, server, folder, seed):
        self.site, self.server, self.folder = site, server, folder
        self.portal, self.tryton = Recorder(site.url), Recorder(f'http://127.0.0.1:{server.port}')
        self.steps, self._begun = [], time.monotonic()
        self.site.load(Sample(members=5, months=3, seed=seed).rows)
        session, token = site.edit('staff', 'staff'), site.token()
        self.settings = load(
            url=self.tryton.url, database=server.database.name, timeout=20,
            user=SETTINGS['bridge_login'], password=SETTINGS['bridge_password'],
            source='portal', portal_url=self.portal.url, portal_token=token, portal_timeout=20,
            state=folder / 'state', tries=3)
        members = site.holds()['members']
        self.readers = Readers(site.url, token, session, members, self.portal.sent)
        self.portal.look = self.readers.look

    def __enter__(self):
        self.portal.__enter__()
        self.tryton.__enter__()
        sync.run(self.settings)
        self.readers.__enter__()
        return self

    def __exit__(self, *_):
        for part in (self.readers, self.tryton, self.portal):
            part.__exit__()

    def step(self, *what):
        self.steps.append((f'{time.monotonic() - self._begun:.1f}', *what))

    def edit(self, chance, most=6):
        seed, count = chance.randrange(10**6), chance.randrange(1, most)
        self.step('edit', seed, count, self.site.edit('edit', seed, count))
        # Every run has something to carry
        self.site.edit('sql', 'update members_member set city = %s', f'Ville {seed}')

    def run(self, bearing=(TryAgain,), **settings):
        "Run a bridge in this process; return the error if it fails with one of these kinds"
        try:
            sync.run(self.settings.model_copy(update=settings), allow_deletions=True)
        except bearing as error:
            self.step('failed', type(error).__name__, str(error))
            return error
        self.step('ran', settings)
        return None

    def bridge(self, *arguments, environment=None, **settings):
        "A bridge in a process of its own"
        return subprocess.Popen(
            [sys.executable, '-m', 'tests.loop.bridge',
                plain(self.settings.model_copy(update=settings)), *map(str, arguments)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def restore_portal(self, backup):
        validated = self.site.edit('rows', (
            'select number, bill_ptr_id from billing_invoice where validated'))
        self.readers.past += 1
        self.site.restore(backup)
        # What is made from now on gets keys that were never given, and a person does again what
        # the books cannot undo: a bill that is posted is no draft any more
        self.site.edit('sql', 'update sqlite_sequence set seq = seq + 1000')
        for number, bill in validated:
            self.site.edit('sql', (
                'update billing_invoice set validated = true, number = %s '
                'where bill_ptr_id = %s and not validated'), number, bill)
        self.readers.past += 1

    def backup_tryton(self):
        copy = self.folder / f'tryton-{len(self.steps)}.sqlite'
        with self.server.database.connect() as connection:
            connection.execute('vacuum into ?', [str(copy)])
        connection.close()
        return copy

    def restore_tryton(self, backup):
        self.server.stop()
        database = self.server.database
        database.drop()
        shutil.copyfile(backup, database.backend.directory / f'{database.name}.sqlite')
        self.server.start()

    def obey(self, stop):
        "Do what the run that stopped tells a person to do"
        self.step('obey', str(stop))
        if 'asso-bridge run --full' in stop.mend:
            sync.run(self.settings, full=True, allow_deletions=True)
        elif 'asso-bridge publish --new-ledger' in stop.mend:
            self.readers.past += 1
            sync.publish_now(self.settings, new_ledger=True)
            self.readers.past += 1
        else:
            raise stop

    def mend(self):
        "Run without faults until nothing differs: twice at most"
        self.portal.faults.clear()
        self.tryton.faults.clear()
        for _ in range(2):
            try:
                self.run(bearing=())
            except Stop as stop:
                self.obey(stop)
            differences = self._differences()
            if not differences:
                return
        raise AssertionError(differences)

    def _differences(self):
        try:
            return check(self.settings).differences
        except BridgeError as error:
            return [error]

    def assert_whole(self):
        "The books are sound and agree with the site's tables, and every page shows them"
        with self.server.database.connect() as connection:
            cursor = connection.cursor()
            assert books.faults(cursor) == []
            assert cursor.execute(DOUBLED).fetchall() == []
        connection.close()
        holds = self.site.holds()
        with connect(self.settings) as ledger:
            assert booked(ledger) == expected(holds)
            pages = Sent.of(ledger.snapshot()).pages
        assert {m: self.readers.page(m) for m in holds['members']} == pages
        assert self.readers.wrong == [], self.readers.wrong

    def assert_nothing_lost(self):
        "By the digests of all records: what no balance shows is there too"
        outcomes = sync.run(self.settings, full=True).outcomes.values()
        assert {outcome for counts in outcomes for outcome in counts} <= {'skipped'}
