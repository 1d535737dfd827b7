"""Every document of members, from the first day: what it adds to the balance, and what it has left.

The effect of a document is the sum of all its lines; a payment's are those that were
allocated to bills too.  So the balance is the sum of the effects, and it is the sum of what
is left.
"""
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from ..bills import instalments
from ..bills.owing import letterings_of_drafts
from ..feed.words import order_of_id
from ..settlement.residual import owned
from . import documents, reasons
from .allocations import add_others, allocations

ZERO = Decimal('0.00')
# What only the lines of a move tell
KINDS = {'write-off': 'write_off', 'situation': 'opening'}


@dataclass
class Sums:
    """What a document adds to the balance, and what of it is open; `line` is the first read.

    `days` is {day: how much of what is open is owed by then}.
    """
    line: object
    effect: Decimal = ZERO
    left: Decimal = ZERO
    days: dict = field(default_factory=dict)


class Entries:
    """The entries of the members of a feed's company, or of some parties.

    `of` is {party: entries, in the order of the contract}; `effects` and `lefts` are
    {party: sum}, which are the same if the books are sound.
    """

    def __init__(self, feed, parties=None):
        lines = owned(feed.company, parties, settled=True)
        self.drafts = {id_ for id_, in bulk.select(letterings_of_drafts())}
        self.sums = self._add_up(lines)
        self.given = allocations(lines, {
                line.lettering for line in lines} - self.drafts - {None})
        self._read(feed)
        self.of = defaultdict(list)
        self.effects = defaultdict(lambda: ZERO)
        self.lefts = defaultdict(lambda: ZERO)
        gone = self._gone(lines)
        for (party, document), sums in self.sums.items():
            self.effects[party] += sums.effect
            self.lefts[party] += sums.left
            if document not in gone:
                self._add(party, document, sums)
        for entries in self.of.values():
            entries.sort(key=lambda e: (e['date'], order_of_id(e['id']), e['key']))

    def _is_open(self, line):
        return line.lettering is None or line.lettering in self.drafts

    def _add_up(self, lines):
        sums = {}
        for line in lines:
            sums.setdefault((line.party, line.of), Sums(line)).effect += line.amount
            if self._is_open(line):
                one = sums.setdefault((line.party, line.left), Sums(line))
                one.left += line.amount
                if line.amount < 0:
                    one.days[line.maturity] = one.days.get(line.maturity, ZERO) - line.amount
        return sums

    def _gone(self, lines):
        "The lines of what is another's by now, where they cancel each other out."
        once = defaultdict(list)
        for line in lines:
            if line.once:
                once[line.party, line.once].append(line)
        return {
            line.of for theirs in once.values()
            if not sum(line.amount for line in theirs)
            and not any(self._is_open(line) for line in theirs) for line in theirs}

    def _read(self, feed):
        ids = defaultdict(set)
        for (_, (kind, id_)), sums in self.sums.items():
            ids[kind].add(id_)
            if source := _source(sums):
                ids['source'].add(source[1])
        self.bills = documents.bills(feed, ids['bill'])
        self.payments = documents.payments_of(feed, ids['payment'])
        add_others(self.given, self.payments.values())
        self.agreed = self._agreed(feed)
        self.log = reasons.Log(ids['payment'] | ids['source'])
        self.days = reasons.days({
                given.lettering for (_, giver), takers in self.given.items()
                for taker, given in takers.items()
                if given.lettering and not self._logged(giver, taker)})
        self.got = defaultdict(dict)
        for (party, giver), takers in self.given.items():
            for taker, given in takers.items():
                self.got[party, taker][giver] = given.amount

    def _agreed(self, feed):
        "{id of a bill: [(day, amount)]} of those that are paid as was agreed."
        found = {}
        for bills, parts in Pool().get('asso.statement').agreements(feed.company):
            lefts = [
                (id_, -sums.left) for id_ in bills if id_ in self.bills
                and (sums := self.sums.get((self.bills[id_].party, ('bill', id_))))
                and sums.left < 0]
            parts = instalments.spread(sum(left for _, left in lefts), parts)
            found.update(instalments.share(lefts, parts))
        return found

    def _add(self, party, document, sums):
        kind, id_ = document
        entry = {
            'due': None, 'label': None, 'disputed': False, 'start': None, 'end': None,
            'bank_label': None, 'bounced': False, 'kind': None, 'reference': None,
            'key': _key(document), 'effect': str(sums.effect), 'residual': str(sums.left),
            'allocations': self._allocations(party, document)}
        if kind == 'bill':
            entry |= self._bill(party, self.bills[id_], sums)
        elif kind == 'payment':
            payment = self.payments[id_]
            entry |= payment.entry()
            entry['kind'] = payment.means if payment.kind == 'payment' else None
            entry['bounced'] = self._is_bounced(party, payment)
        else:
            entry |= _other(sums)
        if entry['amount'] != '0.00' or sums.effect or sums.left:
            self.of[party].append(entry)

    def _bill(self, party, bill, sums):
        entry = bill.entry()
        if bill.party != party:  # as one pays who is not billed
            entry['key'] = f'bill {bill.id} of {party}'
        if bill.credits:
            return {**entry, 'type': 'credit_note', 'amount': str(-bill.amount)}
        return {
            **entry, 'kind': bill.kind, 'residual': str(-sums.left),
            'disputed': bill.disputed, 'start': documents.text(bill.start),
            'end': documents.text(bill.end), **self._instalments(party, bill, sums)}

    def _instalments(self, party, bill, sums):
        "Nothing for a bill that is due as a whole on its day, as most are."
        parts = self.agreed.get(bill.id) if party == bill.party else None
        if not parts and sums.left < 0 and None not in sums.days:
            parts = instalments.spread(-sums.left, sorted(sums.days.items()))
        if not parts or [day for day, _ in parts] == [bill.due or bill.date]:
            return {}
        return {'instalments': [
                    {'date': str(day), 'amount': str(amount)} for day, amount in parts]}

    def _allocations(self, party, document):
        source = _source(self.sums[party, document]) or document
        return [
            {'to': _key(taker), 'amount': str(given.amount), **self._reason(
                    source, taker, given)}
            for taker, given in sorted(self.given.get((party, document), {}).items())
            if given.amount]

    def _reason(self, giver, taker, given):
        """Who decided it, why and when.

        It is what the log says.  What is not in the log a person has lettered, or the feed, when
        the portal deleted a bill.
        """
        if found := self._logged(giver, taker):
            return {'by': found.by, 'reason': found.text, 'on': found.day}
        kind, id_ = giver
        deleted = kind == 'bill' and self.bills[id_].kind == 'credit_note'
        return {
            'by': 'portal' if deleted else 'person', 'reason': None,
            'on': self.days.get(given.lettering, given.day)}

    def _logged(self, giver, taker):
        kind, id_ = giver
        return self.log.newest.get((id_, taker)) if kind == 'payment' else None

    def _is_bounced(self, party, back):
        """Whether the repayment gives one payment back, wholly, that had paid a bill.

        The bill is the member's own and still stands, and no credit note pays it now: then
        the money would have been given back because less was owed.
        """
        givers = self.got[party, ('payment', back.id)]
        if back.amount >= 0 or len(givers) != 1:
            return False
        ((kind, id_), amount), = givers.items()
        payment = self.payments.get(id_) if kind == 'payment' else None
        if not payment or not amount == payment.amount == -back.amount:
            return False
        bills = [
            ('bill', bill) for bill in self.log.paid[id_]
            if (party, ('bill', bill)) in self.sums]
        return bool(bills) and all(
            self.sums[party, bill].effect < 0
            and not any(map(self._credits, self.got[party, bill])) for bill in bills)

    def _credits(self, document):
        kind, id_ = document
        if kind == 'bill':
            return self.bills[id_].credits
        return kind == 'payment' and self.payments[id_].kind == 'credit_note'


def _source(sums):
    "The payment of another member, of which this line pays a bill; or None."
    once = sums.line.once
    return once if sums.line.paid and once and once[0] == 'payment' else None


def _key(document):
    kind, id_ = document
    return f'{kind} {id_}'


def _other(sums):
    line = sums.line
    return {
        'type': 'other', 'id': None,
        'kind': 'by_another' if _source(sums) else KINDS.get(line.journal), 'number': line.number,
        'label': line.label, 'date': str(line.date), 'due': documents.text(line.maturity),
        'amount': str(sums.effect)}
