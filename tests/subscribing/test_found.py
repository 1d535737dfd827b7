"""Cases that the random ones have found, as small as they are."""
import datetime as dt
from decimal import Decimal

from .cases import Case
from .compared import Compared
from .plain import Offer, Subscription


def day(text):
    return dt.date.fromisoformat(text)


def test_half_a_cent_that_tryton_would_round_to_the_even_one(ledger, backend):
    offer = Offer('o', 1, [(None, Decimal('12.50'))])
    one = Subscription('s', 'm', 'o', day('2025-02-28'), quantity=Decimal('1.25'))
    Compared(ledger, backend, Case([offer], [one], [day('2025-05-21')])).play()


def test_late_joiner_pays_the_whole_period_and_nobody_before_the_start(ledger, backend):
    offers = [
        Offer(late, 12, [(None, Decimal('120.00'))], counted_from='calendar', late_joiners=late)
        for late in ['whole', 'days']]
    subscriptions = [
        Subscription(f's-{late}', f'm-{late}', late, day('2024-03-10'))
        for late in ['whole', 'days']]
    compared = Compared(ledger, backend, Case(
            offers, subscriptions, [day('2024-01-01'), day('2024-03-09'), day('2024-03-10')]))
    compared.play()
    assert compared.oracle.billed() == {'s-whole': Decimal('120.00'), 's-days': Decimal('97.10')}
