"""An invented association: members, their households and former names, and their open bills."""
import datetime
import random
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from trytond_asso_members.bank.matching import reference
from trytond_asso_members.bank.matching.records import Bill, Member, Settings

TODAY = datetime.date(2026, 3, 31)
PERSONS, ORGANISATIONS = 580, 60
AMOUNTS = [Decimal(a) for a in [
    '10', '12', '15', '20', '20', '24', '25', '30', '35', '35', '35', '40', '50', '60', '80', '120']]
OWN, SHORT = 'Les Amis du Lavoir', 'LADL'
GIVEN_F = """Marie Jeanne Françoise Monique Catherine Nathalie Isabelle Sylvie Anne Valérie Sandrine
    Stéphanie Céline Aurélie Émilie Julie Camille Léa Manon Chloé Inès Zoé Noémie Solenn Maëlle
    Élodie Aïcha Fatima Nora Lucie Hélène Brigitte Martine Claire Agnès Odile""".split() + [
    'Marie-Claude', 'Anne-Sophie', 'Marie-Laure', 'Anne-Marie']
GIVEN_M = """Jean Michel Pierre Philippe Alain Bernard Christophe Nicolas Stéphane Laurent Frédéric Éric
    Thomas Julien Hugo Lucas Théo Antoine Martin Vincent Yann Gaël Karim Mehdi Thibault Armand Loïc
    Bruno Denis Gérard François Louis Paul Rémi Benoît Cédric""".split() + [
    'Jean-Pierre', 'Jean-Luc', 'Yann-Gaël', 'Jean-François']
NAMES = """Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre
    Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent
    Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier
    Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval
    Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas
    Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron
    Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît
    Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger
    Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein
    Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard
    Baron Bertin Bailly Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot
    Daniel Cousin Germain Breton Besson Langlois Rémy Pelletier Lévêque Perrier Leblanc Barré Lebrun
    Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Guichard Gillet Étienne Grondin
    Benmoussa Traoré Nguyen Carvalheira Guivarch Fressange Delcambre Ouvrard Verdelet Place""".split()
PARTICLED = ['Le Gall', 'Le Goff', 'De Almeida', "D'Harcanville", 'Le Scouëzec', 'De La Tour', 'Ben Salah']
COMPOUND = ['Martin-Dubois', 'Petit-Leroy', 'Garcia-Moreau', 'Roux-Bonnet', 'Faure-Blanc']
FORMS = ['SARL', 'SAS', 'SCOP', 'SCIC', 'Association', 'Asso', 'EURL', '']
FIRST = """Terreau Lavoir Fournil Atelier Jardins Rucher Moulin Forge Verger Compagnie Cantine Librairie
    Ressourcerie Quincaillerie Menuiserie Imprimerie Brasserie Épicerie Ferme Coopérative""".split()
SECOND = """du-Pont de-la-Gare des-Délices du-Marais de-l'Ouest Numérique Solidaire Bio du-Canal des-Halles
    du-Bourg Libre Durable du-Coteau des-Collines""".split()


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
        names = Counter(f'{p.name} {p.given}' for p in self.people.values())
        self.homonyms = [name for name, members in names.items() if members > 1]
        self.names = {ascii_(n) for member in self.members for n in member.names}
        return self


def ascii_(text):
    text = unicodedata.normalize('NFKD', text)
    return ''.join(c for c in text if not unicodedata.combining(c)).upper()


def invent(seed, persons=PERSONS, organisations=ORGANISATIONS):
    "Return the association of that seed."
    chance = random.Random(f'association {seed}')
    made = Association()
    people = _people(chance, persons)
    numbers = list(range(1, persons + organisations + 1))
    # Numbers that look like years, and the ones of long ago
    numbers[-30:] = [*range(1990, 2012), *range(2022, 2030)]
    chance.shuffle(numbers)
    for id_, (person, household) in enumerate(people, start=1):
        _member(made, id_, numbers[id_ - 1], _names(chance, person), household, True)
        made.people[id_] = person
    taken = set()
    for id_ in range(persons + 1, persons + organisations + 1):
        name = _organisation(chance, taken)
        _member(made, id_, numbers[id_ - 1], (name,), None, False)
    _bills(chance, made)
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
    name = chance.choices([NAMES, PARTICLED, COMPOUND], [86, 8, 6])[0]
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
        second = chance.choice(SECOND) if chance.random() < .85 else chance.choice(NAMES)
        name = f"{chance.choice(FIRST)} {second.replace('-', ' ')}"
        if name not in taken:
            taken.add(name)
            return f'{chance.choice(FORMS)} {name}'.strip()


def _bills(chance, made):
    "Up to three open for each member, and one that is paid."
    number = 0
    for member in made.members:
        for at in range(chance.choices([0, 1, 2, 3], [20, 45, 25, 10])[0] + 1):
            number += 1
            date = TODAY - datetime.timedelta(days=chance.randrange(5, 80))
            amount = Decimal(0) if at == 0 else chance.choice(AMOUNTS)
            made.bills.append(Bill(
                number, member.id, f'F2026-{number:04}', reference.make(f'{10_000_000 + number}'),
                date, date + datetime.timedelta(days=30), amount))
