"""Offers that Tryton bills, who subscribes to them, and runs on any day."""
import datetime as dt
from decimal import Decimal

REASON = "the price was wrong"


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
        assert not (found := self.portal.faults()), found
        return self.run(lambda: [
                self.text(bill) for run in self.get('asso.billing').browse(runs)
                for bill in run.bills])

    def hand_over(self, offer, on, to='tryton'):
        "Hand the portal's offer over on a day"
        def write():
            Offer = self.get('asso.offer')
            offers = Offer.search([('reference', '=', f'offer-{offer}')])
            Offer.write(offers, {'handovers': [('create', [{'day': day(on), 'to': to}])]})
        self.run(write)

    def problems(self):
        "{member: why it is not billed}"
        Subscription = self.get('asso.subscription')
        return self.run(lambda: {
                s.member.party.name: s.problem
                for s in Subscription.search([('problem', '!=', None)])})

    def act(self, name, subscription, on=None, **values):
        """Let a person suspend, resume, end or change the subscription by its wizard.

        It is on that day, or on the first one of the act.  Return what it said would be billed,
        and the total.
        """
        from unittest.mock import patch
        values = {
            field: day(value) if isinstance(value, str) else value
            for field, value in values.items()}
        today = day(on) if on else values.get('day') or values.get('first_day')

        def work():
            Wizard = self.ledger.pool.get(f'asso.subscription.{name}', type='wizard')
            with patch.object(self.get('ir.date'), 'today', lambda *_, **__: today):
                session, *_ = Wizard.create()
                wizard = Wizard(session)
                Start = self.get(f'asso.subscription.{name}.start')
                start = Start(**{'reason': None, **wizard.default_start([]), **values})
                start.show()
                told = ', '.join(f'{c.first_day}/{c.last_day} {c.amount}' for c in start.charges)
                start.apply()
                return told, start.total
        return self.ledger.run(
            work, active_model='asso.subscription', active_id=subscription,
            active_ids=[subscription])

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


def take_back(ledger, portal, place=-1):
    "Let a person take a run back, the last one if no other is named"
    def work():
        Billing = ledger.get('asso.billing')
        billing = Billing.search([], order=[('id', 'ASC')])[place]
        Wizard = ledger.pool.get('asso.billing.take_back', type='wizard')
        from trytond.transaction import Transaction
        with Transaction().set_context(
                active_model='asso.billing', active_id=billing.id, active_ids=[billing.id]):
            wizard = Wizard(Wizard.create()[0])
            Start = ledger.get('asso.billing.take_back.start')
            wizard.start = Start(reason=REASON, **wizard.default_start([]))
            wizard.transition_take_back()
        return wizard.start.count, wizard.start.total
    shown = ledger.run(work)
    assert portal.faults() == []
    return shown
