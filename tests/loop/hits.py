"""What may befall the loop, by name: each a function of a world and a source of chance."""
import os
import threading
from functools import partial
from glob import glob

from asso_bridge.errors import Stop, TryAgain

FAKETIME = (glob('/usr/lib/*/faketime/libfaketime.so.1') or [None])[0]
POINTS = [
    'fetched', 'apply', 'applied', 'pulled', 'publish', 'published', 'put', 'did put', 'call',
    'did call']


def spoilt(side, fault, world, chance):
    "Some calls in a row, or every second one, of the portal or of Tryton"
    first = [None] * chance.randrange(6)
    faults = chance.choice([[fault] * chance.randrange(1, 8), [fault, None] * 4])
    world.step(side, first, faults)
    getattr(world, side).faults[:] = first + faults
    limit = 1 if fault in ('hole', 'slow') else 20
    world.run(
        batch_size=chance.choice([1, 5, 200]), timeout=limit, portal_timeout=limit)


def bridge_killed(world, chance):
    point, number = chance.choice(POINTS), chance.randrange(1, 4)
    bridge = world.bridge(point, number, batch_size=chance.choice([2, 5]))
    said = bridge.communicate()[0]
    world.step('kill', point, number, bridge.returncode)
    assert bridge.returncode in (-9, 0), said  # 0: it did not reach the point so often


def killed_beneath(side, world, chance):
    "The server of the site or of Tryton dies a moment after a call begins"
    server = {'portal': world.site, 'tryton': world.server}[side]
    number, delay = chance.randrange(9), chance.choice([0, 0.003, 0.01, 0.03, 0.1])
    dead = threading.Event()

    def kill():
        server.kill()
        dead.set()
    timers = []

    def soon():
        timers.append(threading.Timer(delay, kill))
        timers[0].start()
    world.step('kill', side, number, delay)
    getattr(world, side).faults[:] = [None] * number + [soon]
    world.run(batch_size=5)
    if timers:
        dead.wait()
    else:  # the run had fewer calls
        kill()
    getattr(world, side).faults.clear()
    world.run()
    server.start()


def two_bridges(world, chance):
    "From two machines, or from one: one of them gives way"
    state = chance.choice(['state', 'other'])
    world.step('two bridges', state)
    other = world.bridge(batch_size=2, state=world.folder / state)
    for _ in range(3):
        world.run(bearing=(Stop, TryAgain), batch_size=2)
    said = other.communicate()[0]
    assert other.returncode == 0 or any(
        word in said for word in ('Busy', 'Refused', 'TryAgain')), said


def clock_off(world, chance):
    "The bridge's clock is a day fast or slow"
    days = chance.choice(['+1d', '-1d'])
    world.step('clock', days)
    bridge = world.bridge(environment={
        **os.environ, 'LD_PRELOAD': FAKETIME, 'FAKETIME': days,
        'FAKETIME_DONT_FAKE_MONOTONIC': '1'})
    said = bridge.communicate()[0]
    assert bridge.returncode == 0, said


def portal_restored(world, chance):
    backup = world.site.backup()
    _live_on(world, chance)
    world.restore_portal(backup)
    world.edit(chance)
    world.obey(world.run(bearing=(Stop,)))


def tryton_restored(world, chance):
    backup = world.backup_tryton()
    _live_on(world, chance)
    world.restore_tryton(backup)
    world.edit(chance)
    # It runs on if the portal shows these balances already
    if stop := world.run(bearing=(Stop,)):
        world.obey(stop)


def _live_on(world, chance):
    for _ in range(chance.randrange(1, 4)):
        world.edit(chance)
        world.run()


HITS = {
    **{f'portal {fault}': partial(spoilt, 'portal', fault) for fault in [
        'refused', 'hole', 'slow', 500, 503, 429, 'html', 'half', 'gzip', 'stale', 'reordered',
        'ahead', 'lost']},
    **{f'tryton {fault}': partial(spoilt, 'tryton', fault) for fault in [
        'refused', 'hole', 503, 'html', 'gzip', 'lost']},
    'bridge killed': bridge_killed,
    'site killed': partial(killed_beneath, 'portal'),
    'trytond killed': partial(killed_beneath, 'tryton'),
    'two bridges': two_bridges,
    'portal restored': portal_restored,
    'tryton restored': tryton_restored,
    **({'clock off': clock_off} if FAKETIME else {}),
}
