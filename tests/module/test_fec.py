"""The audit file that Tryton makes of the books is sound, by the law's own text."""
import datetime as dt

from asso_bridge.fec.check import check
from tests.module.portal import bill, fee, gone, payment
from tests.module.treasurer import row


def test_file_of_a_year_with_bills_bank_and_subscriptions_is_sound(
        ledger, portal, treasurer, subscriber, tmp_path):
    portal.settings(bank_since=dt.date(2026, 2, 1))
    portal.send(
        bill('2', '30.00', '2026-01-20', member='2'),
        fee('3', '15.00', '2026-01-21', start='2026-01-01', end='2026-12-31'),
        payment('1', '40.00', '2026-01-25', ('1', '40.00')),
        payment('2', '12.00', '2026-02-12', member='2'))
    portal.send(gone('bill', '2'), payment('1', '60.00', '2026-01-25', ('1', '60.00')))
    treasurer.book(
        (row('60.00'), 'matched', '1', None), (row('7.00'), 'waiting', None, None))
    subscriber.subscribe(subscriber.offer(), '2026-03-01')
    subscriber.bill('2026-03-01')

    def write():
        Fec = ledger.pool.get('account.fr.fec', type='wizard')
        wizard = Fec(Fec.create()[0])
        wizard.start.fiscalyear, = ledger.get('account.fiscalyear').search(
            [('start_date', '=', dt.date(2026, 1, 1))])
        wizard.start.type, wizard.start.deferral_period = 'is-bic', None
        wizard.transition_generate()
        return wizard.result.file
    path = tmp_path / 'fec.txt'
    path.write_bytes(ledger.run(write, language='fr'))
    checked = check(path)
    assert list(map(str, checked.faults)) == []
    assert checked.entries > 9
