"""Members by their names, as banks write them: any order, no accents, words glued or cut.

A name is found where all its words stand together.  That is one clue and never two: who
pays is often not who is paid for, and others have the same name.
"""
import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from .vocabulary import CIVILITIES, LEGAL_FORMS, PARTICLES, PLAIN, single
from .words import plain, words

CIVIL = single(CIVILITIES)
LEGAL = single(LEGAL_FORMS)
SMALL = single(PARTICLES)
MOST_WORDS = 5  # of a name that are glued in all ways
LEAST = 3  # letters of a word that says something alone
COMMON = 0.05  # of all members: a word that more of them have says nothing alone
FEW = 3
CROWD = 60  # members of one name who are not looked through
BEGINNING = .7  # what an initial or a cut name is worth beside a whole one
CLOSE = 85  # of 100: a word that is mistyped
GENERIC = frozenset({'CLUB', 'COMITE', 'AMIS', 'CENTRE', 'MAISON', 'ECOLE', 'COMMUNE', 'MAIRIE',
    'VILLE', 'SAINT', 'SAINTE', 'ST', 'STE', 'GROUPE', 'UNION', 'FRANCE'})


@dataclass(frozen=True)
class Named:
    "A name that was found: whose it may be, and its words."
    members: frozenset
    words: tuple[str, ...]

    @property
    def name(self):
        return ' '.join(self.words)


class Whole:
    "Names of at least two words, found where all of them stand side by side."

    def __init__(self):
        self.members = defaultdict(set)  # words in alphabetical order: members
        self.by_rarest = defaultdict(list)

    def add(self, member, parts):
        for variant in _variants(parts):
            self.members[variant].add(member)

    def close(self):
        "Make ready to be searched, once all names are in."
        counts = Counter(word for variant in self.members for word in variant)
        for variant in self.members:
            self.by_rarest[min(variant, key=lambda w: (counts[w], w))].append(variant)

    def find(self, written):
        present = set(written)
        for at, word in enumerate(written):
            for variant in self.by_rarest.get(word, ()):
                size = len(variant)
                if present.issuperset(variant) and any(
                        tuple(sorted(written[begin:begin + size])) == variant
                        for begin in range(max(0, at - size + 1), at + 1)):
                    yield variant


