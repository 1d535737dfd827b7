"""An invented association: members, their households and former names, and their open bills."""
import datetime
import random
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from trytond_asso_members.bank.matching import reference
from trytond_asso_members.bank.matching.records import Bill, Member, Settings

TODAY = datetime.date(2026, 3, 31)
PERSONS, ORGANISATIONS = 580, 60
# Numbers of members that look like years
LIKE_YEARS = [*range(1990, 2012), *range(2022, 2030)]
AMOUNTS = [Decimal(a) for a in [
    '10', '12', '15', '20', '20', '24', '25', '30', '35', '35', '35', '40', '50', '60', '80',
    '120']]
BILLS = [20, 45, 25, 10]
OWN, SHORT = 'Les Amis du Lavoir', 'LADL'
FORMS = ['SARL', 'SAS', 'SCOP', 'SCIC', 'Association', 'Asso', 'EURL', '']


def _lists():
    "Return {list: names} of names.txt."
    lists = {}
    for line in (Path(__file__).parent / 'names.txt').read_text(encoding='utf-8').splitlines():
        if line.startswith('['):
            names = lists[line.strip('[]')] = []
        elif lists:
            names.extend(name.replace('_', ' ') for name in line.split())
    return lists


LISTS = _lists()
GIVEN_F, GIVEN_M = LISTS['given names of women'], LISTS['given names of men']
NAMES = LISTS['surnames']


@dataclass
class Person:
    given: str
    name: str
    birth_name: str = ''

    @property
    def civility(self):
        return 'MME' if self.given in GIVEN_F else 'M'


@dataclass
class Association:
    "`people` are those behind the members that are persons, by the id of the member."
    members: list = field(default_factory=list)
    bills: list = field(default_factory=list)
    people: dict = field(default_factory=dict)
    settings: Settings = Settings(own_names=(OWN, SHORT))

    def open_of(self, member):
        return self._open.get(member, [])

    def seal(self):
        self._open = {}
        for bill in self.bills:
            if bill.amount:
                self._open.setdefault(bill.member, []).append(bill)
        self.by_id = {member.id: member for member in self.members}
        self.of_name = {}
        for id_, person in self.people.items():
            self.of_name.setdefault(person.name, []).append(id_)
        names = Counter(f'{p.name} {p.given}' for p in self.people.values())
        self.homonyms = [name for name, members in names.items() if members > 1]
        self.names = {ascii_(n) for member in self.members for n in member.names}
        return self


def ascii_(text):
    text = unicodedata.normalize('NFKD', text)
    return ''.join(c for c in text if not unicodedata.combining(c)).upper()


def invent(seed, persons=PERSONS, organisations=ORGANISATIONS, bills=BILLS):
    """Return the association of that seed.

    `bills` says how many members have none open, one, two ...
    """
    chance = random.Random(f'association {seed}')
    made = Association()
    people = _people(chance, persons)
    numbers = list(range(1, persons + organisations + 1))
    if len(numbers) < LIKE_YEARS[0]:
        numbers[-len(LIKE_YEARS):] = LIKE_YEARS
    chance.shuffle(numbers)
    for id_, (person, household) in enumerate(people, start=1):
        _member(made, id_, numbers[id_ - 1], _names(chance, person), household, True)
        made.people[id_] = person
    taken = set()
    for id_ in range(persons + 1, persons + organisations + 1):
        name = _organisation(chance, taken)
        _member(made, id_, numbers[id_ - 1], (name,), None, False)
    _bills(chance, made, bills)
    return made.seal()


def _member(made, id_, number, names, household, person):
    made.members.append(Member(
        id_, str(number), names, reference.make(f'{id_:08}'), person, str(7000 + id_), household))


def _people(chance, count):
    "Yield (person, household); one in five lives with another, one in thirty is a namesake."
    people = []
    while len(people) < count:
        person = _person(chance)
        fate = chance.random()
        if fate < .10 and len(people) + 3 < count:
            # The association knows of half the households
            household = f'h{len(people)}' if chance.random() < .5 else None
            people.append((person, household))
            for _ in range(chance.choice([1, 1, 2])):
                people.append((Person(_given(chance), person.name), household))
        elif fate < .13 and people:
            other = chance.choice(people)[0]
            people.append((Person(other.given, other.name), None))
        else:
            people.append((person, None))
    return people[:count]


def _given(chance):
    return chance.choice(GIVEN_F if chance.random() < .5 else GIVEN_M)


def _person(chance):
    given = _given(chance)
    name = chance.choices(
        [NAMES, LISTS['surnames with particles'], LISTS['double surnames']], [86, 8, 6])[0]
    person = Person(given, chance.choice(name))
    if given in GIVEN_F and chance.random() < .2:
        person.birth_name = chance.choice(NAMES)
    return person


def _names(chance, person):
    "The association knows of half the former names."
    names = [f'{person.given} {person.name}']
    if person.birth_name and chance.random() < .5:
        names.append(f'{person.given} {person.birth_name}')
    return tuple(names)


def _organisation(chance, taken):
    "No two have one name, whatever their legal form."
    while True:
        words = LISTS['second words of organisations'] if chance.random() < .85 else NAMES
        second = chance.choice(words)
        name = f"{chance.choice(LISTS['first words of organisations'])} {second}"
        if name not in taken:
            taken.add(name)
            return f'{chance.choice(FORMS)} {name}'.strip()


def _bills(chance, made, shares):
    "Those that are open, and one that is paid."
    number = 0
    for member in made.members:
        for at in range(chance.choices(range(len(shares)), shares)[0] + 1):
            number += 1
            date = TODAY - datetime.timedelta(days=chance.randrange(5, 80))
            amount = Decimal(0) if at == 0 else chance.choice(AMOUNTS)
            made.bills.append(Bill(
                number, member.id, f'F2026-{number:04}', reference.make(f'{10_000_000 + number}'),
                date, date + datetime.timedelta(days=30), amount))
