"""Members who read while new snapshots are taken in."""
import threading

import pytest
from django.db import connection, connections

from asso_portal.intake import snapshot
from asso_portal.intake.current import current
from asso_portal.intake.parts import Refused
from asso_portal.models import Account, Pointer, Snapshot
from tests.portal.snapshots import document, entry, member


@pytest.mark.postgresql("locks and isolation")
@pytest.mark.skipif('not config.option.backend == "postgresql"')
def test_concurrent_readers_see_whole_generations_that_never_go_back(transactional_db):
    """Eight readers while two writers bring sixty generations, each of one balance for all."""
    stop, wrong = threading.Event(), []

    def generation(n):
        return document([member(str(m), entry(residual=f'{n}.00')) for m in range(50)], n)

    def read():
        last = 0
        while not stop.is_set():
            rows = list(Account.objects.filter(snapshot__pointer__pk=Pointer.ONLY).values_list(
                'snapshot__generation', 'balance'))
            seen = {(g, b) for g, b in rows}
            if len(rows) != 50 or len(seen) != 1 or min(seen)[0] < last:
                wrong.append((last, len(rows), seen))
            last = max(seen)[0]
        connections.close_all()

    def write(numbers):
        for n in numbers:
            try:
                snapshot.receive(n, generation(n), None)
            except Refused as refusal:
                assert refusal.code == 'generation-old'
        connections.close_all()

    snapshot.receive(1, generation(1), None)
    readers = [threading.Thread(target=read) for _ in range(8)]
    writers = [threading.Thread(target=write, args=[range(n, 62, 2)]) for n in (2, 3)]
    for thread in readers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert wrong == []
    assert current()['generation'] == 61
    assert Snapshot.objects.count() == 2
    assert connection.vendor == 'postgresql'
