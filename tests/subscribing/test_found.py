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
