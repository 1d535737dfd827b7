"""Two associations in one database, each with a feed and a bridge of its own."""
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

from asso_bridge.demo.sample import Sample
from asso_bridge.errors import BridgeError
from tests.program import ROOT
from tests.ready import NEIGHBOUR, SETTINGS

from .association import balances, bridge_settings, write
from .seen import lettering

NAMES = ['first_name', 'last_name', 'organization_name']
BATCH = 15
# A call may find the books locked several times while the other bridge is at work
TRIES = 20
RUN = (
    'import sys; from asso_bridge import config, sync; from asso_bridge.told import logs;'
    'settings = config.Settings(**__import__("json").loads(sys.argv[1]));'
    'logs.configure(settings);'
    'sync.run(settings)')


@dataclass(frozen=True)
class Association:
    feed: str
    login: str
    password: str
    dump: Path

    def settings(self, server, folder, **others):
        return bridge_settings(server.database, folder, self.dump, **{
            'url': f'http://127.0.0.1:{server.port}', 'trytond_config': None, 'feed': self.feed,
            'user': self.login, 'password': self.password, 'batch_size': BATCH, 'tries': TRIES,
            **others})

    def start_bridge(self, server, folder):
        "A bridge in a process of its own, at work on the dump."
        settings = self.settings(server, folder).model_dump(mode='json', exclude_none=True)
        return subprocess.Popen(
            [sys.executable, '-c', RUN, json.dumps({**settings, 'password': self.password})],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def books(self, database, folder):
        "What must be the same whether the association was loaded alone or not."
        return balances(folder), lettering(database, self.feed)


def two_associations(folder, members, months):
    "Associations whose members have the same numbers and names, but live and pay differently."
    first, second = Sample(members, months, seed=7), Sample(members, months, seed=11)
    names = {
        row['pk']: {name: row['fields'][name] for name in NAMES}
        for row in first.rows if row['model'] == 'members.member'}
    for row in second.rows:
        if row['model'] == 'members.member':
            row['fields'].update(names[row['pk']])
    return [
        Association(
            settings.get('feed', 'portal'), settings['bridge_login'],
            settings['bridge_password'], write(sample.rows, folder / f'{name}.json'))
        for name, settings, sample in [
            ('first', SETTINGS, first), ('second', NEIGHBOUR, second)]]


def wait_for(bridges):
    "Wait until they end; each must have succeeded."
    logs = [bridge.communicate(timeout=300)[1] for bridge in bridges]
    assert [bridge.returncode for bridge in bridges] == [0] * len(bridges), '\n'.join(logs)


def together(*actions):
    "Do them at the same time, each in its own thread; return what each gave, or its error."
    start = Barrier(len(actions))

    def act(action):
        start.wait()
        try:
            return action()
        except BridgeError as error:
            return error
    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(act, actions))
