"""Random histories of a bank, a portal and a treasurer: the books agree with a plain oracle.

A real transfer may be told by the portal, by the bank, or by both in any order; members are
credited with it once.
"""
import os
import random
from datetime import timedelta
from decimal import Decimal

import pytest

from .bank_account import BankAccount
from .bank_oracle import Oracle
from .bank_world import DAYS, World
from .feed import faults
from .portal import FIRST, MEMBERS, Portal
from .treasurer import Treasurer

pytestmark = pytest.mark.postgresql(
    "rows are told and found in SQL")
# Of the long campaign; `.ci/nightly` gives other ones each day
SEED, HISTORIES = (int(os.environ.get(*of)) for of in [('ASSO_SEED', 2000), ('ASSO_BATCHES', 300)])
PORTAL = ['transfer_recorded', 'transfer_recorded', 'cheque', 'bill', 'moved', 'lost', 'gone',
    'means', 'label', 'left_to_ledger']
BANK = ['transfer', 'transfer', 'stranger', 'costs', 'deposit', 'twin', 'rewritten', 'late']
PERSON = ['accept', 'divide', 'divide', 'pair', 'keep', 'undo', 'undo', 'take_back', 'again',
    'setting']


class History(World):

    def __init__(self, feed, ledger, seed, by_sets):
        self.rng = random.Random(seed)
        self.feed = feed
        self.portal, self.account, self.oracle = Portal(), BankAccount(), Oracle()
        self.treasurer = Treasurer(ledger)
        self.treasurer.set_up(by_sets)
        self.run = feed.begin()
        self.told = []
        self.since = None

    def play(self, steps):
        self.send()
        self.references = {m: self.treasurer.reference(m) for m in MEMBERS}
        for _ in range(3):
            self.bill()
        for _ in range(steps):
            kind = self.rng.choice(['portal', 'bank', 'file', 'person', 'person'])
            if kind == 'file':
                self.act('file')
                continue
            names = {'portal': PORTAL, 'bank': BANK, 'person': PERSON}[kind]
            self.act(self.rng.choice(names))
        for name in ['file', 'again']:
            self.act(name)

    def act(self, name):
        self.told.append(name)
        getattr(self, name)()
        if name not in BANK:
            self.check()

    # -- the treasurer --------------------------------------------------------

    def file(self):
        first = self.rng.randint(0, DAYS - 10)
        last = self.rng.randint(first + 5, DAYS + 10)
        movements = self.account.between(first, last)
        if not movements:
            return
        content, new = self.account.file(first, last), self.oracle.news(movements)
        statement, rows = self.treasurer.import_file(content, new)
        if statement:
            self.oracle.imported(statement, rows)
            self.judge(rows)
        assert self.treasurer.import_file(content, []) == (None, [])
        self.say(f'days {first} to {last}: {len(new)} of {len(movements)} new')

    def judge(self, rows):
        "What was decided without a person is told to the oracle, which refuses what is wrong."
        found = self.treasurer.decided([row.origin for row in rows])
        for row in sorted(rows, key=lambda row: not found[row.origin][3]):
            left, by_rule, member, payments = found[row.origin]
            if by_rule and not left:
                assert row.movement.label.startswith('FRAIS')
                self.oracle.divided(row.origin, [(row.movement.amount, None)])
            elif row.left and not left:
                self.oracle.decided(row.origin, member, payments)

    def twice(self, name, *arguments):
        "Do it, and once more, which is refused."
        from trytond.exceptions import UserError
        getattr(self.treasurer, name)(*arguments)
        with pytest.raises(UserError):
            getattr(self.treasurer, name)(*arguments)

    def waiting(self):
        return self.pick(row for row in self.oracle.rows.values() if row.left)

    def accept(self):
        row = self.waiting()
        best = row and self.treasurer.best(row.origin)
        if best:
            self.treasurer.accept(row.origin)
            self.oracle.divided(row.origin, [(row.left, best)])
            self.say(f'{row.origin}: {best}')

    def divide(self):
        row = self.waiting()
        if not row:
            return
        left, parts = row.left, []
        for _ in range(self.rng.randint(1, 3)):
            part = self.rng.choice([left, (left / 2).quantize(Decimal('0.01'))])
            if part:
                to = self.rng.choice([*MEMBERS, None] if left > 0 else [None])
                parts.append((part, to))
                left -= part
            if not left:
                break
        if not parts:
            return
        if left:
            self.treasurer.divide(row.origin, parts)
        else:
            self.twice('divide', row.origin, parts)
        self.oracle.divided(row.origin, parts)
        self.say(f'{row.origin}: {parts}')

    def pair(self):
        row = self.waiting()
        payment = row and self.pick(
            p for p in self.oracle.payments.values()
            if p.member and not p.row and p.amount == row.left)
        if payment:
            self.twice('pair', row.origin, payment.id)
            self.oracle.paired(row.origin, [payment.id])
            row.touched = True
            self.say(f'{row.origin}: {payment.id}')

    def keep(self):
        if row := self.waiting():
            self.treasurer.keep(row.origin)
            row.kept = row.touched = True
            self.say(row.origin)

    def undo(self):
        row = self.pick(row for row in self.oracle.rows.values() if row.decided)
        if row:
            self.twice('undo', row.origin)
            self.oracle.undone(row.origin)
            row.touched = True
            self.say(row.origin)

    def take_back(self):
        if statement := self.pick(self.oracle.files):
            self.twice('take_back', statement)
            self.oracle.taken_back(statement)
            self.say(statement)

    def again(self):
        self.treasurer.again()
        self.judge([
            row for row in self.oracle.rows.values() if row.left and not row.touched])

    def setting(self):
        if self.rng.random() < 0.5:
            self.since = self.rng.choice([None, 0, 20, 40])
            self.treasurer.settings(
                bank_since=None if self.since is None else FIRST + timedelta(days=self.since))
            self.say(f'since {self.since}')
        else:
            by = self.rng.choice(['portal', 'bank', 'both', 'both'])
            self.treasurer.settings(transfers_by=by)
            self.say(f'by {by}')

    # -- what must be ---------------------------------------------------------

    def check(self):
        oracle, treasurer = self.oracle, self.treasurer
        assert faults(self.feed.database) == []
        assert oracle.credited_twice() == []
        assert {
            m['id']: Decimal(m['balance']) for m in self.feed.balances()['members']
            } == oracle.balances(self.portal.bills.values())
        assert treasurer.left() == oracle.left()
        assert treasurer.unpaired() == oracle.unpaired()
        assert treasurer.bank() == oracle.bank()
        assert treasurer.open() == oracle.open()
        assert treasurer.statements() == {
            statement: sum(oracle.rows[o].movement.amount for o in origins)
            for statement, origins in oracle.files.items()}


def play(open_feed, seed, steps, by_sets=True):
    feed = open_feed()
    history = History(feed, feed._ledger, seed, by_sets)
    try:
        history.play(steps)
    finally:
        print(f"seed {seed}:", *history.told, sep='\n  ')  # shown when it fails


@pytest.mark.parametrize('seed', range(1))
def test_bank_portal_and_treasurer(open_feed, seed):
    play(open_feed, seed, steps=25, by_sets=not seed)


@pytest.mark.stress
@pytest.mark.parametrize('seed', range(SEED, SEED + HISTORIES))
def test_many_histories_of_a_bank(open_feed, seed):
    play(open_feed, seed, steps=40, by_sets=bool(seed % 4))
