"""Random batches: bills of all kinds, what is paid of them, and what is taken back again.

They are plain values that name records of tests.same.world; tests.same.play makes
documents from them.
"""
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from .bank import RULES, STATEMENTS
from .world import FIRST, FUTURE, SUMMER

QUANTITIES = ['1', '1', '2', '0', '-1', '0.5', '3', '12.25']
PRICES = ['10', '7.35', '0.01', '100', '3.3333', '0', '-4.5', '19.995', '-0.0051']
TAXES = [
    'normal', 'low', 'third', 'per piece', 'compound', 'discount', 'by party', 'nothing',
    'group', 'from summer', 'until summer', 'no account']
RATES = ['normal', 'low', 'by party', 'discount']
NUMBERS = ['F-1', 'A', '2025/00042', 'é_12-3', '__', '1234567890' * 3]


@dataclass(frozen=True)
class Item:
    account: str
    quantity: str
    price: str
    taxes: tuple = ()  # to compute, in any order
    included: bool = False
    rate: str | None = None  # the portal's
    tax: str = '0.00'
    product: bool = False
    label: str | None = None


@dataclass(frozen=True)
class Payment:
    share: str  # 'whole', 'half' or 'more' of what is still open
    attached: bool
    due: bool  # with the bill
    noise: bool  # with lines of 0.00 on accounts that are lettered
    statement: str | None = None  # what becomes of the bank statement that brings it


@dataclass(frozen=True)
class Bill:
    party: str
    account: str
    kind: str | None
    number: str
    day: int
    shift: int  # days from its date to that of its accounting
    due: int | None
    term: str | None
    items: tuple
    payments: tuple = ()
    disputed: bool = False
    description: str | None = None

    def paid_by(self, *payments):
        return replace(self, payments=payments)

    def credited(self):
        "A credit note on the whole bill"
        items = tuple(
            replace(item, price=_opposite(item.price), tax=_opposite(item.tax))
            for item in self.items)
        return replace(
            self, kind='credit_note', number=f'{self.number}-note', items=items, payments=())


@dataclass(frozen=True)
class Batch:
    bills: tuple
    rounding: str = 'document'
    user: int = 0  # 0 has an employee, 1 has none
    credited: bool = False  # the last bill, by a note that is lettered with it
    undone: tuple = ()  # places of the bills whose lettering is taken back
    detached: bool = False
    again: bool = False
    rules: tuple = ()  # of the bank accounts that bills name
    later: tuple = ()  # those made once the bills are posted


def _opposite(amount):
    return amount[1:] if amount.startswith('-') else f'-{amount}'


@st.composite
def items(draw, summer):
    account = draw(st.sampled_from(
            ['revenue', 'fees', 'called', 'lettered', 'of parties', 'new' if summer else 'old']))
    taxes = draw(st.sampled_from(['computed', 'computed', 'portal', 'none']))
    values = {}
    if taxes == 'computed':
        values['taxes'] = tuple(draw(st.lists(
                    st.sampled_from(TAXES), min_size=1, max_size=3, unique=True)))
        values['included'] = draw(st.booleans())
    elif taxes == 'portal':
        values['rate'] = draw(st.sampled_from(RATES))
        values['tax'] = draw(st.sampled_from(['0.00', '2.00', '-0.37']))
    product = draw(st.sampled_from([False, False, True]))
    return Item(
        account, draw(st.sampled_from(['1', '2', '-1'] if product else QUANTITIES)),
        draw(st.sampled_from(PRICES)), product=product,
        label=draw(st.sampled_from(["Accès", None])), **values)


simple_items = st.builds(
    Item, st.sampled_from(['revenue', 'lettered']), st.just('1'),
    st.sampled_from(['10', '7.35', '0.01', '0', '-4.5']),
    rate=st.just('normal'), tax=st.sampled_from(['0.00', '2.00']))

payments = st.builds(
    Payment, st.sampled_from(['whole', 'whole', 'half', 'more']), st.booleans(), st.booleans(),
    st.sampled_from([False, False, True]),
    st.sampled_from([None, None, None, None, *STATEMENTS]))
# A world without bank takes no notice of these, nor of statements
rules = st.sampled_from([(), (), *((name,) for name in RULES), tuple(RULES)])


@st.composite
def bills(draw, simple=False, paid=False):
    day = draw(st.one_of(st.integers(0, 364), st.just((FUTURE - FIRST).days)))
    shift = draw(st.sampled_from([0, 0, 0, 40, 200]))
    item = simple_items if simple else items(day + shift >= (SUMMER - FIRST).days)
    return Bill(
        draw(st.sampled_from(['plain', 'french', 'twice known', 'abroad'])),
        draw(st.sampled_from(['members', 'members', 'customers', 'counter', 'open book'])),
        draw(st.sampled_from(['invoice', 'membership_fee', None])),
        draw(st.sampled_from(NUMBERS)), day, shift,
        draw(st.sampled_from([None, 0, 30])),
        draw(st.sampled_from([None, None, 'thirds', 'deposit', 'later'])),
        tuple(draw(st.lists(item, min_size=1, max_size=1 if simple else 3))),
        tuple(draw(st.lists(payments, min_size=1, max_size=2))) if paid else (),
        draw(st.booleans()), draw(st.sampled_from([None, "Objet"])))


# Bills with several items and taxes, not paid yet
unpaid = st.builds(
    Batch, st.lists(bills(), min_size=1, max_size=3).map(tuple),
    st.sampled_from(['document', 'line']), st.sampled_from([0, 1]), rules=rules)
# Simple bills, and all that becomes of them
settled = st.builds(
    Batch, st.lists(bills(simple=True, paid=True), min_size=1, max_size=2).map(tuple),
    user=st.sampled_from([0, 1]), credited=st.booleans(),
    undone=st.lists(st.integers(0, 1), max_size=2, unique=True).map(tuple),
    detached=st.booleans(), again=st.booleans(), rules=rules, later=rules)
# Four bills of all kinds, paid and taken back
large = st.builds(
    Batch, st.lists(bills(paid=True), min_size=1, max_size=4).map(tuple),
    st.sampled_from(['document', 'line']), st.sampled_from([0, 1]), st.booleans(),
    st.lists(st.integers(0, 4), max_size=2, unique=True).map(tuple),
    st.booleans(), st.booleans(), rules, rules)
