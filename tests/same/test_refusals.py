"""The door names at once, in a whole batch, all that Tryton refuses one by one."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .batches import Bill, Item, bills
from .examples import examples
from .faults import DOCUMENTS, LETTERINGS, MOVES, PAYMENT_LINES
from .play import Maker
from .world import FIRST

pytestmark = pytest.mark.postgresql(
    "COPY, and sums that SQLite compares as bytes")
PLAIN = Bill(
    'plain', 'customers', 'invoice', 'F', 0, 0, None, None, (Item('revenue', '1', '20'),))
# The door refuses these, where Tryton does not look or works the right value out itself
STRICTER = {
    'in the period of another date',  # Tryton looks for the period itself
    'of an amount that is not its price',  # Tryton works the amount out
    'shared',  # Tryton leaves one lettering of the two without lines
    }
# On SQLite, Tryton compares the sum of a move with bytes
STRICTER_THAN_ON_SQLITE = {'not balanced'}


def some_of(faults):
    "For each thing of a batch, the name of a fault or None"
    return st.lists(st.one_of(st.none(), st.sampled_from(sorted(faults))), min_size=1, max_size=3)


def guilty(ways, work, places):
    "The places that the door blames, all at once, when it refuses the batch"
    from trytond_asso_members.exceptions import Guilty
    refusal = ways.attempt(lambda books, door: work(books, door, places), own=False)
    if refusal is None:
        return set()
    assert isinstance(refusal, Guilty), repr(refusal)
    return set(refusal.refusals)


def blamed_in_turn(ways, work, places, ids):
    "The places that are blamed one after the other, until the rest passes"
    from trytond_asso_members.exceptions import Refusal
    found, places = set(), list(places)
    while places:
        ids.clear()
        refusal = ways.attempt(lambda books, door: work(books, door, places), own=False)
        if refusal is None:
            break
        assert isinstance(refusal, Refusal), repr(refusal)
        blamed = {int(id_) for v in refusal.values.values() for id_ in str(v).split(', ')}
        place, = (p for p in places if blamed <= ids[p])
        found.add(place)
        places.remove(place)
    return found


def is_stricter(fault):
    from trytond import backend
    return fault in STRICTER or (
        backend.name == 'sqlite' and fault in STRICTER_THAN_ON_SQLITE)


def refused(ways, work, faults):
    "The places that Tryton refuses on their own, or where the door is known to be stricter"
    return {
        place for place, fault in enumerate(faults) if fault and (
            is_stricter(fault)
            or ways.attempt(lambda books, door, p=place: work(books, door, [p]), own=True))}


def documents(ways, bills, faults):
    def work(books, door, places):
        maker = Maker(ways.world, books)
        documents = {place: maker.document(bills[place], place) for place in places}
        for place, document in documents.items():
            if faults[place]:
                DOCUMENTS[faults[place]](maker, document)
        door.post_invoices(list(documents.values()))
    named_at_once(ways, work, faults)


def moves(ways, faults):
    def work(books, door, places):
        maker = Maker(ways.world, books)
        moves = []
        for place in places:
            move = maker.move(
                FIRST, maker.line(maker.account('bank'), Decimal(10)),
                maker.line(
                    maker.account('customers'), Decimal(-10), ways.world.parties['plain']),
                change=place)
            if faults[place]:
                MOVES[faults[place]](maker, move)
            moves.append(move)
        door.post(moves)
    named_at_once(ways, work, faults)


def named_at_once(ways, work, faults):
    found = guilty(ways, work, range(len(faults)))
    expected = refused(ways, work, faults)
    assert {faults[p] for p in found} == {faults[p] for p in expected}
    assert found == expected
    assert guilty(ways, work, set(range(len(faults))) - found) == set()


@pytest.mark.stress
def test_all_documents_that_tryton_refuses_are_named_at_once(ways):
    faults = [None, *DOCUMENTS, None]
    documents(ways, [PLAIN] * len(faults), faults)


def test_documents_that_tryton_refuses_are_named_at_once(ways):
    @examples(6, 3)
    @given(st.lists(bills(simple=True), min_size=3, max_size=3), some_of(DOCUMENTS))
    def check(bills, faults):
        documents(ways, bills, faults)
    check()


@pytest.mark.stress
def test_all_moves_that_tryton_refuses_are_named_at_once(ways):
    moves(ways, [None, *MOVES, None])


def test_moves_that_tryton_refuses_are_named_at_once(ways):
    @examples(6, 3)
    @given(some_of(MOVES))
    def check(faults):
        moves(ways, faults)
    check()


class Scene(Maker):
    "Posted lines, to be lettered or to pay bills"

    def lines(self, *specs):
        "Post [(account, party, amount)] against the bank, each by a move of its own"
        lines = [
            self.line(self.account(account), Decimal(amount), self._party(party))
            for account, party, amount in specs]
        self.books.post([
                self.move(FIRST, line, self.line(self.account('bank'), -line.amount))
                for line in lines])
        return [line.id for line in lines]

    def _party(self, name):
        return name and self.world.parties[name]

    def draft(self, account, party, amount):
        "A line of a move that does not balance yet"
        amount = Decimal(amount)
        move, = self.world.get('account.move').create([{
                    'journal': self.world.journals['lettering'], 'date': FIRST,
                    'period': self.books.calendar.period(FIRST).id,
                    'lines': [('create', [{
                                    'account': self.account(account),
                                    'party': self._party(party), 'debit': max(amount, 0),
                                    'credit': max(-amount, 0)}])]}])
        return move.lines[0].id

    def bill(self):
        return self.document(PLAIN)


def letterings(ways, faults):
    ids = {}

    def work(books, door, places):
        scene = Scene(ways.world, books)
        groups = []
        for place in places:
            fault = faults[place] or 'whole'
            group = scene.lines(*LETTERINGS[fault])
            if fault == 'draft':
                group.append(scene.draft('customers', 'plain', '-10'))
            ids[place] = set(group)
            if fault == 'lettered before':
                books.letter([group])
            elif fault == 'a line twice':
                group.append(group[-1])
            elif fault == 'shared':
                groups.append(list(group))
            groups.append(group)
        door.letter(groups)
    found = blamed_in_turn(ways, work, range(len(faults)), ids)
    assert {faults[p] for p in found} == {faults[p] for p in refused(ways, work, faults)}


def payment_lines(ways, faults):
    ids = {}

    def work(books, door, places):
        scene = Scene(ways.world, books)
        pairs = []
        for place in places:
            fault = faults[place] or 'a part'
            account, party, amounts = PAYMENT_LINES[fault]
            bill = scene.bill()
            books.post_invoices([bill])
            lines = scene.lines(*((account, party, amount) for amount in amounts))
            ids[place] = set(lines)
            pairs += _spoilt(scene, fault, bill, lines)
        door.attach(pairs)
    found = blamed_in_turn(ways, work, range(len(faults)), ids)
    assert {faults[p] for p in found} == {faults[p] for p in refused(ways, work, faults)}


@pytest.mark.stress
def test_all_letterings_that_tryton_refuses_are_named(ways):
    letterings(ways, [None, *LETTERINGS])


def test_letterings_that_tryton_refuses_are_named(ways):
    @examples(6, 2)
    @given(some_of(LETTERINGS))
    def check(faults):
        letterings(ways, faults)
    check()


@pytest.mark.stress
def test_all_payment_lines_that_tryton_refuses_are_named(ways):
    payment_lines(ways, [None, *PAYMENT_LINES])


def test_payment_lines_that_tryton_refuses_are_named(ways):
    @examples(6, 2)
    @given(some_of(PAYMENT_LINES))
    def check(faults):
        payment_lines(ways, faults)
    check()


def _spoilt(scene, fault, bill, lines):
    "The pairs to attach"
    from trytond_asso_members import bulk
    books, pairs = scene.books, [(bill.id, line, None) for line in lines]
    if fault == 'of a paid bill':
        whole = scene.lines(('customers', 'plain', '-20'))
        books.letter([[bill.line.id, *whole]])
        books.refresh({bill.id})
    elif fault == 'of a bill in another currency':
        dollar = scene.world.get('account.account')(scene.account('dollars')).second_currency
        bulk.update('account.invoice', [bill.id], currency=dollar.id)
    elif fault == 'pays another bill':
        other = scene.bill()
        books.post_invoices([other])
        books.attach([(other.id, lines[0], None)])
    elif fault == 'twice':
        pairs += pairs
    elif fault == 'lettered':
        books.letter([lines + scene.lines(('customers', 'plain', '5'))])
    return pairs


def test_lines_that_pay_a_paid_bill_are_not_taken_off(ways):
    def work(books, door):
        scene = Scene(ways.world, books)
        bill = scene.bill()
        books.post_invoices([bill])
        line, = scene.lines(('customers', 'plain', '-20'))
        books.attach([(bill.id, line, None)])
        books.letter([[bill.line.id, line]])
        books.refresh({bill.id})
        door.detach([line])
    by_sets, tryton = (ways.attempt(work, own) for own in [False, True])
    assert by_sets.code == 'books_payment_line'
    assert tryton is not None
