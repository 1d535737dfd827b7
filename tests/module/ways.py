"""Which way a feed's documents are written, and what the guard says about it."""
import pytest

from tests.module.portal import Portal, bill, line, member, payment

CREATED = ['account.invoice', 'account.move', 'account.move.reconciliation', 'asso.payment']
# For tests of what tests/same does not compare. The option --whole has every test of the
# fixture `portal` go both ways
both_ways = pytest.mark.parametrize(
    'by_sets', [True, False], ids=['by sets', "Tryton's own way"])


class WatchedPortal(Portal):
    "A portal that proves of all that it sends which way it was written"

    def __init__(self, ledger, by_sets, monkeypatch):
        super().__init__(ledger)
        self.by_sets = by_sets
        self.settings(by_sets=by_sets)
        self._created = count(monkeypatch, ledger, *CREATED)

    def send(self, *changes):
        created, stored = dict(self._created), self._stored()
        outcomes = super().send(*changes)
        by_tryton = {name for name in CREATED if self._created[name] > created[name]}
        now = self._stored()
        new = {name for name in CREATED if now[name] > stored[name]}
        if self.by_sets:
            assert by_tryton == set()
        else:
            assert new - by_tryton == set()
        return outcomes

    def _stored(self):
        with self.ledger.transaction():
            return {name: self.ledger.get(name).search_count([]) for name in CREATED}


def found(portal):
    from trytond_asso_members import guard
    with portal.ledger.transaction():
        return guard.found()


def form(portal):
    with portal.ledger.transaction():
        feed, = portal.feed.search([('code', '=', 'portal')])
        return feed.association.own_way


def count(monkeypatch, ledger, *names):
    "How often Tryton's own create is called from now on: {model: number}."
    counts = dict.fromkeys(names, 0)

    def watch(model):
        create = model.create

        def counted(cls, vlist):
            counts[cls.__name__] += 1
            return create(vlist)
        monkeypatch.setattr(model, 'create', classmethod(counted))
    for name in names:
        watch(ledger.get(name))
    return counts


def the(portal, name, /, **values):
    record, = portal.ledger.get(name).search([(k, '=', v) for k, v in values.items()])
    return record


def send_paid_bill(portal):
    return portal.send(
        member(), bill('1', '24.00', '2026-01-01', lines=[line('20.00', '20.00', '4.00')]),
        payment('1', '24.00', '2026-01-10', ('1', '24.00')))
