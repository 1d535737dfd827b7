"""When the periods of a subscription fall due."""
import datetime as dt

from trytond_asso_members.subscribing.calendar.terms import Terms

ANCHOR, START = dt.date(2024, 4, 1), dt.date(2024, 5, 31)
NEXT, HANDED_OVER = dt.date(2024, 7, 1), dt.date(2025, 10, 10)


def terms(**values):
    return Terms(ANCHOR, 3, START, late='next', late_months=2, **values)


def test_who_joins_late_pays_for_the_next_period_at_once():
    assert [terms().falls_due(number) for number in (1, 2)] == [START, dt.date(2024, 10, 1)]
    # So many days before it begins, as any other
    before = terms(call_days=45)
    assert [before.falls_due(number) for number in (1, 2)] == [
        START - dt.timedelta(days=45), dt.date(2024, 10, 1) - dt.timedelta(days=45)]


def test_who_joined_late_long_before_a_handover_pays_as_the_period_begins():
    handed_over = terms(ours=[(HANDED_OVER, dt.date.max)])
    assert handed_over.first_number == 6
    assert handed_over.falls_due(6) == dt.date(2025, 10, 1)
    assert handed_over.due(6, dt.date(2025, 9, 30)) == []


def test_who_joined_late_and_rests_in_the_next_period_pays_as_the_one_after_begins():
    resting = terms(suspended=[(NEXT, dt.date(2024, 9, 30))])
    assert (resting.first_number, resting.falls_due(2)) == (2, dt.date(2024, 10, 1))
