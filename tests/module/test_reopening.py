"""A month that was closed, opened again by a person who says why."""
import pytest
from trytond.model.exceptions import AccessButtonError
from trytond.transaction import Transaction

from tests.module.portal import payment
from trytond_asso_members.exceptions import ClosingError


@pytest.fixture
def january(ledger, portal):
    "The id of a month that has an entry, and is closed"
    portal.send(payment('9', '5.00', '2021-01-05', member=None))

    def close():
        Period = ledger.get('account.period')
        period, = Period.search([('name', '=', '2021-01')])
        Period.close([period])
        return period.id
    return ledger.run(close)


def reopen(ledger, period, reason):
    "By the wizard that the button opens"
    def work():
        Wizard = ledger.pool.get('asso.closing.reopen', type='wizard')
        with Transaction().set_context(
                active_model='account.period', active_id=period, active_ids=[period]):
            Wizard.execute(Wizard.create()[0], {'start': {'reason': reason}}, 'reopen')
    ledger.run(work)


def state(ledger, period):
    "(that of the month, those of its journals, who opened it and why)"
    def read():
        month = ledger.get('account.period')(period)
        journals = ledger.get('account.journal.period').search([('period', '=', period)])
        return (
            month.state, {journal.state for journal in journals},
            [(r.create_uid.login, r.reason) for r in month.reopenings])
    return ledger.run(read)


def test_month_is_opened_again_with_its_journals_by_who_says_why(ledger, january):
    with pytest.raises(ClosingError, match="why the month is opened"):
        reopen(ledger, january, ' ')
    assert state(ledger, january) == ('closed', {'closed'}, [])
    for _ in range(2):
        reopen(ledger, january, "Un oubli de l'expert-comptable")
        assert state(ledger, january) == (
            'open', {'open'}, [('admin', "Un oubli de l'expert-comptable")])


def test_tryton_own_button_which_asks_for_no_reason_is_refused(ledger, january):
    def press():
        Period = ledger.get('account.period')
        Period.reopen([Period(january)])
    with pytest.raises(AccessButtonError):
        ledger.run(press, _check_access=True)
    assert state(ledger, january) == ('closed', {'closed'}, [])


def test_closed_months_are_listed_to_be_opened_again(ledger, january):
    def work():
        Wizard = ledger.pool.get('asso.closing.month', type='wizard')
        session, *_ = Wizard.create()
        defaults = Wizard.execute(session, {}, 'start')['view']['defaults']
        form = {name: value for name, value in defaults.items() if '.' not in name}
        (action, _), = Wizard.execute(session, {'start': form}, 'closed')['actions']
        return action['pyson_domain']
    company = ledger.company()
    assert ledger.run(work) == (
        f'[["company", "=", {company}], ["state", "=", "closed"]]')
