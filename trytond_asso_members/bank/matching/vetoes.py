"""What keeps a row from being booked without a person, however much speaks for a member."""
from .clues import NUMBERS, TYPED
from .decision import Reason
from .reading import by_first_word
from .vocabulary import (
    DEPOSIT,
    DONATION,
    FAMILY,
    GRANT,
    JOINT,
    PAYOUT,
    PLAIN,
    PURPOSE,
    REFUND,
    RETURNED,
    THIRD_PARTY,
    single,
)
from .words import words

# Whatever is known of the member
ALWAYS = [
    ('returned', RETURNED), ('refund', REFUND), ('donation', DONATION), ('grant', GRANT),
    ('deposit', DEPOSIT)]
# Nobody can accept these with one click: what to do is not to pay a bill
WAITING = {'debit', 'two_references', *(code for code, _ in ALWAYS)}
BILL = {'reference_bill', 'number_bill'}
REFERENCE = {'reference', 'reference_bill'}
STRONG = {
    'reference', 'reference_bill', 'label', 'number_member', 'number_bill', 'iban', 'iban_own',
    'learned', 'name'}
# A number of a member after a word that says so
SAID = {'label', 'number_member'}
JOINED = {'ET', 'OU'}
LONG_AGO = 15  # years: the name of a club or of a law, not what is paid
BEGINNING = 3  # letters of a word that was cut off


