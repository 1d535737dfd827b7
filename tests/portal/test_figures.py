"""The figures of members of every kind, to the cent, against sums of the tables alone."""
import re
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asso_portal.page import documents
from asso_portal.page.documents import Document
from asso_portal.page.figures import figures_of
from tests.portal.kinds import GRACE, KINDS, TODAY, settle
from tests.portal.snapshots import entry as open_entry
from tests.portal.snapshots import receive
from tests.site.billing.models import Bill, Payment

ZERO = Decimal('0.00')
every_kind = pytest.mark.parametrize('kind', KINDS, ids=lambda kind: kind.__name__)


@pytest.fixture(autouse=True)
def _grace(settings):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'GRACE_DAYS': GRACE}


def money(text):
    return Decimal(text or 0)


def due_of(row):
    invoice = getattr(row, 'invoice', None)
    return invoice.date_due if invoice else None


def total_of(bill):
    "By the tables of the site"
    if hasattr(bill, 'invoice'):
        return sum((line.amount * line.quantity for line in bill.invoice.details.all()), ZERO)
    return getattr(bill, 'donation', None) and bill.donation._amount or bill.membershipfee._amount


def moved(member):
    "What the site's documents add to the balance: {(type, id): (day, amount, due)}"
    found = {}
    for bill in Bill.objects.filter(member=member):
        found['bill', str(bill.pk)] = bill.date, -total_of(bill), due_of(bill)
    for payment in Payment.objects.filter(member=member):
        kind = 'credit_note' if payment.payment_mean == 'creditnote' else 'payment'
        found[kind, str(payment.pk)] = payment.date, payment.amount, None
    return found


def oracle(story):
    "The figures, from the statement's entries and the site's tables: shares nothing with page/"
    today, owed, given = str(TODAY), [], ZERO
    for one in story.entries:
        left = money(one['residual'])
        if one['type'] == 'bill' and left > 0:
            parts = one.get('instalments') or [{'date': one['due'], 'amount': one['residual']}]
            owed += [(p['date'], money(p['amount']), one['disputed']) for p in parts]
        elif one['type'] == 'other' and left < 0 and one['due']:
            owed.append((one['due'], -left, False))
        else:
            given += -left if one['type'] == 'bill' else left
    now = [(due, left) for due, left, odd in owed if not odd and (due is None or due <= today)]
    due = sum((left for _, left in now), ZERO) + max(-given, ZERO)
    later = {}
    for day, left, odd in owed:
        if not odd and day is not None and day > today:
            later[day] = later.get(day, ZERO) + left
    booked = {
        (e['type'], e['id']): (-1 if e['type'] == 'bill' else 1) * money(e['amount'])
        for e in story.entries if e['id']}
    way = sorted(
        (str(day), amount - booked.get(key, ZERO))
        for key, (day, amount, until) in moved(story.member).items()
        if amount != booked.get(key, ZERO)
        and (until is None or until <= TODAY if key[0] == 'bill' else day <= TODAY))
    ahead = max(given, ZERO)
    return {
        'balance': sum((money(e['effect']) for e in story.entries), ZERO),
        'due': due,
        'overdue_since': min((day for day, _ in now if day and day < today), default=None),
        'later': sorted(later.items()),
        'disputed': sum((left for _, left, odd in owed if odd), ZERO),
        'ahead': ahead,
        'on_its_way': way,
        'to_pay_now': max(ZERO, due - ahead - sum((much for _, much in way), ZERO)),
    }


def read(client, story, place='situation.json'):
    client.force_login(story.member)
    return client.get(f'/situation/{place}', headers={'accept-language': 'fr'})


def pairs(dated):
    return [(one['date'], money(one['amount'])) for one in dated]


@pytest.mark.postgresql("a union of rows, and JSON")
def test_figures_of_every_kind_are_those_of_the_tables(db, client, django_assert_num_queries):
    for name, story in settle().items():
        client.force_login(story.member)
        with django_assert_num_queries(5):
            answer = client.get('/situation/situation.json')
        told = answer.json()
        assert set(told) == {
            'as_of', 'bank_known_until', 'balance', 'due', 'overdue_since', 'later', 'disputed',
            'ahead', 'on_its_way', 'to_pay_now', 'reference', 'membership'}
        found = told | {
            'later': pairs(told['later']), 'on_its_way': sorted(pairs(told['on_its_way']))} | {
            name: money(told[name])
            for name in ['balance', 'due', 'disputed', 'ahead', 'to_pay_now']}
        expected = oracle(story)
        assert {name: found[name] for name in expected} == expected, name
        assert told['bank_known_until'] == '2026-11-20'
        assert (
            found['due'] + sum(much for _, much in found['later']) + found['disputed']
            - found['ahead'] == -found['balance'])


@every_kind
def test_page_says_first_what_is_to_pay_now(db, client, kind):
    story, = settle([kind]).values()
    page = read(client, story, '').content.decode()
    asked = oracle(story)['to_pay_now']
    said = re.search(r'<h2[^>]*class="asso-words"[^>]*>([^<]*)', page)[1]
    figures = f'{asked:.2f}'.replace('.', ',')
    if asked:
        assert said == f"Vous avez {figures}\u00a0€ à payer maintenant"
        assert 'asso-owes' in page
    else:
        assert said.startswith("Rien à payer")
        assert 'class="asso-card asso-hero asso-owes' not in page