class Names:

    def __init__(self, members, own_names=(), labels=()):
        self.own = {word for name in own_names for word in words(name)}
        # No first name either is what stands before a member's number
        self.plain = self.own | PLAIN | {word for label in labels for word in words(label)}
        self.members = {member.id: member for member in members}
        self.persons, self.organisations = Whole(), Whole()
        self.surnames = defaultdict(set)  # word: members
        self.of = defaultdict(set)  # member: all the words of the names
        for member in members:
            whole = self.persons if member.person else self.organisations
            for name in member.names:
                parts = _parts(name, member.person)
                self.of[member.id].update(*_variants(parts), parts)
                whole.add(member.id, parts)
            for word in _surnames(member):
                self.surnames[word].add(member.id)
        self.persons.close()
        self.organisations.close()
        self.all_words = frozenset().union(*self.of.values())
        self.limit = max(FEW, int(COMMON * len(members)))
        self._close = {}

    def find(self, segments):
        "Return the names that stand there whole; not one that is a part of a longer one."
        found = {}
        for segment in segments:
            written = [w for w in segment.words if w not in CIVIL]
            for variant in self.persons.find(written):
                found[variant] = self.persons.members[variant]
            written = [w for w in written if w not in SMALL and w not in LEGAL]
            for variant in self.organisations.find(written):
                found[variant] = found.get(variant, set()) | self.organisations.members[variant]
        return [
            Named(frozenset(members), variant) for variant, members in found.items()
            if not any(set(variant) < set(other) for other in found)]

    def words_of(self, member):
        "All the words of the member's names, and those that are glued from them."
        return self.of.get(member, frozenset())

    def surname_in(self, member, written):
        "Return the word among those written that is the member's surname, or ''."
        for word in written:
            if member in self.surnames.get(word, ()) and self._says_something(word):
                return word
        return ''

    def fits(self, member, word, segments):
        """Return whether nothing beside the surname says that it is somebody else's.

        Another first name does, unless the member's own stands elsewhere.
        """
        if not self.members[member].person:
            return True
        if self.is_written(member, [w for segment in segments for w in segment.words]):
            return True
        own = self.of[member] | self.plain
        return not any(
            len(w) >= LEAST and w.isalpha() and w not in own for w in self.beside(word, segments))

    @staticmethod
    def beside(word, segments):
        "Return the words that stand next to this one, wherever it is written, and itself."
        found = set()
        for segment in segments:
            written = [w for w in segment.words if w not in CIVIL and w not in SMALL]
            for at, other in enumerate(written):
                if other == word:
                    found.update(written[max(0, at - 1):at + 2])
        return found

    def is_written(self, member, written):
        "Return whether all the words of one of the member's names are there, wherever."
        member = self.members[member]
        return any(
            parts and set(parts) <= set(written)
            for parts in (_parts(name, member.person) for name in member.names))

    def by_surname(self, written):
        "Return {member: word} of those who have that surname, unless they are a crowd."
        return {
            member: word for word in dict.fromkeys(written) if self._says_something(word)
            and len(self.surnames.get(word, ())) <= CROWD
            for member in self.surnames.get(word, ())}

    def _says_something(self, word):
        return (len(word) >= LEAST and word not in self.own and word not in GENERIC
            and len(self.surnames.get(word, ())) <= self.limit)

    @cached_property
    def vocabulary(self):
        return sorted(w for w in self.surnames if len(w) >= LEAST and w not in GENERIC)

    def near(self, written, last_words):
        "Return {member: word} for surnames that are cut or mistyped; for ranking alone."
        found = {}
        for word in dict.fromkeys(written):
            least = LEAST if word in last_words else LEAST + 1
            if len(word) >= least and not any(c.isdigit() for c in word):
                for surname in self._near(word, word in last_words):
                    members = self.surnames[surname]
                    if len(members) <= FEW * 2:
                        found.update(dict.fromkeys(members, surname))
        return found

    def _near(self, word, last):
        key = word, last
        if key not in self._close:
            at = bisect_left(self.vocabulary, word)
            cut = list(itertools.takewhile(
                lambda w: w.startswith(word), self.vocabulary[at:at + FEW])) if last else []
            close = [] if cut else process.extract(
                word, self.vocabulary, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=FEW)
            self._close[key] = cut or [w for w, _, _ in close]
        return self._close[key]

    def closeness(self, member, written):
        "Return how much of one of the member's names stands there, 0 to 1; for ranking alone."
        written = [word for word in written if word not in CIVIL]
        person = self.members[member].person
        return max((
                sum(_likeness(word, written) for word in parts) / len(parts)
                for name in self.members[member].names if (parts := _parts(name, person))),
            default=0)


def _likeness(word, written):
    if word in written:
        return 1
    if any(word.startswith(beginning) for beginning in written):
        return BEGINNING
    return max((fuzz.ratio(word, other) for other in written), default=0) / 200


def _parts(name, person):
    left = CIVIL if person else CIVIL | LEGAL | SMALL
    return [word for word in words(name) if word not in left]


def _variants(parts):
    """Yield the words in alphabetical order, with neighbours glued in every way.

    One word alone is no name: places and other people have it too.
    """
    if len(parts) > MOST_WORDS:
        ways = [(False,) * (len(parts) - 1)]
    else:
        ways = itertools.product([False, True], repeat=len(parts) - 1)
    for glued in ways if parts else ():
        variant = [parts[0]]
        for word, glue in zip(parts[1:], glued, strict=True):
            if glue:
                variant[-1] += word
            else:
                variant.append(word)
        if len(set(variant)) >= 2 and sum(len(w) > 1 for w in variant) >= 2:
            yield tuple(sorted(variant))


def _surnames(member):
    "Yield the words that stand for the family; for an organisation, any of its own."
    if not member.person:
        for name in member.names:
            yield from (w for w in _parts(name, False) if w not in GENERIC)
        return
    for surname in member.surnames or map(_surname, member.names):
        parts = [w for w in words(surname) if w not in CIVIL]
        yield from (w for w in parts if w not in SMALL)
        yield ''.join(parts)


def _surname(name):
    "What is in capitals, where that tells the two apart; else all but the first name."
    parts = [p for p in name.split() if re.sub(r'\W', '', plain(p)) not in CIVIL]
    capitals = [p for p in parts if len(p) > 1 and p.isupper()]
    if capitals and len(capitals) < len(parts):
        return ' '.join(capitals)
    return ' '.join(parts[1:] or parts)