class Vetoes:
    """Judges rows; made once for all of an import."""

    def __init__(self, names, bills, settings):
        self.names, self.bills = names, bills
        own = {tuple(words(name)) for name in settings.own_names}
        self.own = {word for name in own for word in name}
        self.always = [(code, by_first_word(text)) for code, text in ALWAYS]
        self.always.append(('word', by_first_word({tuple(words(w)) for w in settings.vetoes})))
        self.purpose, self.payout = by_first_word(PURPOSE), by_first_word(PAYOUT)
        self.joint, self.family = by_first_word(JOINT), by_first_word(FAMILY)
        self.third_party = by_first_word(THIRD_PARTY)
        self.plain = self.own | PLAIN | {w for label in settings.labels for w in words(label)}
        stopping = {
            word for text in [RETURNED, REFUND, DONATION, GRANT, PURPOSE] for word in single(text)}
        self.beginnings = {
            word[:size] for word in stopping for size in range(BEGINNING, len(word))}
        self.beginnings -= stopping | self.plain

    def of_row(self, clues):
        "Return what holds whoever is meant."
        reading, found = clues.reading, []
        names = self.own.union(*(named.words for named in clues.names))
        if clues.row.amount <= 0:
            found.append(Reason('debit'))
        for code, vocabulary in self.always:
            if word := reading.says(vocabulary, names):
                found.append(Reason(code, {'word': word}))
        references = clues.references
        if len(references.known) > 1:
            found.append(Reason('two_references', {'references': ', '.join(references.known)}))
        for code, some in [
                ('damaged_reference', references.damaged),
                ('unknown_reference', references.unknown)]:
            if some:
                found.append(Reason(code, {'reference': some[0]}))
        return found

    def of_member(self, clues, member, of_row=()):
        "Return what holds if this member is meant, beside what holds of the row."
        codes = clues.of[member].keys()
        found = [*self._bills(clues, member), *self._others(clues, member)]
        if word := self._beginning(clues, member):
            found.append(Reason('cut', {'text': word}))
        if codes & BILL:
            return found
        found.extend(self._purpose(clues, member))
        if codes & REFERENCE:
            return found
        if word := self._couple(clues, member):
            found.append(Reason('couple', {'word': word}))
        if clues.unknown_number:
            found.append(Reason('unknown_number', {'number': clues.unknown_number}))
        if clues.reading.cut:
            found.append(Reason('cut', {'text': clues.reading.cut}))
        if not codes & TYPED:
            found.extend(self._unsaid(clues, member))
        elif not (of_row or found) and (word := self._beside_number(clues, member)):
            found.append(Reason('unexplained', {'word': word}))
        return found

    def _couple(self, clues, member):
        """What says that more than one pays, or ''.

        Whose account it is says little of a member who is named by the number, if the name
        stands there too, or the household is none.
        """
        if word := self._says(clues, self.family, member):
            return word
        joint = self._says(clues, self.joint, member)
        codes = clues.of[member].keys()
        sure = self._is_written(clues, member) or self.names.members[member].household is None
        return '' if sure and codes & SAID else joint

    def _bills(self, clues, member):
        bills = clues.bills.get(member, {})
        if len(bills) > 1:
            numbers = ', '.join(self.bills[b].number for b in bills)
            yield Reason('two_bills', {'bills': numbers})
        for bill, code in bills.items():
            if self.bills[bill].amount <= 0:
                yield Reason(
                    'paid_reference' if code == 'reference_bill' else 'paid_bill',
                    {'bill': self.bills[bill].number})

    def _others(self, clues, member):
        "Clues that point to somebody else; beside a reference, who pays may be anybody."
        typed = bool(clues.of[member].keys() & REFERENCE)
        against = STRONG - ({'name', 'iban', 'iban_own', 'learned'} if typed else set())
        for other, codes in clues.of.items():
            if other == member or not codes.keys() & against:
                continue
            if codes.keys() & against == {'name'} and (
                    self._homonyms(clues, member, other) or self._relatives(clues, member, other)):
                continue
            kinds = {self.names.members[m].person for m in (member, other)}
            named = all('name' in clues.of[m] for m in (member, other))
            yield Reason('organisation' if named and len(kinds) == 2 else 'two_members')
            return

    @staticmethod
    def _homonyms(clues, member, other):
        "One name that both have is no contradiction."
        return all(
            member in named.members for named in clues.names if other in named.members)

    def _relatives(self, clues, member, other):
        "Who pays has the surname of the member, whose number and first name are typed apart."
        surname = clues.of[member].get('surname')
        return bool(
            surname and clues.of[member].keys() & NUMBERS and self._is_written(clues, member)
            and other in self.names.surnames.get(surname.words['name'], ()))

    def _is_written(self, clues, member):
        return self.names.is_written(member, clues.reading.words)

    def _purpose(self, clues, member):
        if clues.unknown_bill:
            yield Reason('unknown_bill', {'number': clues.unknown_bill})
        for code, vocabulary in [('purpose', self.purpose), ('payout', self.payout)]:
            if word := self._says(clues, vocabulary, member):
                yield Reason(code, {'word': word})
        present = clues.row.date.year
        years, of_dues = clues.reading.years, clues.reading.years_of_dues
        if earlier := [y for y in years if y < present and (
                y > present - LONG_AGO or y in of_dues)]:
            yield Reason('previous_year', {'year': max(earlier)})
        elif later := [y for y in of_dues if y > present + 1]:
            yield Reason('unexplained', {'word': str(min(later))})

    def _unsaid(self, clues, member):
        "Where nothing was typed that says who is meant, all that is written must be clear."
        if word := self._says(clues, self.third_party, member):
            yield Reason('third_party', {'word': word})
        if clues.reading.cut_between_words:
            yield Reason('cut', {'text': clues.reading.cut_between_words})
        count = max((len(n.members) for n in clues.names if member in n.members), default=0)
        if count > 1:
            yield Reason('homonym', {'count': count})
        if clues.reading.numbers:
            yield Reason('unexplained', {'word': clues.reading.numbers[0]})
        if word := self._unexplained(clues.reading.words, member):
            yield Reason('unexplained', {'word': word})

    def _beside_number(self, clues, member):
        """What is written beside a member's number, and is nobody's name, or ''.

        The number says for whom and not what for; who pays may be anybody.
        """
        names = self.names.all_words
        if self._says(clues, self.joint, member):
            names = names | JOINED
        names = names | self._relative(clues, member, names)
        # Who pays says nothing if a word says whose number it is
        known = {'payer', 'reference'} if clues.of[member].keys() & SAID else {'reference'}
        written = (
            word for segment in clues.reading.segments
            if segment.role not in known for word in segment.words)
        if word := self._unexplained((w for w in written if w not in names), member):
            return word
        typed = {reason.words.get('number') for reason in clues.of[member].values()}
        for counts in clues.reading.counts:
            # The member's number is one of them, and may be so once
            for number in typed.intersection(counts):
                counts = [*counts]
                counts.remove(number)
            if counts:
                return counts[0]
        return ''

    def _relative(self, clues, member, names):
        """The first name of who pays, as a set, where the surname of the member stands beside it
        and the member's own first name elsewhere.  Two words that nobody knows are no such name.
        """
        codes = clues.of[member]
        if 'surname' not in codes or 'name' in codes or not self._is_written(clues, member):
            return set()
        beside = self.names.beside(codes['surname'].words['name'], clues.reading.segments)
        unknown = {word for word in beside - names if self._unexplained([word], member)}
        return unknown if len(unknown) == 1 else set()

    def _unexplained(self, written, member):
        of = self.names.words_of(member)
        return next((
                word for word in written
                if _speaks(word) and word not in self.plain and word not in of), '')

    def _says(self, clues, vocabulary, member):
        "A word that is the member's own name says nothing else."
        return clues.reading.says(vocabulary, self.own | self.names.words_of(member))

    def _beginning(self, clues, member):
        "The last word of a piece, if a word that stops may have been cut there."
        for word in clues.reading.last_words & self.beginnings:
            if word not in self.names.words_of(member):
                return word
        return ''


def _speaks(word):
    "Not a bank's own number; but X2 does, and so do the words by which names are joined."
    if any(c.isdigit() for c in word):
        return len(word) < BEGINNING and not word.isdigit()
    return len(word) >= BEGINNING or word in JOINED
