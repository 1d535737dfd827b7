"""Which way a feed's documents are written, and what the guard says about it."""
from tests.module.portal import bill, line, member, payment
from trytond_asso_members import guard

CREATED = ['account.invoice', 'account.move', 'account.move.reconciliation', 'asso.payment']


def found(portal):
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
