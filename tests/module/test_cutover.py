"""What is older than the cut-over stays before it: later acts on it are booked from it on."""
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.module.portal import Portal, bill, gone, member, note, payment, shares
from tests.module.test_years import close


@dataclass
class Cutover:
    day: str
    old: str  # the day of what is older
    new: str

    @property
    def date(self):
        return dt.date.fromisoformat(self.day)


# The years 2021 to 2027 are open
CUTOVERS = {
    'without older years': Cutover('2021-01-01', '2019-03-01', '2021-09-01'),
    'with older years': Cutover('2024-01-01', '2022-03-01', '2024-09-01'),
    'in mid-year': Cutover('2024-07-16', '2024-03-01', '2024-09-01'),
    }


class Acts:
    """What may be done to documents of before: {kind: (what there was, the acts, balance then)}.

    Each kind has a member of its own.  Whatever the portal would allocate is left to the
    ledger if that decides.
    """

    def __init__(self, number, old, new, by):
        self.number, self.old, self.new, self.by = number, old, new, by
        self.bill = self.call('1', '10.00', old)
        self.later = self.call('2', '15.00', new)
        self.paid = self.pay('60.00', ('1', '10.00'))
        self.unknown = self.pay('60.00', member=None)
        self.credited = self.note(old, ('1', '4.00'))

    def id(self, id_):
        return f'{self.number}-{id_}'

    def gone(self, type_, id_):
        return gone(type_, self.id(id_))

    def call(self, id_, amount, date):
        return bill(self.id(id_), amount, date, member=self.number)

    def pay(self, amount, *pairs, id_='5', date=None, **data):
        data.setdefault('member', self.number)
        return payment(
            self.id(id_), amount, date or self.old, **data, **self._decided(pairs))

    def repay(self, date=None, **data):
        return self.pay('-20.00', id_='6', date=date, **data)

    def note(self, date, *pairs):
        return note(
            self.id('7'), '4.00', date, self.id('1'), member=self.number,
            **self._decided(pairs))

    def _decided(self, pairs):
        pairs = [(self.id(bill), amount) for bill, amount in pairs]
        return {'allocations': shares(*pairs) if self.by == 'portal' else None}

    def kinds(self):
        return {**self.of_payments(), **self.of_repayments(), **self.of_bills()}

    def of_payments(self):
        bill, paid, unknown = self.bill, self.paid, self.unknown
        return {
            'assigned': ([bill, unknown], [paid], '50.00'),
            'unknown again': ([bill, paid], [unknown], '-10.00'),
            'of another member': ([bill, paid], [self.pay('60.00', member='0')], '-10.00'),
            'deleted': ([bill, self.later, paid], [self.gone('payment', '5')], '-25.00'),
            'deleted unknown': ([unknown], [self.gone('payment', '5')], '0.00'),
            'allocated': (
                [bill, self.call('3', '50.00', self.new), self.pay('50.00')],
                [self.pay('50.00', ('3', '50.00'))], '-10.00'),
            'used in part': (
                [bill, paid],
                [self.later, self.pay('60.00', ('1', '10.00'), ('2', '15.00'))], '35.00'),
            'used otherwise': (
                [self.later, self.pay('15.00', ('2', '15.00'))],
                [bill, self.pay('15.00', ('1', '10.00'), ('2', '5.00'))], '-10.00'),
            }

    def of_repayments(self):
        before = [self.bill, self.paid]
        return {
            'repaid': (before, [self.repay(self.new)], '30.00'),
            'repaid before': (before, [self.repay()], '30.00'),
            'repayment assigned': ([*before, self.repay(member=None)], [self.repay()], '30.00'),
            'repayment deleted': (
                [*before, self.repay()], [self.gone('payment', '6')], '50.00'),
            }

    def of_bills(self):
        bill, credited = self.bill, self.credited
        return {
            'credited': ([bill], [self.note(self.new, ('1', '4.00'))], '-6.00'),
            'credited before': ([bill], [credited], '-6.00'),
            'note used for another bill': (
                [bill, credited], [self.later, self.note(self.old, ('2', '4.00'))], '-21.00'),
            'note deleted': ([bill, credited], [self.gone('credit_note', '7')], '-10.00'),
            'bill deleted': (
                [bill, self.paid], [self.gone('bill', '1'), self.pay('60.00')], '60.00'),
            }


