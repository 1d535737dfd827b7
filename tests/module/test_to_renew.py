"""The members whose fee runs out soon, or has just run out."""
import datetime as dt

from tests.module.portal import fee, member, payment


def to_renew(ledger, on):
    "The numbers, found by a search and read one by one"
    def work():
        Member = ledger.get('asso.member')
        found = {m.number for m in Member.search([('to_renew', '=', True)])}
        others = {m.number for m in Member.search([('to_renew', '!=', True)])}
        everyone = Member.search([])
        assert found == {m.number for m in everyone if m.to_renew}
        assert others == {m.number for m in everyone} - found
        return sorted(found)
    return ledger.run(work, membership_date=dt.date.fromisoformat(on))


def test_who_is_to_renew_as_time_goes_by(ledger, portal):
    portal.send(
        fee('5', '15.00', '2026-01-06', start='2026-01-01', end='2026-12-31'),
        payment('5', '15.00', '2026-01-07', ('5', '15.00')))
    days = ['2026-12-02', '2026-12-03', '2026-12-31', '2027-01-01']
    assert [to_renew(ledger, day) for day in days] == [[], ['1'], ['1'], []]
    portal.settings(grace_days=30, renewal_weeks=8)
    days = ['2026-11-04', '2026-11-05', '2027-01-30', '2027-01-31']
    assert [to_renew(ledger, day) for day in days] == [[], ['1'], ['1'], []]


def test_who_has_renewed_or_leaves_is_not_asked(ledger, portal):
    portal.send(
        fee('5', '15.00', '2026-01-06', start='2026-01-01', end='2026-12-31'),
        payment('5', '15.00', '2026-01-07', ('5', '15.00')))
    portal.send(member(left='2026-12-31'))
    assert to_renew(ledger, '2026-12-15') == []
    portal.send(member(left='2027-01-01'))
    assert to_renew(ledger, '2026-12-15') == ['1']
    portal.send(member(status='not_member'))
    assert to_renew(ledger, '2026-12-15') == []


def test_fee_of_the_next_year_that_is_paid_renews(ledger, portal):
    portal.send(
        fee('5', '15.00', '2026-01-06', start='2026-01-01', end='2026-12-31'),
        payment('5', '15.00', '2026-01-07', ('5', '15.00')))
    assert to_renew(ledger, '2027-01-01') == []
    portal.settings(grace_days=30)
    assert to_renew(ledger, '2027-01-01') == ['1']
    portal.send(
        fee('6', '15.00', '2026-12-06', start='2027-01-01', end='2027-12-31'),
        payment('6', '15.00', '2026-12-07', ('6', '15.00')))
    assert to_renew(ledger, '2027-01-01') == []
