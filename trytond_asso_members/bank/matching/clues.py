"""What speaks for which member on a row, before any amount is looked at."""
from collections import defaultdict

from .decision import Reason
from .memory import TIMES
from .words import compact

# A hundred is enough to be booked: a reference and the amount, or two clues and the amount.
# No clue alone comes to it, and what is only close to something counts for the order alone.
WEIGHTS = {
    'reference_bill': 80, 'reference': 80,
    'label': 55, 'number_bill': 55, 'number_member': 55, 'number_alone': 55,
    'iban': 40, 'iban_own': 40, 'learned': 40, 'name': 40, 'number_bare': 40,
    'iban_shared': 25, 'learned_once': 25, 'surname': 25,
    'reference_near': 35, 'name_part': 15, 'household': 10,
    'amount': 20, 'amounts': 10, 'usual': 5,
    }
BOOKED = 100
PROPOSED = 35
REFERENCES = {'reference', 'reference_bill', 'reference_near'}
NUMBERS = {'label', 'number_member', 'number_alone', 'number_bare'}
# Of these the strongest counts: they are one clue, seen in several ways
ONE_CLUE = [
    REFERENCES, NUMBERS, {'name', 'surname', 'name_part'}, {'iban', 'iban_own', 'iban_shared'},
    {'learned', 'learned_once'}, {'learned_once', 'surname'}]
MANY = 20  # members for whom an account pays: it is a service, and nobody's own
WHOLE = 4  # digits of a number that is hardly there by chance
DIGITS_SHOWN = 4
# Who types one of these knows which member is meant
TYPED = NUMBERS | {'reference', 'reference_bill', 'number_bill'}


class Clues:
    """`of` is {member: {code: Reason}}, `bills` {member: bills that the row names}."""

    def __init__(self, reading, row):
        self.reading, self.row = reading, row
        self.of = defaultdict(dict)
        self.bills = defaultdict(dict)
        self.references = None
        self.unknown_bill = self.unknown_number = ''
        self.names = []

    def add(self, member, code, **words):
        self.of[member].setdefault(code, Reason(code, words))

    def members(self, *codes):
        return {m for m, found in self.of.items() if found.keys() & set(codes)}


def independent(codes):
    "Return the codes, the strongest first; of those that are one clue the strongest alone."
    left = sorted(codes, key=lambda code: (-WEIGHTS[code], code))
    for alike in ONE_CLUE:
        for weaker in [code for code in left if code in alike][1:]:
            left.remove(weaker)
    return left


class Evidence:
    """Looks for clues; made once for all the rows of an import."""

    def __init__(self, references, member_numbers, bill_numbers, names, bills, memory, settings):
        self.mates = _households(names.members.values())
        self.owners = _owners(names.members.values())
        self.references = references
        self.member_numbers, self.bill_numbers = member_numbers, bill_numbers
        self.names = names
        self.bills = bills
        self.memory, self.settings = memory, settings

    def look(self, reading, row):
        clues = Clues(reading, row)
        self._references(clues)
        self._numbers(clues)
        self._remembered(clues)
        self._names(clues)
        return clues

    def _references(self, clues):
        found = self.references.find(clues.row.written)
        clues.references = found
        for reference in found.known:
            self._reference(clues, reference, 'reference', 'reference_bill')
        for damaged in found.damaged:
            for reference in self.references.near(damaged):
                self._reference(clues, reference, 'reference_near', 'reference_near')

    def _reference(self, clues, reference, of_member, of_bill):
        member, bill = self.references.known[reference]
        if bill is None:
            clues.add(member, of_member, reference=reference)
        else:
            clues.add(member, of_bill, reference=reference, bill=self.bills[bill].number)
            if of_bill == 'reference_bill':
                clues.bills[member][bill] = of_bill

    def _numbers(self, clues):
        found, clues.unknown_number = self.member_numbers.labelled(clues.reading)
        for member, (code, number) in found.items():
            clues.add(member, code, number=number)
        clues.unknown_bill = self.bill_numbers.unknown(clues.reading)
        for bill in self.bill_numbers.find(clues.reading):
            member = self.bills[bill].member
            clues.add(member, 'number_bill', bill=self.bills[bill].number)
            clues.bills[member].setdefault(bill, 'number_bill')
        for member, number in self.member_numbers.bare(clues.reading).items():
            if 'number_member' not in clues.of.get(member, ()):
                whole = len(number) >= WHOLE
                clues.add(member, 'number_alone' if whole else 'number_bare', number=number)

    def _remembered(self, clues):
        "An account of a household, or a label that several were given, is nobody's own."
        owners = self.owners.get(compact(clues.row.iban), set())
        payers = {*self.memory.payers(clues.row), *owners}
        if 0 < len(payers) < MANY:
            households = {mate for payer in payers for mate in self.mates.get(payer, [payer])}
            code = 'iban_own' if owners else 'iban'
            code = code if len(households) == 1 else 'iban_shared'
            for member in households & self.names.members.keys():
                clues.add(member, code, iban=f'...{clues.row.iban[-DIGITS_SHOWN:]}')
        given = self.memory.given(clues.row, self.settings.own_names)
        for member, times in given.items() if len(given) < MANY else ():
            if member in self.names.members:
                often = len(given) == 1 and times >= TIMES
                clues.add(member, 'learned' if often else 'learned_once', times=times)

    def _names(self, clues):
        reading = clues.reading
        clues.names = self.names.find(reading.segments)
        for named in clues.names:
            for member in named.members:
                clues.add(member, 'name', name=named.name)
        for member in list(clues.of):
            if word := self.names.surname_in(member, reading.words):
                fits = self.names.fits(member, word, reading.segments)
                clues.add(member, 'surname' if fits else 'name_part', name=word)
        if not clues.names:
            for member, word in self.names.by_surname(reading.words).items():
                if 'name_part' not in clues.of[member]:
                    clues.add(member, 'surname', name=word)
        if not clues.of:
            near = self.names.near(reading.words, reading.last_words)
            for member, word in near.items():
                clues.add(member, 'name_part', name=word)


def _owners(members):
    "Return {account: the members whose own it is}."
    owners = defaultdict(set)
    for member in members:
        for iban in member.ibans:
            owners[iban].add(member.id)
    return owners


def _households(members):
    "Return {member: all the members of the household} for those who have one."
    together = defaultdict(list)
    for member in members:
        if member.household is not None:
            together[member.household].append(member.id)
    return {
        member: mates for mates in together.values() if len(mates) > 1 for member in mates}
