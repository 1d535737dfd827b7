"""Whatever comes between two states, the portal ends with the rows of the last one, put whole."""
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from asso_portal.intake import chunks, statement
from asso_portal.intake.current import current
from asso_portal.intake.parts import Refused
from asso_portal.models import Account
from asso_portal.records import canonical
from tests.portal import snapshots
from tests.portal.told import allocation, entry, member
from tests.portal.told import statement as document

PEOPLE = ['1', '2', '3', '10', None, None]  # the last two have a number alone
UNMATCHED = [[], [snapshots.entry('payment', '9', '3.00')]]
# Of each a version, or 0: not there; and which payments have no member
STATES = st.tuples(*[st.integers(0, 4)] * len(PEOPLE), st.integers(0, 1))
MISHAPS = st.sampled_from([
    None, 'lost', 'twice', 'late', 'other base', 'drift', 'erased', 'strange', 'whole', 'chunks'])
HISTORIES = st.lists(st.tuples(STATES, MISHAPS, st.integers(0, 99)), min_size=1, max_size=9)


def members(state):
    entries = [
        [], [entry()], [entry(residual='0.00'), entry(
            'payment', '7', residual='0.00', allocations=[allocation('bill 40')])],
        [entry('payment', '7', '4.00')]]
    return [
        member(id, *entries[version - 1], number=f'{number}')
        for number, (id, version) in enumerate(zip(PEOPLE, state[:-1], strict=True)) if version]


def rows_of(state):
    "As they must be kept, by no way but the contract"
    return sorted(
        (one['number'], one['id'], Decimal(one['balance']), canonical(one['entries']),
            canonical(one['membership'])) for one in members(state))


def kept():
    return sorted(
        (one.number, one.member, one.balance, canonical(one.entries), canonical(one.membership))
        for one in Account.objects.filter(snapshot__pointer__pk=1))


class World:
    "A ledger that remembers its states, a portal, and what was sent between them"

    def __init__(self):
        self.states, self.sent, self.drifted = [], [], False

    def made(self, base=None):
        generation, state = len(self.states), self.states[-1]
        before = base and (base, members(self.states[base - 1]))
        return document(
            members(state), generation, UNMATCHED[state[-1]], before=before, force=True)

    def put(self, made, in_chunks=False):
        self.sent.append(made)
        if in_chunks:
            parts = [[one] for one in made['members']] or [[]]
            for n, part in enumerate(parts):
                chunks.receive_members(made['generation'], n, {
                    'ledger': made['ledger'], 'members': part,
                    'unmatched': made['unmatched'] if n == 0 else []})
            made = {name: made[name] for name in made if name not in ('members', 'unmatched')}
            made['chunks'] = len(parts)
        return statement.receive(made['generation'], made, None)

    def publish(self, in_chunks=False):
        "As the bridge does"
        shown = current(2)
        try:
            self.put(self.made(shown and shown['generation']), in_chunks)
        except Refused as refused:
            assert (refused.code, shown is None) == ('base-unknown', False)
            assert self.drifted
            self.put(self.made(), in_chunks)
        self.drifted = False

    def refuse(self, made, code):
        before = kept(), current()
        with pytest.raises(Refused) as caught:
            self.put(made)
        assert caught.value.code == code
        assert (kept(), current()) == before

    def befall(self, mishap, number):
        if mishap == 'late' and self.sent:
            made = self.sent[number % len(self.sent)]
            if made['generation'] < current()['generation']:
                self.refuse(made, 'generation-old')
        elif mishap == 'other base' and len(self.states) > 2:
            base = number % (len(self.states) - 1) + 1
            if base != current()['generation']:
                self.refuse(self.made(base), 'base-unknown')
        elif mishap in ('drift', 'erased', 'strange'):
            self.drift(mishap, number)

    def drift(self, how, number):
        accounts = list(Account.objects.filter(snapshot__pointer__pk=1).order_by('pk'))
        if not accounts:
            return
        one, self.drifted = accounts[number % len(accounts)], True
        if how == 'erased':
            one.delete()
        else:
            one.digest = '0' * 64
            one.balance += how == 'strange'
            one.save()

    def step(self, state, mishap, number):
        self.states.append(state)
        self.befall(mishap, number)
        if mishap == 'whole':
            self.put(self.made())
            self.drifted = False
        else:
            self.publish(mishap == 'chunks')
        if mishap in ('lost', 'twice'):
            before = kept(), current()
            assert self.put(self.sent[-1]) is False
            assert (kept(), current()) == before
        assert kept() == rows_of(state)


def rows():
    return sorted(
        Account.objects.filter(snapshot__pointer__pk=1).values_list(
            'member', 'number', 'balance', 'entries', 'membership', 'digest'),
        key=str)


@pytest.mark.postgresql("what is deleted, inserted and rolled back")
@pytest.mark.parametrize('examples', [25, pytest.param(2000, marks=pytest.mark.stress)])
def test_rows_after_any_history_are_those_of_the_last_state_put_whole(db, examples):
    @settings(max_examples=examples, database=None, derandomize=True)
    @given(HISTORIES)
    def ends_as_the_whole(history):
        with transaction.atomic():
            world = World()
            for step in history:
                world.step(*step)
            by_differences = rows()
            world.states.append(world.states[-1])
            world.put(world.made())
            assert by_differences == rows()
            transaction.set_rollback(True)
    ends_as_the_whole()
