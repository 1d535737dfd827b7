"""The invented association of the campaigns: as COIN's dump, and as the contract's changes."""
import json

from asso_bridge.comparison.staging import Staging
from asso_bridge.config import Settings
from asso_bridge.demo.sample import Sample
from asso_bridge.sources.dump import Dump
from asso_bridge.sync import run

from .seen import without_references

MEMBERS, MONTHS, SEED = 10, 12, 7


def association(members=MEMBERS, months=MONTHS):
    return Sample(members, months, SEED)


def write(rows, path):
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding='utf-8')
    return path


def changes(dump, allocations='auto'):
    "All that the dump holds, as the bridge would send it to an empty ledger, in its order."
    with Dump(dump, allocations) as source, Staging() as staging:
        staging.fetch(source)
        staging.plan()
        return [change for batch, _ in staging.batches(1000) for change in batch]


def bridge_settings(database, folder, dump, **others):
    "The settings of a bridge with Tryton in its own process; exports go to folder/out."
    return Settings(**{
        'database': database.name, 'trytond_config': database.config, 'dump': dump,
        'export': folder / 'out', 'state': folder / 'state', **others})


def run_bridge(database, folder, dump, **others):
    "Run the bridge in this process; return its result and the balances."
    settings = bridge_settings(database, folder, dump, **others)
    result = run(settings)
    return result, balances(folder)


def balances(folder):
    "The exported balances, without when and where they were taken: of any books."
    content = json.loads((folder / 'out' / 'balances.json').read_text(encoding='utf-8'))
    del content['generation'], content['as_of'], content['ledger'], content['cursor']
    return without_references(content)
