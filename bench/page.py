"""The member's page of a large site: python -m bench.page [--quick]

All that a request costs the server, from the log-in's session to the HTML, in one process.
"""
import argparse
import datetime as dt
import json
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .ground import alone, ground
from .sizes import FULL, QUICK

PAID = 27  # of a member's bills, the oldest; the others are open
PRICE = '14.00'


@dataclass
class Visited:
    """Times in seconds; `queries`: of a page, `sessions` of them are Django's, for the log-in."""
    members: int
    bills: int
    open_entries: int
    receive: float
    median: float
    processor: float  # of the site's process alone, in the median
    slowest_of_20: float  # 95 % are faster
    queries: int
    sessions: int
    kilobytes: int


def measure(place: str, members: int, months: int, visits: int) -> Visited:
    os.environ |= {'DJANGO_SETTINGS_MODULE': 'tests.site.settings', 'SITE_DATABASE': place}
    import django
    django.setup()
    from django.core.management import call_command
    call_command('migrate', verbosity=0)
    _fill(members, months)
    seconds, entries = _receive(members, months)
    return Visited(members, members * months, entries, seconds, *_visit(members, visits))


def _fill(members: int, months: int) -> None:
    "A bill a month for everyone, its payment where it has one, a service"
    from django.db import connection

    from tests.site.billing.models import Bill, InvoiceDetail, Payment, PaymentAllocation
    from tests.site.members.models import Member
    from tests.site.offers.models import Offer, OfferSubscription

    first = dt.date(2021, 1, 1)
    days = [first.replace(year=2021 + n // 12, month=n % 12 + 1) for n in range(months)]
    Offer.objects.create(pk=1, name="Fibre", reference='fibre', period_fees=PRICE)
    people = [Member(pk=n + 1, username=f'u{n + 1}', first_name="Odile") for n in range(members)]
    Member.objects.bulk_create(people, 1000)
    OfferSubscription.objects.bulk_create([
        OfferSubscription(
            pk=one.pk, member=one, offer_id=1, subscription_date=first) for one in people], 1000)
    bills = [
        Bill(pk=n * members + one.pk, member=one, date=day)
        for n, day in enumerate(days) for one in people]
    Bill.objects.bulk_create(bills, 1000)
    with connection.cursor() as cursor:  # a child of many tables takes no bulk_create
        cursor.execute(
            "insert into billing_invoice (bill_ptr_id, validated, number, date_due) "
            "select id, true, cast(id as varchar), date from billing_bill")
    InvoiceDetail.objects.bulk_create([
        InvoiceDetail(
            invoice_id=bill.pk, label=f"Fibre du {bill.date}", amount=PRICE, quantity=1, tax=0,
            offersubscription_id=bill.member_id) for bill in bills], 1000)
    paid = bills[:members * min(PAID, months // 2)]
    Payment.objects.bulk_create([
        Payment(pk=bill.pk, member_id=bill.member_id, amount=PRICE, date=bill.date)
        for bill in paid], 1000)
    PaymentAllocation.objects.bulk_create([
        PaymentAllocation(bill_id=bill.pk, payment_id=bill.pk, amount=PRICE)
        for bill in paid], 1000)
    with connection.cursor() as cursor:
        cursor.execute('analyze')


def _receive(members: int, months: int) -> tuple[float, int]:
    "The open entries come in, timed; then the whole statements are shown"
    from asso_portal.intake import snapshot
    from tests.portal import statements
    from tests.portal.snapshots import cursor_now, document, entry, member, refuse

    cursor = cursor_now()
    paid = min(PAID, months // 2)
    held = document((
        member(str(one), *[
            entry('bill', str(n * members + one), PRICE) for n in range(paid, months)])
        for one in range(1, members + 1)), cursor=cursor)
    started = time.perf_counter()
    snapshot.receive(1, held, None)
    seconds = time.perf_counter() - started
    refuse()
    statements.publish({
        one: list(_statement(one, members, months, paid)) for one in range(1, members + 1)})
    return seconds, sum(len(m['entries']) for m in held['members'])


def _statement(one: int, members: int, months: int, paid: int) -> Iterator[dict[str, Any]]:
    "A member's bills, and the payments of those that are paid"
    from tests.portal.statements import entry, pays

    for n in range(months):
        id, day = str(n * members + one), f'{2021 + n // 12}-{n % 12 + 1:02}-01'
        yield entry(
            'bill', id, PRICE, '0.00' if n < paid else PRICE, date=day, due=day, kind='invoice')
        if n < paid:
            yield entry(
                'payment', id, PRICE, '0.00', date=day, kind='transfer',
                allocations=pays((f'bill {id}', PRICE), by='portal'))


def _visit(members: int, visits: int) -> tuple[float, float, float, int, int, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.site.members.models import Member

    seconds, processor = [], []
    for n in range(visits):
        member = Member.objects.get(pk=n * members // visits + 1)
        client = Client(headers={'accept-language': 'fr'})
        client.force_login(member)
        started, busy = time.perf_counter(), time.process_time()
        answer = client.get('/situation/')
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - busy)
        assert answer.status_code == 200 and 'à payer maintenant' in answer.content.decode()
    with CaptureQueriesContext(connection) as captured:
        client.get('/situation/')
    sql = [query['sql'] for query in captured.captured_queries]
    sessions = [one for one in sql if 'django_session' in one or '"password"' in one]
    slowest = sorted(seconds)[len(seconds) * 19 // 20]
    return (
        statistics.median(seconds), statistics.median(processor), slowest, len(sql),
        len(sessions), len(answer.content) // 1000)


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m bench.page', description=__doc__)
    parser.add_argument('--quick', action='store_true', help='small sizes, to see that it works')
    sizes = QUICK if parser.parse_args().quick else FULL
    with ground() as place, place.empty('page') as address:
        print(json.dumps(asdict(alone(measure, address, *sizes.page)), indent=1))


if __name__ == '__main__':
    main()