class Begun:
    "A portal whose books begin on a cut-over, with a member for each kind of act"

    def __init__(self, ledger, cutover, by='portal', **settings):
        self.portal = Portal(ledger)
        self.portal.settings(cutover=cutover.date, **settings)
        names = Acts('0', cutover.old, cutover.new, by).kinds()
        self.kinds = {
            name: Acts(str(number), cutover.old, cutover.new, by).kinds()[name]
            for number, name in enumerate(names, 1)}
        self.portal.send(*[member(str(number)) for number in range(len(names) + 1)])

    def prepare(self):
        self._send(*[change for before, _, _ in self.kinds.values() for change in before])

    def act(self):
        "Do all that may be done, in one batch; return what each member has then."
        self._send(*[change for _, acts, _ in self.kinds.values() for change in acts])
        balances = self.portal.balances()
        return {name: balances[str(number)] for number, name in enumerate(self.kinds, 1)}

    def expected(self):
        return {name: balance for name, (_, _, balance) in self.kinds.items()}

    def _send(self, *changes):
        outcomes = self.portal.send(*changes)
        assert set(outcomes.values()) <= {'applied', 'unchanged'}, outcomes


def dates(portal):
    with portal.ledger.transaction():
        return [m.date for m in portal.ledger.get('account.move').search([], order=[('id', 'ASC')])]


@pytest.mark.parametrize('by', [
        'portal', pytest.param('ledger', marks=pytest.mark.postgresql("dates and sums in SQL"))])
@pytest.mark.parametrize('cutover', CUTOVERS.values(), ids=list(CUTOVERS))
def test_acts_on_what_is_older_are_booked_from_the_cutover_on(ledger, cutover, by):
    begun = Begun(ledger, cutover, by)
    begun.prepare()
    assert begun.act() == begun.expected()
    assert min(dates(begun.portal)) == cutover.date


@pytest.mark.parametrize('by_sets', [True, pytest.param(False, marks=pytest.mark.stress)])
def test_acts_on_what_is_older_when_the_cutover_is_closed(ledger, by_sets):
    "They never wait for the period: they go to the first open one"
    begun = Begun(
        ledger, Cutover('2026-01-01', '2022-03-01', '2026-09-01'), by_sets=by_sets,
        closed_periods='move')
    begun.prepare()
    close(begun.portal, 1)
    known = len(dates(begun.portal))
    assert begun.act() == begun.expected()
    assert min(dates(begun.portal)[known:]) == dt.date(2026, 2, 1)


@pytest.fixture
def begin(ledger):
    def begin(cutover):
        portal = Portal(ledger)
        portal.settings(cutover=cutover.date)
        portal.send(member())
        return portal
    return begin


def test_money_of_before_waits_for_nothing_when_the_cutover_is_closed(begin):
    "Even where documents of closed periods are refused, what is in the books can be used"
    portal = begin(Cutover('2026-01-01', '2022-03-01', '2026-09-01'))
    portal.send(payment('5', '60.00', '2022-03-01', allocations=None))
    close(portal, 1)
    assert portal.send(bill('2', '15.00', '2026-09-01')) == {'2': 'applied'}
    assert portal.open() == {('payment', '5'): '45.00'}
    assert portal.send(bill('1', '10.00', '2022-03-01')) == {'1': 'closed_period'}


def test_deleted_bill_of_before_is_restored(begin):
    cutover = CUTOVERS['without older years']
    portal = begin(cutover)
    old = bill('1', '10.00', cutover.old)
    portal.send(old)
    portal.send(gone('bill', '1'))
    assert portal.send(old) == {'1': 'applied'}
    assert portal.balances()['1'] == '-10.00'
    assert set(dates(portal)) == {cutover.date}


def test_person_allocates_money_of_before(begin):
    cutover = CUTOVERS['without older years']
    portal = begin(cutover)
    portal.send(payment('5', '60.00', cutover.old), bill('2', '15.00', cutover.new))

    def allocate():
        invoice, = portal.ledger.get('account.invoice').search([])
        payment_, = portal.ledger.get('asso.payment').search([])
        payment_.allocate_by_hand({('bill', invoice.id): Decimal(15)}, "Demandé")
    portal.ledger.run(allocate)
    assert portal.faults() == []
    assert portal.open() == {('payment', '5'): '45.00'}
    assert min(dates(portal)) == cutover.date
