"""What was found for a row, and why, in words that a treasurer can check."""
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

SENTENCES = {
    # What speaks for a member
    'reference': "the member's reference {reference}",
    'reference_bill': "the reference {reference} of bill {bill}",
    'reference_near': "something close to the reference {reference}",
    'label': "the portal's label with {number}",
    'number_bill': "the number of bill {bill}",
    'number_member': "the member's number {number}",
    'number_alone': "the number {number}, which is the member's",
    'number_bare': "a number that is the member's, {number}",
    'iban': "the account {iban} has paid for this member before",
    'iban_own': "the account {iban} is the member's",
    'iban_shared': "the account {iban} has paid for this member or household, and for others",
    'learned': "this label was given to this member {times} times",
    'learned_once': "this label was given to this member, but not often or not alone",
    'name': "the name {name}",
    'surname': "the surname {name}",
    'name_part': "something close to the name {name}",
    'household': "of one household with {name}",
    'amount': "{amount} is what is open on bill {bill}",
    'amounts': "{amount} is the sum of bills {bills}",
    'usual': "{amount} around day {day}, as usual",
    # What keeps a row from being booked without a person
    'debit': "money that goes out",
    'refund': "it speaks of a refund, an advance or a guarantee: {word}",
    'returned': "it speaks of a payment that was returned: {word}",
    'donation': "it speaks of a donation: {word}",
    'grant': "it speaks of a grant: {word}",
    'payout': "it comes from a payment service: {word}",
    'deposit': "it is cash, cheques or cards: {word}",
    'purpose': "it speaks of something else: {word}",
    'word': "it has a word that stops it: {word}",
    'previous_year': "it speaks of an earlier year: {year}",
    'homonym': "{count} members have this name",
    'couple': "a couple or a family pays: {word}",
    'third_party': "it is paid for somebody: {word}",
    'unexplained': "nobody knows what this means: {word}",
    'damaged_reference': "a reference that is cut or mistyped: {reference}",
    'unknown_reference': "a reference that is not ours: {reference}",
    'paid_reference': "the reference of bill {bill}, which is paid",
    'paid_bill': "the number of bill {bill}, which is paid",
    'two_references': "two references: {references}",
    'unknown_bill': "the number of a bill that is not ours: {number}",
    'unknown_number': "a member's number that nobody has: {number}",
    'two_bills': "the numbers of several bills: {bills}",
    'two_members': "what is written points to more than one member",
    'organisation': "an organisation and a person are both named",
    'cut': "the text may have been cut by the bank: {text}",
    }


@dataclass(frozen=True)
class Reason:
    code: str
    words: dict = field(default_factory=dict, compare=False)

    def __str__(self):
        return SENTENCES[self.code].format(**self.words)


@dataclass(frozen=True)
class Proposal:
    """A member who may be meant; without bills, the order of the ledger decides."""
    member: Hashable
    bills: tuple[tuple[Hashable, Decimal], ...]
    reasons: tuple[Reason, ...]
    score: int


@dataclass(frozen=True)
class Decision:
    """`tier` is matched, proposed or waiting; only what is matched has a member and bills.

    `vetoes` are what kept it from being matched, whatever else was found.
    """
    key: Hashable
    tier: str
    member: Hashable = None
    bills: tuple[tuple[Hashable, Decimal], ...] = ()
    reasons: tuple[Reason, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    vetoes: tuple[Reason, ...] = ()
