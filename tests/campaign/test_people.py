"""Random histories in which people act in Tryton between the changes of a portal.

The portal and the people know nothing of each other.  Whatever they do, the books stay sound, no
change is refused for an unforeseen reason, and the log of allocations says what the lines say.
"""
import random
from decimal import Decimal

import pytest

from .feed import faults
from .people import People
from .portal import Portal

pytestmark = pytest.mark.postgresql(
    "what people change is read in SQL")
AMOUNTS = [Decimal(a) for a in ['15.00', '30.00', '24.00', '7.35', '0.01', '100.00']]
# Faults of the software: nothing that people do may lead to them
UNFORESEEN = {
    'unforeseen', 'tryton', 'books_balance', 'books_lettering', 'books_payment_line'}
# What Tryton itself leaves so: it letters no bill that was attached to its payments by hand
BY_TRYTON = {'a bill is covered but not lettered'}


class History:

    def __init__(self, feed, ledger, seed):
        self.rng = random.Random(seed)
        self.feed, self.ledger = feed, ledger
        self.portal = Portal()
        self.people = People(ledger, self.rng)
        self.run = feed.begin()
        self.told = []

    def play(self, steps):
        for _ in range(3):
            self.bill()
            self.payment()
        self.send()
        for _ in range(steps):
            if self.rng.random() < 0.5:
                self.told.append(self.people.act())
            else:
                for _ in range(self.rng.randint(1, 2)):
                    self.told.append(self.change())
                self.send()
            self.check()

    def pick(self, things):
        things = list(things)
        return self.rng.choice(things) if things else None

    def change(self):
        name = self.rng.choice([
            'bill', 'payment', 'payment', 'repayment', 'note', 'allocations', 'left_to_ledger',
            'credit_gone', 'bill_gone', 'label', 'moved'])
        getattr(self, name)()
        return f'portal: {name}'

    def bill(self):
        self.portal.add_bill(
            member=self.rng.choice('12'), day=self.rng.randint(0, 200),
            total=self.rng.choice(AMOUNTS), kind='invoice')

    def payment(self):
        self.portal.add_credit(
            type='payment', member=self.rng.choice('12'), day=self.rng.randint(0, 200),
            amount=self.rng.choice(AMOUNTS), given=self.rng.choice([None, {}]))

    def repayment(self):
        self.portal.add_credit(
            type='payment', member=self.rng.choice('12'), day=self.rng.randint(0, 200),
            amount=-self.rng.choice(AMOUNTS), given=None)

    def note(self):
        bill = self.pick(
            b for b in self.portal.bills.values() if self.portal.creditable(b) > 0)
        if bill:
            self.portal.add_credit(
                type='credit_note', member=bill.member, day=self.rng.randint(0, 200),
                amount=self.portal.creditable(bill), named=bill.id,
                given=self.rng.choice([None, {}]))

    def allocations(self):
        "Give a payment to bills, of whomever: more than they have, now and then."
        credit = self.pick(
            c for c in self.portal.credits.values() if c.member and c.amount > 0)
        if credit:
            given, left = {}, credit.amount
            for bill in self.rng.sample(
                    sorted(self.portal.bills.values(), key=lambda b: int(b.id)),
                    min(2, len(self.portal.bills))):
                amount = min(left, bill.total, self.rng.choice(AMOUNTS))
                if amount > 0:
                    given[bill.id] = amount
                    left -= amount
            self.portal.amend_credit(credit, given=given)

    def left_to_ledger(self):
        credit = self.pick(c for c in self.portal.credits.values() if c.given is not None)
        if credit:
            self.portal.amend_credit(credit, given=None)

    def label(self):
        credit = self.pick(self.portal.credits.values())
        if credit:
            self.portal.amend_credit(credit, label=f'VIR {self.rng.randint(1, 99)}')

    def moved(self):
        credit = self.pick(
            c for c in self.portal.credits.values() if c.type == 'payment')
        if credit:
            self.portal.amend_credit(
                credit, member={'1': '2', '2': '1'}[credit.member],
                given=None if credit.given is None else {})

    def credit_gone(self):
        if credit := self.pick(self.portal.credits.values()):
            self.portal.drop_credit(credit)

    def bill_gone(self):
        if bill := self.pick(self.portal.bills.values()):
            self.portal.drop_bill(bill)

    def send(self):
        self.feed.apply(self.run, self.portal.changes())
        self.feed.call('retry', '[]')
        codes = {code for _, _, code, _ in self.feed.quarantine()}
        assert not codes & UNFORESEEN, self.feed.call('quarantine')['changes']

    def check(self):
        found = [fault for fault in faults(self.feed.database) if fault[0] not in BY_TRYTON]
        assert found == []
        self.feed.balances()  # is refused unless it adds up
        with self.ledger.transaction():
            self._check_log()
        with self.ledger.transaction():
            self._check_residuals()

    def _check_log(self):
        from trytond_asso_members.settlement import decisions
        payments = self.ledger.get('asso.payment').search([('state', '=', 'booked')])
        for company in {p.company for p in payments}:
            assert decisions.differences(company, payments, None) == []

    def _check_residuals(self):
        "What is said to be left of a payment is what the ledger has to give."
        from trytond_asso_members.books.periods import Calendar
        from trytond_asso_members.settlement.act import Act
        from trytond_asso_members.settlement.positions import Positions
        association, = self.ledger.get('asso.association').search([])
        payments = self.ledger.get('asso.payment').search([('state', '=', 'booked')])
        positions = Positions.of(
            Act(association, Calendar(association.company)), {p.party.id for p in payments})
        assert {p.id: p.residual for p in payments} == {
            p.id: sum((f.amount for f in positions.payments[p.id].free), Decimal(0))
            for p in payments}


def play(make_ledger, open_feed, seed, steps=25, by_sets=True):
    feed = open_feed()
    ledger = feed._ledger

    def write():
        Association = ledger.get('asso.association')
        Association.write(Association.search([]), {'by_sets': by_sets})
    ledger.run(write)
    history = History(feed, ledger, seed)
    try:
        history.play(steps)
    finally:
        print(f"seed {seed}:", *history.told, sep='\n  ')  # shown when it fails


@pytest.mark.parametrize('seed', range(1))
def test_people_and_portal(make_ledger, open_feed, seed):
    play(make_ledger, open_feed, seed, steps=15, by_sets=bool(seed % 3))


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(1000, 1300))
def test_many_histories_of_people_and_portal(make_ledger, open_feed, seed):
    play(make_ledger, open_feed, seed, steps=40, by_sets=bool(seed % 4))
