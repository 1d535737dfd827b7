"""Payments and credit notes as the contract writes them: what they give, and to which bills."""
from collections import defaultdict
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from ..exceptions import Refusal
from ..feed.canonical import digest
from .record import Record
from .stored import VERSION
from .values import Date, Id, Key, Money, Text


class Share(BaseModel):
    model_config = ConfigDict(strict=True, extra='ignore', frozen=True)

    bill: Id
    amount: Money


def _without_zeros(shares):
    "An allocation of 0.00 gives nothing: it is left out, and so is its bill."
    return None if shares is None else [s for s in shares if s.amount]


class Credit(Record):
    "What gives: a payment or a credit note."
    date: Date
    label: Text = ''
    allocations: Annotated[
        list[Share] | None, AfterValidator(_without_zeros)] = None
    skipped: ClassVar[bool] = False

    @property
    def refs(self):
        return [('bill', share.bill) for share in self.allocations or []]

    @property
    def given(self):
        "Return {bill: amount} that its allocations give; those below zero give nothing."
        given = defaultdict(Decimal)
        for share in self.allocations or []:
            given[share.bill] += max(share.amount, Decimal(0))
        return {bill: amount for bill, amount in given.items() if amount}

    def fault_of_allocations(self, amount):
        "The Refusal of allocations below zero, twice to one bill or above the amount; or None."
        shares = self.allocations or []
        total = sum((share.amount for share in shares), Decimal(0))
        if any(share.amount <= 0 for share in shares):
            return Refusal('allocation_sign')
        if len({share.bill for share in shares}) != len(shares):
            return Refusal('allocation_twice')
        if total > max(amount, 0):
            return Refusal('allocation_above_payment', total=total, amount=amount)


class CreditNote(Credit):
    member: Id
    bill: Id
    total: Money
    number: Key | None = None

    @property
    def refs(self):
        return [('member', self.member), ('bill', self.bill)] + super().refs

    def check(self):
        if self.total <= 0:
            raise Refusal('credit_note_sign', total=self.total)
        if fault := self.fault_of_allocations(self.total):
            raise fault

    def frozen(self):
        return digest([
                self.member, self.bill, str(self.date), str(self.total),
                self.number])

    def frozen_with(self, means):
        "A note has no means."
        return self.frozen()


class Payment(Credit):
    member: Id | None = None
    amount: Money
    means: Literal['transfer', 'check', 'cash', 'card', 'other']
    bill: Id | None = None

    @property
    def refs(self):
        refs = super().refs
        if self.member:
            refs.append(('member', self.member))
        return refs

    @property
    def hints(self):
        return [('bill', self.bill)] if self.bill else []

    @property
    def skipped(self):
        "A payment of 0.00 moves no money."
        return not self.amount

    @property
    def fault(self):
        if self.allocations and not self.member:
            return Refusal('allocation_of_nobody')
        return self.fault_of_allocations(self.amount)

    def check(self):
        "Wrong allocations keep no money out of the books; without any money they are refused."
        if self.skipped and self.fault:
            raise self.fault

    def frozen(self):
        "The means is no part of it: when that changes, an entry takes the money elsewhere."
        return VERSION + digest([str(self.date), str(self.amount)])

    def frozen_with(self, means):
        "The same, as earlier versions stored it: the means could not change."
        return digest([str(self.date), str(self.amount), means])
