"""Random histories of a portal, sent in random batches: the books say what an oracle says."""
import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from .feed import faults
from .oracle import expected
from .portal import MEMBERS, Portal

days = st.integers(0, 700)
# Few figures, so that payments fit bills exactly now and then
amounts = st.sampled_from(['15.00', '30.00', '24.00', '7.35', '0.01', '100.00', '31.49']).map(
    Decimal)
members = st.sampled_from(MEMBERS)
picks = st.integers(0, 1000)


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

    def pick(self, things, number):
        things = list(things)
        assume(things)
        return things[number % len(things)]

    @rule(
        member=members, day=days, total=amounts, draft=st.booleans(),
        kind=st.sampled_from(['invoice', 'invoice', 'membership_fee', 'donation']))
    def bill(self, member, day, total, kind, draft):
        self.portal.add_bill(
            member=member, day=day, total=total, kind=kind, draft=draft and kind == 'invoice')

    @rule(member=st.one_of(members, st.none()), day=days, amount=amounts, portal=st.booleans())
    def payment(self, member, day, amount, portal):
        self.portal.add_credit(
            type='payment', member=member, day=day, amount=amount,
            given={} if portal else None)

    @rule(number=picks, day=days, amount=amounts)
    def payment_that_names_a_bill(self, number, day, amount):
        bill = self.pick(self.portal.bills.values(), number)
        self.portal.add_credit(
            type='payment', member=bill.member, day=day, amount=amount, named=bill.id)

    @rule(member=members, day=days, amount=amounts, portal=st.booleans())
    def repayment(self, member, day, amount, portal):
        self.portal.add_credit(
            type='payment', member=member, day=day, amount=-amount,
            given={} if portal else None)

    @rule(number=picks, day=days, part=st.sampled_from([1, 2, 3]), portal=st.booleans())
    def credit_note(self, number, day, part, portal):
        bill = self.pick((b for b in self.portal.bills.values() if b.booked), number)
        total = (self.portal.creditable(bill) / part).quantize(Decimal('0.01'))
        assume(total > 0)
        self.portal.add_credit(
            type='credit_note', member=bill.member, day=day, amount=total, named=bill.id,
            given={} if portal else None)

    @rule(number=picks, day=st.integers(0, 90), disputed=st.booleans())
    def bill_amended(self, number, day, disputed):
        bill = self.pick(self.portal.bills.values(), number)
        self.portal.amend_bill(bill, due=day, disputed=disputed)

    @rule(number=picks)
    def draft_validated(self, number):
        bill = self.pick((b for b in self.portal.bills.values() if b.draft), number)
        self.portal.amend_bill(bill, draft=False)

    @rule(number=picks, member=st.one_of(members, st.none()))
    def member_found_or_lost(self, number, member):
        payment = self.pick(
            (c for c in self.portal.credits.values() if c.type == 'payment'), number)
        assume(member != payment.member)
        assume(member or payment.amount > 0)
        self.portal.amend_credit(
            payment, member=member, named=None, given=None if payment.given is None else {})

    @rule(number=picks, bills=st.lists(picks, max_size=3), wanted=amounts)
    def allocations_of_the_portal(self, number, bills, wanted):
        credit = self.pick(
            (c for c in self.portal.credits.values() if c.member and c.amount > 0), number)
        theirs = [
            b for b in self.portal.bills.values() if b.member == credit.member and b.booked]
        given, left = {}, credit.amount
        for bill in {b.id: b for b in (self.pick(theirs, n) for n in bills)}.values():
            amount = min(left, wanted, self.portal.room(bill, but=credit.id))
            if amount > 0:
                given[bill.id] = amount
                left -= amount
        self.portal.amend_credit(credit, given=given)

    @rule(number=picks)
    def allocations_left_to_the_ledger(self, number):
        credit = self.pick(
            (c for c in self.portal.credits.values() if c.given is not None), number)
        self.portal.amend_credit(credit, given=None)

    @rule(number=picks)
    def credit_deleted(self, number):
        self.portal.drop_credit(self.pick(self.portal.credits.values(), number))

    @rule(number=picks)
    def bill_deleted(self, number):
        self.portal.drop_bill(self.pick(self.portal.bills.values(), number))

    @precondition(lambda self: self.portal._pending)
    @rule(seed=st.integers(0, 2**16), batches=st.sampled_from([1, 1, 2, 4]))
    def send(self, seed, batches):
        changes, rng = self.portal.changes(), random.Random(seed)
        rng.shuffle(changes)
        size = -(-len(changes) // batches)
        for start in range(0, len(changes), size):
            self.feed.apply(self.run, changes[start:start + size])
            assert faults(self.feed.database) == []
        assert self.feed.quarantine() == []
        assert self.seen() == expected(self.portal, self.fees_first)

    def seen(self):
        "The books in the form of the oracle."
        credits = {**self.feed.records('payment'), **self.feed.records('credit_note')}
        return {
            'balances': {
                member['id']: Decimal(member['balance'])
                for member in self.feed.balances()['members']},
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


def check(open_feed, fees_first, examples, steps):
    class Machine(Histories):
        pass
    Machine.open_feed = staticmethod(open_feed)
    Machine.fees_first = fees_first
    run_state_machine_as_test(Machine, settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        derandomize=True, suppress_health_check=list(HealthCheck), print_blob=True))


def test_histories_of_a_portal(open_feed):
    check(open_feed, fees_first=False, examples=3, steps=15)


@pytest.mark.stress
@pytest.mark.parametrize('fees_first', [False, True])
def test_many_histories_of_a_portal(open_feed, fees_first):
    check(open_feed, fees_first, examples=150, steps=50)
