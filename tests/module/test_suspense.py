"""Money without a member that an accountant has lettered on suspense: it waits no longer."""
from decimal import Decimal

from tests.module.portal import gone, payment


def letter_suspense(portal):
    def letter():
        Line = portal.ledger.get('account.move.line')
        Line.reconcile(Line.search([
                    ('account.code', '=', '471'), ('reconciliation', '=', None)]))
    portal.ledger.run(letter)


def test_money_lettered_on_suspense_waits_no_longer(portal):
    portal.send(
        payment('1', '20.00', '2026-03-10', member=None),
        payment('2', '-20.00', '2026-03-20', member=None))
    letter_suspense(portal)
    assert portal.snapshot()['unmatched'] == []
    assert portal.residuals() == {'1': '0.00', '2': '0.00'}


def test_money_moved_to_income_by_the_accountant_waits_no_longer(portal, accountant):
    portal.send(
        payment('1', '20.00', '2026-03-10', member=None),
        payment('2', '7.00', '2026-03-20', member=None))

    def book():
        Account, Line = map(portal.ledger.get, ['account.account', 'account.move.line'])
        suspense, = Account.search([('code', '=', '471')])
        line, = Line.search([('account', '=', suspense.id), ('credit', '=', 20)])
        line.reconcile([line, move_to_income(portal, suspense, Decimal(20))])
    accountant.act(book)
    assert {e['id']: e['residual'] for e in portal.snapshot()['unmatched']} == {'2': '7.00'}


def move_to_income(portal, suspense, amount):
    "Post what waits as income; return the line on suspense."
    Move, Period = map(portal.ledger.get, ['account.move', 'account.period'])
    feed, = portal.feed.search([])
    first = Period.search([('start_date', '=', '2026-03-01')])[0]
    move, = Move.create([{
        'journal': feed.association.journal_suspense.id, 'date': first.start_date,
        'period': first.id, 'lines': [('create', [
            {'account': suspense.id, 'debit': amount, 'credit': Decimal(0)},
            {'account': feed.association.account_donation.id,
                'debit': Decimal(0), 'credit': amount}])]}])
    Move.post([move])
    line, = (line for line in move.lines if line.account == suspense)
    return line


def test_payment_lettered_on_suspense_is_assigned_or_deleted_once_unlettered(portal):
    portal.send(
        payment('1', '20.00', '2026-03-10', member=None),
        payment('2', '-20.00', '2026-03-20', member=None))
    letter_suspense(portal)
    assert portal.send(payment('1', '20.00', '2026-03-10'), gone('payment', '2')) == {
        '1': 'suspense_lettered', '2': 'suspense_lettered'}

    def unletter():
        Reconciliation = portal.ledger.get('account.move.reconciliation')
        Reconciliation.delete(Reconciliation.search([('lines.account.code', '=', '471')]))
    portal.ledger.run(unletter)
    portal.call('finish', str(portal.run), '{"state": "done"}')
    assert portal.quarantine() == {}
    assert portal.balances()['1'] == '-80.00'
