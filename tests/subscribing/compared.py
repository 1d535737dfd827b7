"""A case played in the books and by the oracle: after each run both must have billed the same."""
import copy
import datetime as dt
from dataclasses import replace

from tests.campaign.feed import faults
from tests.campaign.numbers import wrong_numbers
from tests.databases import Database

from .books import Books
from .oracle import Oracle, in_order
from .plain import Price, Subscription


class Compared:
    "Offers and subscriptions are copied: a case stays as it was drawn."

    def __init__(self, ledger, backend, case):
        self.database = Database(ledger.database, backend)
        self.steps = case.steps
        subscriptions = [copy.copy(one) for one in case.subscriptions]
        self.oracle = Oracle(
            [replace(offer, prices=list(offer.prices)) for offer in case.offers], subscriptions)
        self.books = Books(ledger)
        self.books.make(case.offers, subscriptions)
        self.by_id = {one.id: one for one in subscriptions}
        self.latest = self.dated = dt.date.min  # day of a run, and date of a bill

    def play(self):
        for step in self.steps:
            if not self.change(step):
                self.books.bill(step)
                self.check(step)

    def play_taking_back(self):
        "Take each run back, and bill the same day again: it must be as if nothing had been."
        for step in self.steps:
            if not self.change(step):
                runs = self.books.runs()
                self.books.bill(step)
                self.books.take_back(runs)
                self.books.bill(step)
                self.check(step)

    def change(self, to):
        "Change what there is, unless the step is a run."
        if isinstance(to, Price):
            self.oracle.offers[to.offer].prices.append((to.first, to.amount))
            self.books.reprice(to)
        elif isinstance(to, Subscription):
            self._change_subscription(to)
        return isinstance(to, (Price, Subscription))

    def _change_subscription(self, to):
        one = self.by_id[to.id]
        one.end, one.suspended = to.end, to.suspended
        self.books.rewrite(one)

    def check(self, day):
        bills = self.books.new_bills()
        assert {bill.payer: (bill.total, in_order(bill.lines)) for bill in bills} == (
            self.oracle.run(day))
        assert [bill.payer for bill in bills] == list(dict.fromkeys(bill.payer for bill in bills))
        self._check_dates(day, [bill.date for bill in bills])
        assert self.books.problems() == {}
        assert self.books.ledger.run(self.books.billed) == self.oracle.billed()
        assert (faults(self.database), wrong_numbers(self.database)) == ([], {})

    def _check_dates(self, day, dates):
        "Numbers follow dates: after a run of a later day, bills are dated as that."
        if dates:
            assert set(dates) == {max(day, *dates)}
            assert min(dates) >= self.dated
            if day >= self.latest:
                assert set(dates) == {day}
            self.dated = max(dates)
        self.latest = max(self.latest, day)
