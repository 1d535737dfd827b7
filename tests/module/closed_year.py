"""A year that an accountant has closed: what five members had in it, and how it is closed."""
from tests.module.portal import Portal, bill, gone, member, payment

# A member for each test, so that none looks at another's
OPEN = bill('1', '10.00', '2021-06-01', member='1')
PAID = bill('2', '10.00', '2021-06-01', member='2')
DELETED = bill('3', '10.00', '2021-06-01', member='3')
PAID_BY_THE_LEDGER = bill('4', '10.00', '2021-06-01', member='4')
PAYMENTS = [
    payment('2', '10.00', '2021-06-02', ('2', '10.00'), member='2'),
    payment('4', '15.00', '2021-06-02', member='4', allocations=None),
    payment('5', '10.00', '2021-06-02', member='5'),
    payment('6', '-15.00', '2021-06-03', member='5')]


def close_2021(ledger):
    portal = Portal(ledger)
    portal.send(
        *(member(id_) for id_ in '12345'), OPEN, PAID, DELETED, PAID_BY_THE_LEDGER, *PAYMENTS)
    portal.send(gone('bill', '3'))
    portal.call('finish', str(portal.run), '{"state": "done"}')

    def close():
        FiscalYear = ledger.get('account.fiscalyear')
        year, = FiscalYear.search([('name', '=', '2021')])
        _take_result(ledger, year)
        FiscalYear.close([year])
    ledger.run(close, user=0, _skip_warnings=True)


def _take_result(ledger, year):
    "Balance the year's revenue with the result, as an accountant does before closing."
    from trytond.transaction import Transaction
    Account = ledger.get('account.account')
    Move = ledger.get('account.move')
    with Transaction().set_context(fiscalyear=year.id, company=year.company.id):
        revenue, = Account.search([('code', '=', '706')])
        result, = Account.search([('code', '=', '120')])
        balance = -Account(revenue.id).balance
    period = year.periods[-1]
    move, = Move.create([{
                'journal': ledger.get('account.journal').search([], limit=1)[0].id,
                'period': period.id, 'date': period.end_date,
                'lines': [('create', [
                            {'account': revenue.id, 'debit': balance},
                            {'account': result.id, 'credit': balance}])]}])
    Move.post([move])
