"""Offers that Tryton bills, who subscribes to them, and runs on any day."""
import datetime as dt
from decimal import Decimal


def day(text):
    return dt.date.fromisoformat(text) if isinstance(text, str) else text


class Subscriber:
    """Makes offers and subscriptions as an administrator does, and bills what is due.

    Members are named by the portal's id.
    """

    def __init__(self, ledger, portal):
        self.ledger = ledger
        self.portal = portal
        self.get = ledger.get

    def run(self, work):
        return self.ledger.run(work)

    def member(self, number):
        member, = self.get('asso.member').search([('portal_id', '=', number)])
        return member

    def offer(self, price='10.00', months=1, reference='TEL', prices=(), **values):
        "Make an offer, return its id; `prices` are (from, amount)"
        def make():
            offer, = self.get('asso.offer').create([{
                        'reference': reference, 'name': f'Offer {reference}',
                        'period_months': months, 'period_price': Decimal(price),
                        'prices': [('create', [
                                    {'start': day(start), 'amount': Decimal(amount)}
                                    for start, amount in prices])],
                        **values}])
            return offer.id
        return self.run(make)

    def subscribe(self, offer, start, end=None, member='1', suspended=(), payer=None, **values):
        "Make a subscription that is started, return its id"
        def make():
            subscription, = self.get('asso.subscription').create([{
                        'member': self.member(member).id, 'offer': offer,
                        'start': day(start), 'end': day(end),
                        'payer': self.member(payer).party.id if payer else None,
                        'suspensions': [('create', [
                                    {'first_day': day(first), 'last_day': day(last)}
                                    for first, last in suspended])],
                        **values}])
            return subscription.id
        return self.run(make)

    def write(self, subscription, **values):
        Subscription = self.get('asso.subscription')
        self.run(lambda: Subscription.write([Subscription(subscription)], values))

    def bill(self, on):
        "Bill what is due on the day; return the new bills as texts"
        def work():
            Association = self.get('asso.association')
            return Association.bill(Association.search([]), day(on))
        runs = self.run(work)
        return self.run(lambda: [
                self.text(bill) for run in self.get('asso.billing').browse(runs)
                for bill in run.bills])

    @staticmethod
    def text(bill):
        lines = [f'{line.covers_from}/{line.covers_to} {line.amount}' for line in bill.lines]
        return f'{bill.party.name} {bill.total_amount}: {", ".join(lines)}'

    day = staticmethod(day)

    def residuals(self, name):
        "{number of the party's bill: what is left to pay}"
        Invoice = self.get('account.invoice')
        return self.run(lambda: {
                bill.number: bill.amount_to_pay
                for bill in Invoice.search([('party.name', '=', name)])})

    def balances(self):
        "{member's name: balance}"
        return self.run(lambda: {
                m.party.name: m.balance for m in self.get('asso.member').search([])})
