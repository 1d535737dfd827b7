"""What the page says that the books have not taken into account: a comparison with the cursor."""
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import signing

from asso_portal.feed.cursor import SALT, Cursor
from asso_portal.feed.sequencing import sequence
from asso_portal.models import Feed, Issued, Snapshot
from asso_portal.page.situation import situation_of
from tests.portal.snapshots import cursor_now, entry, receive, refuse
from tests.site.billing.models import Donation, Invoice, Payment, PaymentAllocation

TEN, ZERO = Decimal('10.00'), Decimal('0.00')
SETTLED, PENDING, UNSAID = (ZERO, False), (None, True), (None, False)
OPEN, CHANGED = (TEN, False), (TEN, True)


@pytest.fixture
def gift(odile):
    return Donation.objects.create(member=odile, date='2026-01-05', _amount='10.00')


@pytest.fixture
def bill_of(odile):
    "What is said of her only bill: (residual, whether it is pending)"
    def get():
        bill, = situation_of(str(odile.pk)).bills
        return bill.residual, bill.pending
    return get


def open_entry(row):
    return entry(id=str(row.pk), residual='10.00')


def test_bill_that_was_served_and_is_not_open_is_settled(odile, gift, bill_of):
    receive(odile, cursor=cursor_now())
    refuse()
    assert bill_of() == SETTLED


def test_bill_that_is_open_is_left_to_pay(odile, gift, bill_of):
    receive(odile, open_entry(gift), cursor=cursor_now())
    refuse()
    assert bill_of() == OPEN


@pytest.mark.parametrize('numbered', [False, True])
def test_bill_made_after_the_cursor_is_pending(odile, bill_of, numbered):
    receive(odile, cursor=cursor_now())
    refuse()
    Donation.objects.create(member=odile, date='2026-01-05', _amount='10.00')
    if numbered:
        sequence()
    assert bill_of() == PENDING


@pytest.mark.parametrize('numbered', [False, True])
@pytest.mark.parametrize('is_open, says', [(False, PENDING), (True, CHANGED)])
def test_bill_changed_after_the_cursor_is_pending(
        odile, gift, bill_of, numbered, is_open, says):
    "What is left to pay of it stays the books' word, as the balance is"
    receive(odile, *[open_entry(gift)] * is_open, cursor=cursor_now())
    refuse()
    Donation.objects.update(_amount='12.00')
    if numbered:
        sequence()
    assert bill_of() == says


def test_bill_saved_without_a_change_is_settled_still(odile, gift, bill_of):
    receive(odile, cursor=cursor_now())
    refuse()
    gift.save()
    sequence()
    assert bill_of() == SETTLED


def test_draft_that_was_served_is_pending_once_it_is_a_bill(odile, bill_of):
    "The books passed the draft over: they do not have the bill"
    Invoice.objects.create(member=odile, date='2026-01-05', number='7', validated=False)
    receive(odile, cursor=cursor_now())
    refuse()
    Invoice.objects.update(validated=True)
    assert bill_of() == PENDING


@pytest.mark.parametrize('is_open, says', [(False, PENDING), (True, CHANGED)])
@pytest.mark.parametrize('told', [True, False])
def test_bill_that_the_books_refused_is_pending(odile, gift, bill_of, told, is_open, says):
    "Whether or not the snapshot tells its cursor"
    cursor = {'cursor': cursor_now()} if told else {}
    receive(odile, *[open_entry(gift)] * is_open, **cursor)
    refuse(('bill', gift.pk))
    assert bill_of() == says


def test_refusal_of_another_type_with_the_same_id_is_not_the_bills(odile, gift, bill_of):
    receive(odile, cursor=cursor_now())
    refuse(('payment', gift.pk))
    assert bill_of() == SETTLED


def test_refusals_older_than_the_snapshot_leave_open_what_is_settled(odile, gift, bill_of):
    "It may be refused: the list that says so comes after the snapshot"
    refuse()
    receive(odile, cursor=cursor_now())
    assert bill_of() == UNSAID
    refuse()
    assert bill_of() == SETTLED
    receive(odile, generation=2, cursor=cursor_now())
    assert bill_of() == UNSAID
    Donation.objects.update(_amount='12.00')
    assert bill_of() == PENDING


def test_snapshot_older_than_a_bill_and_its_refusal_leaves_it_pending(odile, bill_of):
    "As on a first load that was cut off: the refusals are there, the balances are from before"
    receive(odile, cursor=cursor_now())
    gift = Donation.objects.create(member=odile, date='2026-01-05', _amount='10.00')
    sequence()
    refuse(('bill', gift.pk))
    assert bill_of() == PENDING
    refuse()
    assert bill_of() == PENDING


def of_another_epoch():
    cursor = cursor_now()
    Feed.objects.update(epoch=uuid4())
    return cursor


def of_a_lost_future():
    "The site was restored, and has given the number again to another change"
    cursor = cursor_now()
    Issued.objects.update(chain='0' * 63 + '1')
    return cursor


def of_a_ledger_fed_from_the_portal():
    "As a bridge that knows nothing of cursors passes it on"
    return f'portal {cursor_now()}'


def of_another_key():
    return signing.dumps([str(uuid4()), 1, '0' * 64], key='another', salt=SALT)


@pytest.mark.parametrize('cursor', [
        of_another_epoch, of_a_lost_future, of_a_ledger_fed_from_the_portal, of_another_key,
        lambda: 'sha256 of a dump', lambda: '', lambda: None])
def test_cursor_that_the_site_did_not_give_says_nothing(
        odile, gift, bill_of, client, cursor):
    receive(odile, cursor=cursor())
    refuse()
    assert bill_of() == UNSAID
    client.force_login(odile)
    page = client.get('/situation/', headers={'accept-language': 'en'}).content.decode()
    assert 'not yet taken into account' not in page and '>Paid<' not in page
    receive(odile, open_entry(gift), generation=2)
    assert bill_of() == OPEN


def test_cursor_of_nothing_read_leaves_everything_pending(odile, gift, bill_of):
    sequence()
    receive(odile, cursor=str(Cursor.of(Feed.objects.get(), 0)))
    refuse()
    assert (Snapshot.objects.get().seq, bill_of()) == (0, PENDING)


def test_payment_the_books_did_not_have_is_pending(odile, gift):
    "The bill that it pays is still open in the books: they speak"
    receive(odile, open_entry(gift), cursor=cursor_now())
    refuse()
    payment = Payment.objects.create(member=odile, amount='10.00', date='2026-01-06')
    PaymentAllocation.objects.create(bill=gift, payment=payment, amount='10.00')
    found = situation_of(str(odile.pk))
    assert [(b.residual, b.pending) for b in found.bills] == [OPEN]
    assert [(c.residual, c.pending) for c in found.documents if c.type == 'payment'] == [PENDING]


@pytest.mark.parametrize('is_open, says', [
        (False, "not yet taken into account"),
        (True, '<small class="asso-pending">a change is not yet taken into account</small>')])
def test_page_says_what_is_pending(odile, gift, client, is_open, says):
    receive(odile, *[open_entry(gift)] * is_open, cursor=cursor_now())
    refuse()
    Donation.objects.update(_amount='12.00')
    client.force_login(odile)
    page = client.get('/situation/', headers={'accept-language': 'en'}).content.decode()
    assert says in page
    assert ("Left to pay: €10.00" in page) == is_open
