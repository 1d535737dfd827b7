"""What a treasurer begins from the menu: reminders, a month closed, the audit file, an act."""
from decimal import Decimal

import pytest

from tests.module.portal import bill, member, payment


def execute(ledger, name, state, **start):
    "Run the wizard from the menu, the user's answers in its form; return (defaults, result)."
    def run():
        from trytond.transaction import Transaction
        Wizard = ledger.pool.get(name, type='wizard')
        with Transaction().set_context(
                active_model='ir.ui.menu', active_id=1, active_ids=[1], language='fr'):
            session, _, _ = Wizard.create()
            defaults = Wizard.execute(session, {}, 'start')['view']['defaults']
            filled = {k: v for k, v in defaults.items() if '.' not in k} | start
            return defaults, Wizard.execute(session, {'start': filled}, state)
    return ledger.run(run)


def test_members_are_reminded_at_once_and_only_once(ledger, portal, telling, mails):
    from trytond_asso_members.exceptions import MessageError
    with pytest.raises(MessageError, match="ne relance encore personne"):
        execute(ledger, 'asso.notice.remind', 'send')
    portal.settings(reminder_weeks='1, 300')
    defaults, _ = execute(ledger, 'asso.notice.remind', 'send')
    assert [(str(row['amount']), row['recipient']) for row in defaults['members']] == [
        ('100.00', 'ada@example.org')]
    mail, = mails.fetch()
    assert mail.recipients == ['ada@example.org']
    with pytest.raises(MessageError, match="encore temps de relancer personne"):
        execute(ledger, 'asso.notice.remind', 'send')
    assert mails.fetch() == []
    mails.__exit__()
    portal.settings(reminders_per_month=5, reminder_weeks='1, 2, 300')
    with pytest.raises(MessageError, match="ne répond pas"):
        execute(ledger, 'asso.notice.remind', 'send')
    mails.__enter__()


def test_treasurer_is_told_who_is_to_be_written_a_letter(ledger, portal, telling):
    portal.send(member('3'), bill('3', '30.00', '2026-02-01', member='3'))
    portal.settings(reminder_weeks='1, 300')
    defaults, _ = execute(ledger, 'asso.notice.remind', 'end')
    assert "Sans adresse : écrivez un courrier depuis « Événements »" in [
        row['recipient'] for row in defaults['members']]


def test_oldest_month_that_is_open_is_closed(ledger, portal):
    portal.send(payment('9', '5.00', '2021-01-05', member=None))
    for name in ['2021-01', '2021-02']:
        defaults, _ = execute(ledger, 'asso.closing.month', 'close')
        with ledger.transaction():
            period = ledger.get('account.period')(defaults['period'])
            assert (period.name, period.state, defaults['unmatched']) == (name, 'closed', 1)


def test_month_with_a_draft_is_not_closed_and_shows_it(ledger, portal):
    from trytond_asso_members.exceptions import ClosingError

    def draft():
        period, = ledger.get('account.period').search([('name', '=', '2021-01')])
        journal = ledger.get('account.journal').search([], limit=1)[0]
        return ledger.get('account.move').create([{
                    'period': period.id, 'date': period.start_date, 'journal': journal.id}])[0].id
    move = ledger.run(draft)
    for _ in range(2):
        with pytest.raises(ClosingError, match="Voir les brouillons"):
            execute(ledger, 'asso.closing.month', 'close')
    defaults, result = execute(ledger, 'asso.closing.month', 'drafts')
    (action, _), = result['actions']
    assert (defaults['drafts'], action['pyson_domain']) == (1, f'[["id", "in", [{move}]]]')


def test_file_of_the_last_year_is_downloaded_under_its_name(ledger, portal):
    portal.send(bill('2', '30.00', '2021-05-01'))

    def register():
        company, = ledger.get('company.company').search([])
        ledger.get('party.identifier').create([
                {'party': company.party.id, 'type': 'fr_siren', 'code': '732 829 320'}])
    ledger.run(register)
    with ledger.transaction():
        year, = ledger.get('account.fiscalyear').search([('name', '=', '2021')])
    start = {'fiscalyear': year.id}
    defaults, result = execute(ledger, 'asso.closing.fec', 'download', **start)
    assert defaults['fiscalyear']
    (action, data), = result['actions']
    assert (action['report_name'], data['year']) == ('asso.fec', year.id)
    for _ in range(2):
        extension, content, _, name = ledger.run(
            ledger.pool.get('asso.fec', type='report').execute, [], data)
        assert (extension, name) == ('txt', '732829320FEC20211231')
        assert b'F-2' in content


def test_money_is_received_of_a_member_who_is_chosen_in_the_form(ledger, portal):
    portal.send(bill('2', '30.00', '2026-01-06'), bill('3', '20.00', '2026-01-07'))
    with ledger.transaction() as transaction:
        member, = ledger.get('asso.member').search([('portal_id', '=', '1')])
        Start = ledger.get('asso.act.receive.start')
        start = Start(
            company=transaction.context['company'], party=member.party, pays='oldest')
        start.on_change_party()
        assert str(start.amount) == '150.00'

        def given(amount):
            start.amount = Decimal(amount)
            start.on_change_amount()
            return [str(row.amount) for row in start.bills]
        assert given('110.00') == ['100.00', '10.00', 'None']
        start.on_change_bills()
        assert start.pays == 'oldest'
        start.bills[-1].amount = start.bills[-1].due
        start.on_change_bills()
        assert start.pays == 'bills'
    execute(
        ledger, 'asso.act.receive', 'receive', party=member.party.id, amount=Decimal('30.00'))
    assert portal.balances()['1'] == '-120.00'


def test_treasurer_begins_at_the_dashboard_unless_another_is_chosen(ledger):
    def preferences(**values):
        from trytond.transaction import Transaction
        User = ledger.get('res.user')
        user = User(Transaction().user)
        if values:
            User.write([user], values)
        return User.get_preferences()['actions']
    board, = ledger.run(preferences)
    with ledger.transaction():
        other = ledger.get('ir.action').search([('id', '!=', board)], limit=1)[0].id
    assert ledger.run(lambda: preferences(actions=[('add', [other])])) == [other]
