"""Random histories of a portal, sent in random batches: the books agree with an oracle."""
import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from .feed import faults
from .oracle import expected
from .portal import MEMBERS, Portal

pytestmark = pytest.mark.postgresql(
    "every query of the feed, on random histories")
CENT = Decimal('0.01')
days = st.integers(0, 700)
# Few figures, so that payments fit bills exactly now and then
amounts = st.sampled_from(['15.00', '30.00', '24.00', '7.35', '0.01', '100.00', '31.49']).map(
    Decimal)
members = st.sampled_from(MEMBERS)
kinds = st.sampled_from(['invoice', 'invoice', 'membership_fee', 'donation'])
picks = st.integers(0, 1000)
TYPES = ['offer', 'member', 'subscription', 'bill', 'credit_note', 'payment']


class Histories(RuleBasedStateMachine):
    "Rules change the portal; `send` brings the ledger up to date and compares."
    open_feed = None
    fees_first = False

    def __init__(self):
        super().__init__()
        self.feed = type(self).open_feed()
        self.feed.set_fees_first(self.fees_first)
        self.portal = Portal()
        self.run = self.feed.begin()

    @initialize(
        member=members, day=days, total=amounts,
        others=st.lists(st.tuples(members, days, amounts, kinds), min_size=2, max_size=5))
    def begin(self, member, day, total, others):
        "Add some of each type, and delete one: otherwise most rules would find nothing."
        for type_ in TYPES:
            self.portal.garble(type_)
        self.bill(member, day, total, 'donation', draft=False)
        self.payment_that_names_a_bill(0, day, total)
        for owner, date, amount, kind in others:
            self.bill(owner, date, amount, kind, draft=False)
            self.payment(owner, date, amount, portal=False)
        self.credit_note(1, day, 1, portal=False)
        self.guest(0, comes=True)
        self.subscription(0, member, day, begins=True)
        self.send(0, 1)
        self.credit_deleted(-1)
        self.credit_deleted(-1)
        self.bill_deleted(-1)
        self.guest(0, comes=False)
        self.subscription(0, member, day, begins=False)

    @staticmethod
    def pick(things, number):
        """One of the things, or None.

        When there is none, a rule does nothing: assume() would throw the whole history away.
        """
        things = list(things)
        return things[number % len(things)] if things else None

    @rule(member=members, day=days, total=amounts, kind=kinds, draft=st.booleans())
    def bill(self, member, day, total, kind, draft):
        self.portal.add_bill(
            member=member, day=day, total=total, kind=kind, draft=draft and kind == 'invoice')

    @rule(member=st.one_of(members, st.none()), day=days, amount=amounts, portal=st.booleans())
    def payment(self, member, day, amount, portal):
        self.portal.add_credit(
            type='payment', member=member, day=day, amount=amount,
            given={} if portal else None)

    @rule(number=picks, day=days, amount=amounts, payer=st.one_of(members, st.none()))
    def payment_that_names_a_bill(self, number, day, amount, payer=None):
        if bill := self.pick(self.portal.bills.values(), number):
            self.portal.add_credit(
                type='payment', member=payer or bill.member, day=day, amount=amount,
                named=bill.id)

    @rule(member=members, day=days, amount=amounts, portal=st.booleans())
    def repayment(self, member, day, amount, portal):
        self.portal.add_credit(
            type='payment', member=member, day=day, amount=-amount,
            given={} if portal else None)

    @rule(number=picks, day=days, part=st.sampled_from([1, 2, 3]), portal=st.booleans())
    def credit_note(self, number, day, part, portal):
        bill = self.pick((
            b for b in self.portal.bills.values()
            if b.booked and self.portal.creditable(b) >= CENT * part), number)
        if bill:
            total = (self.portal.creditable(bill) / part).quantize(CENT)
            self.portal.add_credit(
                type='credit_note', member=bill.member, day=day, amount=total, named=bill.id,
                given={} if portal else None)

    @rule(number=picks, day=st.integers(0, 90), disputed=st.booleans())
    def bill_amended(self, number, day, disputed):
        if bill := self.pick(self.portal.bills.values(), number):
            self.portal.amend_bill(bill, due=day, disputed=disputed)

    @rule(number=picks)
    def draft_validated(self, number):
        if bill := self.pick((b for b in self.portal.bills.values() if b.draft), number):
            self.portal.amend_bill(bill, draft=False)

    @rule(number=picks, member=st.one_of(members, st.none()))
    def member_found_or_lost(self, number, member):
        payment = self.pick((
            c for c in self.portal.credits.values() if c.type == 'payment'
            and c.member != member and (member or c.amount > 0)), number)
        if payment:
            self.portal.amend_credit(
                payment, member=member, named=None,
                given=None if payment.given is None else {})

    @rule(number=picks, bills=st.lists(picks, max_size=3), wanted=amounts)
    def allocations_of_the_portal(self, number, bills, wanted):
        credit = self.pick(
            (c for c in self.portal.credits.values() if c.member and c.amount > 0), number)
        if not credit:
            return
        # Now and then for bills of whomever
        theirs = [
            b for b in self.portal.bills.values() if b.booked and (
                b.member == credit.member
                or (credit.type == 'payment' and not number % 3))]
        given, left = {}, credit.amount
        for bill in {b.id: b for b in (self.pick(theirs, n) for n in bills) if b}.values():
            amount = min(left, wanted, self.portal.room(bill, but=credit.id))
            if amount > 0:
                given[bill.id] = amount
                left -= amount
        self.portal.amend_credit(credit, given=given)

    @rule(number=picks)
    def allocations_left_to_the_ledger(self, number):
        credit = self.pick(
            (c for c in self.portal.credits.values() if c.given is not None), number)
        if credit:
            self.portal.amend_credit(credit, given=None)

    @rule(number=picks)
    def credit_deleted(self, number):
        if credit := self.pick(self.portal.credits.values(), number):
            self.portal.drop_credit(credit)

    @rule(number=picks)
    def bill_deleted(self, number):
        if bill := self.pick(self.portal.bills.values(), number):
            self.portal.drop_bill(bill)

    @rule(member=members, status=st.sampled_from(['member', 'not_member', 'pending']))
    def member_changed(self, member, status):
        self.portal.put_member(member, status)

    @rule(number=picks, comes=st.booleans())
    def guest(self, number, comes):
        if comes:
            self.portal.add_guest()
        elif guest := self.pick(sorted(self.portal.guests), number):
            self.portal.drop_guest(guest)

    @rule(number=picks, member=members, day=days, begins=st.booleans())
    def subscription(self, number, member, day, begins):
        if begins:
            self.portal.subscribe(member, day)
        elif id_ := self.pick(sorted(self.portal.subscriptions), number):
            self.portal.unsubscribe(id_)

    @precondition(lambda self: self.portal._pending)
    @rule(seed=st.integers(0, 2**16), batches=st.sampled_from([1, 1, 2, 4]))
    def send(self, seed, batches):
        changes, rng = self.portal.changes(), random.Random(seed)
        rng.shuffle(changes)
        size = -(-len(changes) // batches)
        for start in range(0, len(changes), size):
            self.feed.apply(self.run, changes[start:start + size])
            assert faults(self.feed.database) == []
        assert sorted(self.feed.quarantine()) == sorted(
            (*key, 'money_form', 'refused') for key in self.portal.unreadable)
        assert self.seen() == expected(self.portal, self.fees_first)

    def seen(self):
        "The books in the form of the oracle."
        credits = {**self.feed.records('payment'), **self.feed.records('credit_note')}
        return {
            'balances': {
                member['id']: Decimal(member['balance'])
                for member in self.feed.balances()['members'] if member['id'] in MEMBERS},
            'bills': {
                id_: Decimal(bill['residual'])
                for id_, bill in self.feed.records('bill').items()},
            'credits': {
                id_: (Decimal(credit['residual']), {
                    a['bill']: Decimal(a['amount']) for a in credit['allocations']})
                for id_, credit in credits.items()}}

    def teardown(self):
        if self.portal._pending:
            self.send(0, 1)


def check(open_feed, case, fees_first, examples, steps):
    "Cases have histories of their own, the same ones each time."
    @seed(case)
    class Machine(Histories):
        pass
    Machine.open_feed = staticmethod(open_feed)
    Machine.fees_first = fees_first
    run_state_machine_as_test(Machine, settings=settings(
        max_examples=examples, stateful_step_count=steps, database=None,
        # To shrink takes minutes: the case is enough to see it again
        phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=True))


@pytest.mark.stress
def test_histories_of_a_portal(open_feed):
    check(open_feed, 1, fees_first=False, examples=3, steps=50)


@pytest.mark.stress
@pytest.mark.parametrize('case, fees_first', [(2, False), (3, True)])
def test_many_histories_of_a_portal(open_feed, case, fees_first):
    check(open_feed, case, fees_first, examples=150, steps=50)
