"""Who pays, and how the names may be written."""
from functools import cached_property

from .association import GIVEN_F, GIVEN_M, NAMES, Person, ascii_


class Payer:
    "The names for a payment, which has an association, a member and a chance."

    @cached_property
    def person(self):
        return self.association.people.get(self.member.id) or Person('Camille', 'Martin')

    @property
    def civ(self):
        return self.person.civility

    @property
    def given(self):
        return self.person.given

    @property
    def name(self):
        return self.person.name

    @property
    def birth_name(self):
        return self.person.birth_name or self.chance.choice(NAMES)

    @property
    def name_spaces(self):
        return self.name.replace('-', ' ')

    @property
    def initial(self):
        return self.given[0]

    @property
    def given_cut(self):
        return self.given[:max(2, len(self.given) - self.chance.randrange(1, 4))]

    @property
    def name_cut(self):
        return self.name[:max(3, len(self.name) - self.chance.randrange(1, 4))]

    @property
    def name_given_25(self):
        return f'{self.name} {self.given}'[:25]

    @property
    def name_given_18(self):
        return f'{self.name} {self.given}'[:18]

    @cached_property
    def mates(self):
        return [
            self.association.people[id_] for id_ in self.association.of_name.get(self.name, ())
            if id_ != self.member.id]

    @property
    def mate_given(self):
        return self.mates[0].given if self.mates else self.chance.choice(GIVEN_M)

    parent_name = name

    @property
    def parent_given(self):
        "Half the parents are members themselves."
        if self.mates and self.chance.random() < .5:
            return self.chance.choice(self.mates).given
        return self.chance.choice(GIVEN_F + GIVEN_M)

    @cached_property
    def stranger(self):
        "Somebody whom the association does not know."
        while True:
            name = f'{self.chance.choice(NAMES)} {self.chance.choice(GIVEN_F + GIVEN_M)}'
            surname, given = name.split()
            theirs = ascii_(f'{given} {surname}')
            if theirs not in self.association.names and surname not in self.other.names[0]:
                return name

    @property
    def other_name(self):
        return self.stranger.split()[0]

    @property
    def other_given(self):
        return self.stranger.split()[1]

    @property
    def namesake(self):
        return f'{self.name} {self.given}'

    @property
    def homonym(self):
        "Two members have this name."
        return self.chance.choice(self.association.homonyms)

    @property
    def common_name(self):
        return self.name

    @property
    def org(self):
        return self.member.names[0]

    @property
    def org_plain(self):
        return ' '.join(self.org.split()[1:]) if self.org.split()[0].isupper() else self.org

    @property
    def org_cut(self):
        return self.org[:max(6, len(self.org) - 4)]

    @property
    def org_short(self):
        return ''.join(word[0] for word in self.org.split())
