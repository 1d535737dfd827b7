"""Plain offers and subscriptions made in Tryton as a person makes them, and billed on any day."""
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .plain import Bill, Line, Offer, Price, Subscription

EVER_SINCE = dt.date(1900, 1, 1)


class Books:
    "A ledger (tests.ledger) in which an association is set up, and what was made in it by id."

    def __init__(self, ledger: Any) -> None:
        self.ledger = ledger
        self.get = ledger.get
        self.parties: dict[Any, int] = {}
        self.members: dict[Any, int] = {}
        self.offers: dict[Any, int] = {}
        self.subscriptions: dict[Any, int] = {}
        self._last = 0  # the bill that was read last

    def make(self, offers: Iterable[Offer], subscriptions: Iterable[Subscription]) -> None:
        self.ledger.run(self._make, list(offers), list(subscriptions))

    def _make(self, offers: list[Offer], subscriptions: list[Subscription]) -> None:
        self._make_people(subscriptions)
        made = self.get('asso.offer').create([
            self._offer(offer, n) for n, offer in enumerate(offers, len(self.offers) + 1)])
        self.offers |= {offer.id: new.id for offer, new in zip(offers, made, strict=True)}
        made = self.get('asso.subscription').create([self._subscription(s) for s in subscriptions])
        self.subscriptions |= {s.id: new.id for s, new in zip(subscriptions, made, strict=True)}

    def _make_people(self, subscriptions: list[Subscription]) -> None:
        payers = [s.who_pays for s in subscriptions] + [s.member for s in subscriptions]
        people = [who for who in dict.fromkeys(payers) if who not in self.parties]
        made = self.get('party.party').create([{
                    'name': f'Ada Morin {number}',
                    'addresses': [('create', [{'city': "Lyon", 'postal_code': '69001'}])],
                    } for number, _ in enumerate(people, len(self.parties) + 1)])
        self.parties |= {who: party.id for who, party in zip(people, made, strict=True)}
        people = [
            who for who in dict.fromkeys(s.member for s in subscriptions)
            if who not in self.members]
        made = self.get('asso.member').create([{
                    'party': self.parties[who], 'kind': 'natural', 'status': 'member',
                    } for who in people])
        self.members |= {who: member.id for who, member in zip(people, made, strict=True)}

    @staticmethod
    def _offer(offer: Offer, number: int) -> dict[str, Any]:
        # The field has cents, the rows of prices more
        always = [
            amount for start, amount in offer.prices
            if start is None and amount == round(amount, 2)]
        return {
            'reference': f'O{number}', 'name': f'Offre {number}', 'billed_by': 'tryton',
            'period_months': offer.months, 'in_advance': offer.in_advance,
            'call_days': offer.call_days, 'counted_from': offer.counted_from,
            'calendar_month': str(offer.calendar_month), 'late_joiners': offer.late_joiners,
            'late_months': offer.late_months, 'setup_price': offer.setup_price,
            'period_price': always[0] if always else None,
            'handovers': [('create', [
                        {'day': day, 'to': to} for day, to in offer.handovers])],
            'prices': [('create', [
                        {'start': start or EVER_SINCE, 'amount': amount}
                        for start, amount in offer.prices if start or not always])]}

    def _subscription(self, one: Subscription) -> dict[str, Any]:
        return {
            'member': self.members[one.member], 'offer': self.offers[one.offer],
            'payer': None if one.payer is None else self.parties[one.payer],
            'start': one.start, 'end': one.end, 'quantity': one.quantity, 'draft': False,
            'price': one.price, 'discount': one.discount,
            'discount_reason': "Convenu" if one.discount else None,
            'free_months': one.free_months,
            'suspensions': [('create', [
                        {'first_day': first, 'last_day': last}
                        for first, last in one.suspended])]}

    def rewrite(self, one: Subscription) -> None:
        "Give the subscription its new end and suspensions."
        def write() -> None:
            model = self.get('asso.subscription')
            record = model(self.subscriptions[one.id])
            model.write([record], {
                    'end': one.end,
                    'suspensions': [
                        ('delete', [s.id for s in record.suspensions]),
                        ('create', [
                            {'first_day': first, 'last_day': last}
                            for first, last in one.suspended])]})
        self.ledger.run(write)

    def reprice(self, price: Price) -> None:
        self.ledger.run(lambda: self.get('asso.offer.price').create([{
                        'offer': self.offers[price.offer], 'start': price.first,
                        'amount': price.amount}]))

    def bill(self, day: dt.date) -> None:
        def work() -> None:
            model = self.get('asso.association')
            model.bill(model.search([]), day)
        self.ledger.run(work)

    def take_back(self, runs: int) -> None:
        "Take the last run back if there are more than so many, with the notes that credit it."
        def work() -> None:
            model = self.get('asso.billing')
            if model.search([], count=True) > runs:
                last, = model.search([], order=[('id', 'DESC')], limit=1)
                last.undo("It was tried.")
        self.ledger.run(work)
        invoices = self.get('account.invoice')
        self._last = self.ledger.run(lambda: max(
            [self._last, *(i.id for i in invoices.search([('type', '=', 'out')]))]))

    def runs(self) -> int:
        return int(self.ledger.run(lambda: self.get('asso.billing').search([], count=True)))

    def new_bills(self) -> list[Bill]:
        "The bills since the last call, in the order in which they were made."
        bills, last = self.ledger.run(self._read, self._last)
        self._last = last
        return bills

    def _read(self, after: int) -> tuple[list[Bill], int]:
        invoices = self.get('account.invoice').search([
            ('type', '=', 'out'), ('id', '>', after)], order=[('id', 'ASC')])
        parties = {id_: who for who, id_ in self.parties.items()}
        subscriptions = {id_: one for one, id_ in self.subscriptions.items()}
        bills = [
            Bill(
                invoice.number, invoice.invoice_date, parties[invoice.party.id],
                invoice.total_amount,
                tuple(
                    Line(
                        subscriptions[line.origin.id], line.covers_from, line.covers_to,
                        line.amount)
                    for line in invoice.lines))
            for invoice in invoices]
        return bills, invoices[-1].id if invoices else after

    def problems(self) -> dict[Any, str]:
        "{subscription: why it was not billed}"
        names = {id_: one for one, id_ in self.subscriptions.items()}
        model = self.get('asso.subscription')
        return self.ledger.run(lambda: {
                names[s.id]: s.problem for s in model.search([('problem', '!=', None)])})

    def billed(self) -> dict[Any, Decimal]:
        "{subscription: the sum of what was billed}, from the ledger of periods."
        names = {id_: one for one, id_ in self.subscriptions.items()}
        sums = dict.fromkeys(self.subscriptions, Decimal('0.00'))
        for period in self.get('asso.subscription.period').search([]):
            sums[names[period.subscription.id]] += period.amount
        return sums
