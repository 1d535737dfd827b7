"""A bridge that is killed: python -m tests.campaign.killed_bridge SETTINGS POINT NUMBER

SETTINGS is the JSON of the bridge's settings. It dies by SIGKILL the NUMBER-th time that it
passes POINT; with 0 it lives, and says on its last line how often it passed each point.
"""
import collections
import json
import os
import signal
import sys

from asso_bridge import sync
from asso_bridge.config import Settings
from asso_bridge.ledger import tryton
from asso_bridge.told import export

SETTINGS, POINT, NUMBER = sys.argv[1], sys.argv[2], int(sys.argv[3])
passed = collections.Counter()


def reach(point):
    passed[point] += 1
    if point == POINT and passed[point] == NUMBER:
        os.kill(os.getpid(), signal.SIGKILL)


def around(place, name, before, after):
    "Pass one point before the call, another one after it."
    function = getattr(place, name)

    def passing(*args, **kwargs):
        reach(before)
        result = function(*args, **kwargs)
        reach(after)
        return result
    setattr(place, name, passing)


def main():
    import trytond.config
    settings = Settings(**json.loads(SETTINGS))
    trytond.config.update_etc(str(settings.trytond_config))
    from trytond.transaction import Transaction
    around(Transaction, 'commit', 'before_commit', 'after_commit')
    around(tryton.Embedded, 'call', 'before_call', 'after_reply')
    around(export.os, 'replace', 'before_replace', 'after_replace')
    sync.run(settings, lambda point, done, total: reach(point))
    print(json.dumps(passed))


main()
