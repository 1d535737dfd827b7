"""One transfer as it came about: who is meant, what for, and all that may be written on it."""
import random
import string
from dataclasses import dataclass, field
from functools import cached_property

from trytond_asso_members.bank.matching import reference

from .association import OWN, SHORT, TODAY
from .payer import Payer

SHORT_FOR = {'bill': 'bill_number'}
TOWNS = ['SAINT MARTIN', 'LYON', 'RENNES', 'SAINT DENIS', 'VILLENEUVE', 'MARTIN EGLISE']


@dataclass
class Payment(Payer):
    "Of a member for a bill that is open; `values` fills a template, `named` says what it named."
    association: object
    member: object
    bill: object
    chance: random.Random
    by_bill: bool = False
    named: set = field(default_factory=set)

    def fill(self, template):
        return template.format_map(self)

    def __getitem__(self, key):
        self.named.add(key.upper())
        lower = key[0].islower()
        value = SHORT_FOR.get(key.lower()) or key.lower()
        value = getattr(self, value, None)
        if value is None:
            raise KeyError(key)
        if lower:
            return value.lower()
        return value.title() if key[1:2].islower() else value

    # -- numbers

    @property
    def num(self):
        return self.member.number

    @property
    def num4(self):
        return self.member.number.zfill(4)

    @property
    def id(self):
        return self.member.portal_id

    @cached_property
    def other(self):
        return self.chance.choice([
            m for m in self.association.members if m.id != self.member.id])

    @property
    def num_other(self):
        return self.other.number

    @property
    def num_nobody(self):
        return str(self.chance.randrange(3000, 6000))

    @property
    def num_year(self):
        years = [m.number for m in self.association.members if len(m.number) == 4]
        return self.chance.choice(years)

    def _digits(self, count):
        return ''.join(self.chance.choices(string.digits, k=count))

    @property
    def num_2(self):
        return self._digits(2)

    @property
    def num_4(self):
        return self._digits(4)

    @property
    def num_5(self):
        return self._digits(5)

    @property
    def bankref(self):
        return self._digits(12)

    @property
    def bankref2(self):
        return ''.join(self.chance.choices(string.ascii_uppercase + string.digits, k=10))

    @property
    def bankref_short(self):
        return self._digits(6)

    @property
    def hex32(self):
        return ''.join(self.chance.choices('0123456789abcdef', k=32))

    @property
    def hex16(self):
        return self.hex32[:16]

    @property
    def iban_with_num(self):
        return f'FR76 3000 {self.num4} {self._digits(4)} {self._digits(4)} {self._digits(4)} 123'

    # -- bills

    @property
    def bill_number(self):
        return self.bill.number

    @property
    def bill_digits(self):
        return self.bill.number.removeprefix('F').replace('-', '')

    @property
    def bill_spaces(self):
        return self.bill.number.replace('-', ' ')

    @property
    def bill2(self):
        others = [b for b in self.association.open_of(self.member.id) if b.id != self.bill.id]
        return (others or [self.bill])[0].number

    @property
    def bill_near(self):
        "A supplier's number that is nearly ours, or is another member's bill."
        number = int(self.bill.number.rpartition('-')[2])
        ours = {b.number for b in self.association.bills if b.member == self.member.id}
        near = {f'F2026-{number + step:04}' for step in [-4, 4, 5, 10, 1000] if number + step > 0}
        return self.chance.choice(sorted(near - ours))

    @property
    def bill_supplier(self):
        return self.chance.choice([
            f'{self.bill.number}-2', f'A{self.bill.number}', f'F2025-{self.bill.number[-4:]}',
            f'FA2026-{self.bill.number[-4:]}'])

    # -- references

    @cached_property
    def rf(self):
        return self.bill.reference if self.by_bill else self.member.reference

    @property
    def rf_second(self):
        return self.other.reference

    def _joined(self, sign):
        return sign.join(self.rf[at:at + 4] for at in range(0, len(self.rf), 4))

    @property
    def rf_spaces(self):
        return self._joined(' ')

    @property
    def rf_dots(self):
        return self._joined('.')

    @property
    def rf_hyphens(self):
        return self._joined('-')

    @property
    def rf_pairs(self):
        return ' '.join(self.rf[at:at + 2] for at in range(0, len(self.rf), 2))

    @property
    def rf_letter_o(self):
        "With the letter O for the first zero, or else without the last digit."
        return self.rf.replace('0', 'O', 1) if '0' in self.rf else self.rf[:-1]

    @property
    def rf_lines(self):
        at = self.chance.randrange(3, len(self.rf) - 1)
        return f'{self.rf[:at]}\n{self.rf[at:]}'

    @property
    def rf_lib(self):
        at = self.chance.randrange(3, len(self.rf) - 1)
        return f'{self.rf[:at]}/LIB/{self.rf[at:]}'

    @property
    def rf_cut(self):
        return self.rf[:self.chance.randrange(5, len(self.rf))]

    @property
    def rf_without(self):
        return self.chance.choice([self.rf[2:], self._joined(' ')[2:]])

    @property
    def rf_typo(self):
        at = self.chance.randrange(2, len(self.rf))
        wrong = self.chance.choice([d for d in string.digits if d != self.rf[at]])
        return self.rf[:at] + wrong + self.rf[at + 1:]

    @property
    def rf_typo_spaces(self):
        typo = self.rf_typo
        return ' '.join(typo[at:at + 4] for at in range(0, len(typo), 4))

    @property
    def rf_swapped(self):
        letters = list(self.rf)
        places = [at for at in range(2, len(letters) - 1) if letters[at] != letters[at + 1]]
        at = self.chance.choice(places)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
        return ''.join(letters)

    @property
    def rf_old(self):
        "Of a bill that is paid, or of ten years ago."
        paid = [b for b in self.association.bills
            if b.member == self.member.id and not b.amount]
        return self.chance.choice([paid[0].reference, reference.make(self._digits(8))])

    @property
    def rf_other(self):
        return reference.make(self._digits(self.chance.choice([6, 8, 10, 16])))

    # -- other words

    own = OWN
    short = SHORT
    year = str(TODAY.year)
    last_year = str(TODAY.year - 1)
    season = f'{TODAY.year - 1}/{TODAY.year}'
    last_season = f'{TODAY.year - 2}/{TODAY.year - 1}'
    dd, mm, hh, mi = '12', '03', '10', '42'
    month = 'MARS'
    event = 'YOGA'
    project = 'le lavoir'

    @property
    def department(self):
        return self.chance.choice(['DU RHONE', 'ILLE ET VILAINE', '35', '69'])

    @property
    def town(self):
        return self.chance.choice(TOWNS)
