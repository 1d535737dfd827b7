"""A bridge in a process of its own: python -m tests.loop.bridge SETTINGS [POINT NUMBER]

SETTINGS is JSON. It dies by SIGKILL the NUMBER-th time that it reaches POINT: a point of the run,
or "put" and "did put", "call" and "did call" around each call of the portal and of the ledger.
"""
import collections
import json
import os
import signal
import sys

from asso_bridge import retry, sync
from asso_bridge.config import Settings
from asso_bridge.ledger.calls import Ledger
from asso_bridge.portal import calls, publish

fatal = None  # (point, number)
passed = collections.Counter()


def reach(point, done=0, total=0):
    passed[point] += 1
    if (point, passed[point]) == fatal:
        os.kill(os.getpid(), signal.SIGKILL)


def around(place, name, point):
    function = getattr(place, name)

    def passing(*arguments, **named):
        reach(point)
        answer = function(*arguments, **named)
        reach(f'did {point}')
        return answer
    setattr(place, name, passing)


def main():
    global fatal
    if sys.argv[2:]:
        point, number = sys.argv[2:]
        fatal = point, int(number)
    retry.LONGEST_PAUSE = calls.BACKOFF = 0
    publish.LARGEST = int(os.environ.get('LARGEST', publish.LARGEST))
    around(calls.Portal, 'put', 'put')
    around(Ledger, '_text', 'call')
    sync.run(Settings.model_validate_json(sys.argv[1]), reach, allow_deletions=True)


def plain(settings):
    "Settings as JSON, secrets included"
    return json.dumps({
        **settings.model_dump(mode='json', exclude_none=True),
        **{name: getattr(settings, name).get_secret_value()
            for name in ('password', 'portal_token') if getattr(settings, name)}})


if __name__ == '__main__':
    main()
