"""Rows of a bank whose truth is known, made from templates by the chance of a seed."""
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

from trytond_asso_members.bank.matching.memory import Memory
from trytond_asso_members.bank.matching.records import Row

from .association import AMOUNTS, TODAY, invent
from .noise import cut, pad, spoil
from .payment import Payment
from .templates import templates, wrappers

# Of which classes how many rows there are, in each hundred
FEW = {
    'REF_STRUCT': 4, 'REF_SPLIT': 2, 'REF_TRUNC': 1, 'REF_TYPO': 1, 'REF_INV': 6, 'REF_MEMBER': 9,
    'MEMBER_ONLY': 2, 'NAME': 26, 'NAME_TRUNC': 3, 'NAME_COUPLE': 3, 'NAME_MAIDEN': 2,
    'NAME_INITIAL': 2, 'THIRD_PARTY': 5, 'ORG': 5, 'AMBIG': 5, 'TRAP': 6, 'MULTI': 2, 'DON': 2,
    'SUBV': 2, 'PAYOUT': 3, 'CHEQUE': 2, 'INTERNAL': 1, 'REJECT': 2, 'OUT': 2}
# Three rows in four have a reference, the others are as above
MANY = FEW | {'REF_STRUCT': 4 + 240, 'REF_SPLIT': 2 + 60}
MIXES = {'few references': FEW, 'three quarters': MANY}
# Nothing may be booked, whoever is meant
NOTHING = {
    'REF_TRUNC', 'REF_TYPO', 'AMBIG', 'TRAP', 'MULTI', 'DON', 'SUBV', 'PAYOUT', 'CHEQUE',
    'INTERNAL', 'REJECT', 'OUT'}
# No member is meant at all
NOBODY = {'SUBV', 'PAYOUT', 'CHEQUE', 'INTERNAL', 'OUT', 'AMBIG', 'DON', 'TRAP'}
WRONG_AMOUNT = .06
IBAN_SHOWN = .3
DECIDED = [0, 0, 1, 2, 3]  # earlier transfers of a member that a person decided about
FILE = 200  # rows that are decided together
BY_BILL = .5  # of the references are a bill's, the others a member's


@dataclass
class Truth:
    """`bills` are those of which one may be booked; none may if there is none."""
    kind: str
    member: int | None
    bills: frozenset


@dataclass
class File:
    association: object
    memory: Memory
    rows: list = field(default_factory=list)
    truths: list = field(default_factory=list)


def corpus(seed, mix, count, held_out=None, remembered=True):
    """Yield files until there are so many rows.

    `held_out` says which templates and wrappers: 0, those that were tuned on; 1 to 3,
    those that were held out; None, all.  `remembered`: persons have decided about
    some of the payers before.
    """
    for at in range(0, count, FILE):
        made = Corpus(f'{seed} {mix} {at}', MIXES[mix], held_out)
        yield made.file(min(FILE, count - at), remembered)


class Pieces(dict):
    "What else a wrapper asks for is filled in after these."

    def __missing__(self, key):
        return f'{{{key}}}'


class Corpus:
    "Makes the rows of one file and of what a person decided before it."

    def __init__(self, seed, mix, held_out=None, association=None):
        self.chance = random.Random(seed)
        self.association = association or invent(seed)
        self.templates = {
            kind: [t for t in all_ if held_out is None or t.held_out == held_out]
            for kind, all_ in templates().items()}
        self.wrappers = [
            text for _, text, held in wrappers() if held_out is None or held == held_out]
        self.mix = {kind: share for kind, share in mix.items() if self.templates[kind]}
        self.payers = [m for m in self.association.members if self.association.open_of(m.id)]
        self.chance.shuffle(self.payers)
        self.left = {
            m.id: list(self.association.open_of(m.id)) for m in self.association.members}

    def file(self, count, remembered):
        made = File(self.association, self._memory() if remembered else Memory())
        kinds = self.chance.choices(list(self.mix), list(self.mix.values()), k=count)
        for key, kind in enumerate(kinds):
            row, truth = self._row(key, kind)
            made.rows.append(row)
            made.truths.append(truth)
        return made

    def _memory(self):
        "What persons decided in the year before, about some of the members."
        memory = Memory()
        for member in self.association.members:
            for _ in range(self.chance.choice(DECIDED)):
                kind = 'NAME' if member.person else 'ORG'
                bill = next(b for b in self.association.bills if b.member == member.id)
                _, row = self._label(self.chance.choice(self.templates[kind]), member, bill, 0)
                memory.learn(row, member.id, self.association.settings.own_names)
        return memory

    def _label(self, template, member, bill, key):
        "Return the payment and its row, for the amount of the bill."
        payment = Payment(
            self.association, member, bill, self.chance, by_bill=self.chance.random() < BY_BILL)
        chance, text = self.chance, payment.fill(template.text)
        if template.wrapped:
            payer, motive = text.split(' | ')
            pieces = Pieces(payer=payer, motive=cut(motive, chance))
            wrapper = chance.choice(self.wrappers).format_map(pieces)
            label = spoil(payment.fill(wrapper), chance)
        else:
            label = cut(spoil(text, chance), chance)
        label = pad(label, chance)
        return payment, Row(
            key, TODAY, bill.amount, (label,), label=label, iban=self._iban(member))

    def _row(self, key, kind):
        chance = self.chance
        template = chance.choice(self.templates[kind])
        member = self._payer('ORG' in template.text)
        bill = chance.choice(self.left[member.id] or self.association.open_of(member.id))
        if bill in self.left[member.id]:
            self.left[member.id].remove(bill)
        payment, row = self._label(template, member, bill, key)
        amount = self._amount(kind, bill)
        return replace(row, amount=amount), _truth(kind, payment, amount)

    def _payer(self, organisation):
        """Each member pays once in a file, as long as there are others; and each bill is paid
        once, as a second payment would find it paid."""
        for at, member in enumerate(self.payers):
            if member.person != organisation:
                return self.payers.pop(at)
        left = [m for m in self.association.members if self.left[m.id]]
        return self.chance.choice([m for m in left if m.person != organisation] or left)

    def _amount(self, kind, bill):
        if kind == 'OUT':
            return -bill.amount
        if kind == 'MULTI':
            return bill.amount * 2
        if self.chance.random() < WRONG_AMOUNT:
            return self.chance.choice([*AMOUNTS, bill.amount + 1, bill.amount / 2])
        return Decimal(bill.amount)

    def _iban(self, member):
        if self.chance.random() < IBAN_SHOWN:
            return f'FR76{member.household or member.id:0>23}'
        return ''


def _truth(kind, payment, amount):
    member, named = payment.member, payment.named
    if kind in NOTHING:
        return Truth(kind, member.id if kind not in NOBODY else None, frozenset())
    bills = payment.association.open_of(member.id)
    if any(n.startswith('BILL') for n in named) or (
            payment.by_bill and any(n.startswith('RF') for n in named)):
        bills = [payment.bill]
    return Truth(kind, member.id, frozenset(b.id for b in bills if b.amount == amount))