DUES = {
    'lapsed': ('lapsed', 180), 'in_grace': ('grace', 10),
    'in_grace_by_the_books': ('grace', GRACE + 10), 'lapsed_by_the_books': ('lapsed', 10),
    'never_paid': ('never', None),
    'left': ('resigned', 400), 'settled': ('current', -200), 'gift_only': ('never', None)}


@pytest.mark.parametrize('kind', [kind for kind in KINDS if kind.__name__ in DUES],
    ids=lambda kind: kind.__name__)
def test_dues_are_said_and_lapsed_ones_never_under_green(db, client, kind):
    state, ago = DUES[kind.__name__]
    story, = settle([kind]).values()
    told = read(client, story).json()['membership']
    until = None if ago is None else str(TODAY - timedelta(days=ago))
    assert told == {'state': state, 'until': until}
    green = 'asso-hero asso-fine' in read(client, story, '').content.decode()
    assert green == (kind.__name__ in ('settled', 'gift_only'))


def test_figures_of_who_is_not_in_the_books_are_not_known(odile, client):
    story = SimpleNamespace(member=odile)
    assert read(client, story).json() == {
        **dict.fromkeys([
            'as_of', 'bank_known_until', 'balance', 'due', 'overdue_since', 'later', 'disputed',
            'ahead', 'on_its_way', 'to_pay_now', 'reference']),
        'membership': {'state': None, 'until': None}}


@pytest.mark.parametrize('form, text, value', [
        (documents.number, '15.00', Decimal('15.00')), (documents.number, '12,50', None),
        (documents.number, 'NaN', None), (documents.number, None, None),
        (documents.day, '2026-02-28', date(2026, 2, 28)), (documents.day, '2026-02-31', None),
        (documents.day, 'never', None), (documents.day, None, None)])
def test_value_that_the_site_cannot_read_is_none(form, text, value):
    assert form(text) == value


def test_figures_of_an_older_snapshot_come_from_the_open_entries(odile, client):
    receive(odile, open_entry(due=str(TODAY)), open_entry(
        id='41', residual='24.00', due=str(TODAY + timedelta(days=9))),
        open_entry('payment', '7', '4.00'))
    told = read(client, SimpleNamespace(member=odile)).json()
    assert {name: told[name] for name in [
        'balance', 'due', 'overdue_since', 'ahead', 'on_its_way', 'to_pay_now']} == {
        'balance': '-35.00', 'due': '15.00', 'overdue_since': None, 'ahead': '4.00',
        'on_its_way': [], 'to_pay_now': '11.00'}
    assert told['later'] == [
        {'date': str(TODAY + timedelta(days=9)), 'amount': '24.00'}]


@pytest.mark.parametrize('kind, values, way', [
    ('bill', {'due': str(TODAY)}, ['-9.00']),
    ('bill', {'due': str(TODAY), 'disputed': True}, []),
    ('bill', {'due': str(TODAY + timedelta(days=1))}, []),
    ('payment', {'date': str(TODAY)}, ['9.00']),
    ('payment', {'date': str(TODAY + timedelta(days=1))}, []),
    ('credit_note', {'date': str(TODAY + timedelta(days=1))}, []),
    ], ids=str)
def test_only_what_is_asked_for_or_paid_by_now_is_on_its_way(kind, values, way):
    name = 'amount' if kind == 'payment' else 'total'
    one = Document(
        kind, {'id': '1', 'date': str(TODAY), name: '9.00'} | values, {},
        SimpleNamespace(may_be_without=lambda one: True))
    assert [str(much) for _, much in figures_of([one], TODAY).on_its_way] == way


@st.composite
def document(draw):
    "One of either side or of both, of any kind, as no books would have it too"
    kind = draw(st.sampled_from(['bill', 'payment', 'credit_note', 'other']))
    cents = st.integers(-5000, 5000).map(lambda n: f'{Decimal(n) / 100:.2f}')
    day = st.none() | st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)).map(str)
    amount = draw(cents)
    entry = {
        'key': 'x', 'type': kind, 'id': '1', 'date': '2026-01-01', 'amount': amount,
        'residual': draw(cents), 'due': draw(day), 'disputed': draw(st.booleans())}
    entry = draw(st.sampled_from([entry, {}]))
    name = 'amount' if kind == 'payment' else 'total'
    data = draw(st.sampled_from([
        {}, {'id': '1', 'date': '2026-01-01', name: draw(cents), 'due': draw(day)}]))
    books = SimpleNamespace(may_be_without=lambda one: True)
    made = Document(kind, data, entry, books)
    made.residual = money(entry['residual']) if entry else None
    return made


@given(st.lists(document(), max_size=12))
def test_sums_hold_whatever_the_documents(documents):
    found = figures_of(documents, TODAY)
    balance = sum((
        money(d.entry.get('residual')) * (-1 if d.type == 'bill' else 1) for d in documents), ZERO)
    assert found.due + sum(much for _, much in found.later) + found.disputed - found.ahead \
        == -balance
    way = sum((much for _, much in found.on_its_way), ZERO)
    assert found.to_pay_now == max(ZERO, found.due - found.ahead - way)
    assert min(found.due, found.disputed, found.ahead, found.to_pay_now) >= 0
    assert all(day > TODAY and much > 0 for day, much in found.later)
    assert found.overdue_since is None or found.overdue_since < TODAY
