"""What persons do in Tryton with subscriptions, receipts, debits and what members choose."""
import datetime as dt
from decimal import Decimal

CHOICES = ['payments', 'renewal', 'receipts']


class Clerk:
    "Acts on the books of a ledger in this process; `day` is that of what is done."

    def __init__(self, ledger, rng):
        self.ledger, self.rng = ledger, rng
        self.day = None
        ledger.run(self._set_up)

    def get(self, name):
        return self.ledger.get(name)

    def _set_up(self):
        self.get('asso.offer').create([{
                    'reference': 'TEL', 'name': "Téléphone", 'period_months': 1,
                    'period_price': Decimal('10.00')}])

    def _pick(self, model, *domain):
        found = self.get(model).search(list(domain), order=[('id', 'ASC')])
        return self.rng.choice(found) if found else None

    def _later(self, *days):
        return self.day + dt.timedelta(days=self.rng.choice(days))

    def subscribe(self):
        "As a draft, or started at once."
        offer, = self.get('asso.offer').search([('reference', '=', 'TEL')])
        self.get('asso.subscription').create([{
                    'member': self._pick('asso.member').id, 'offer': offer.id,
                    'start': self._later(-20, 0, 5), 'draft': self.rng.random() < 0.5,
                    'end': self.rng.choice([None, None, self._later(30)])}])

    def start(self):
        Subscription = self.get('asso.subscription')
        Subscription.start_billing(Subscription.search([('draft', '=', True)], limit=1))

    def _ours(self):
        return self._pick('asso.subscription', ('offer.billed_by', '=', 'tryton'))

    def suspend(self):
        if one := self._ours():
            first = self._later(0, 3)
            if first not in {s.first_day for s in one.suspensions}:
                self.get('asso.subscription.suspension').create([{
                            'subscription': one.id, 'first_day': first,
                            'last_day': self.rng.choice([None, first + dt.timedelta(days=20)])}])

    def resume(self):
        "As if it had never been suspended."
        Suspension = self.get('asso.subscription.suspension')
        if one := self._pick('asso.subscription.suspension'):
            Suspension.delete([one])

    def end(self):
        "On a day, on another one, or not after all."
        if one := self._ours():
            one.end = self.rng.choice([None, self._later(0, 10, 40)])
            if not one.end or one.end >= one.start:
                one.save()

    def issue_receipts(self):
        Receipt = self.get('asso.receipt')
        association, = self.get('asso.association').search([])
        Receipt.issue(Receipt.prepare(association, self.day.year))

    def collect(self):
        "The bank collects what a bill asks for: the member's money is there."
        from trytond_asso_members.bank import receipt
        from trytond_asso_members.exceptions import DebitError
        from trytond_asso_members.settlement.act import acting
        from trytond_asso_members.settlement.settle import settle
        association, = self.get('asso.association').search([])
        member = self._pick('asso.member')
        with acting(association, DebitError) as act:
            money = receipt.Receipt.of(
                act, member.party.id, Decimal(self.rng.randint(500, 4000)).scaleb(-2), self.day,
                "PRLV", association.transit)
            receipt.store([money])
            act.bookings.append(money)
            settle(act)

    def come_back(self):
        "The bank takes a debit back; return its id."
        from trytond_asso_members.exceptions import DebitError
        from trytond_asso_members.settlement.act import acting
        from trytond_asso_members.settlement.settle import settle
        from trytond_asso_members.settlement.withdraw import withdraw
        association, = self.get('asso.association').search([])
        money = self._pick(
            'asso.payment', ('label', '=', "PRLV"), ('state', '=', 'booked'))
        if not money:
            return None
        with acting(association, DebitError) as act:
            self.get('asso.payment').were_returned([money.id])
            act.parties |= withdraw(act, [money.id], to_suspense=False)
            settle(act)
        return money.id

    def choose(self):
        "Return the party of the member, who chooses."
        Member, member = self.get('asso.member'), self._pick('asso.member')
        Member.write([member], {
                'messages_refused': [
                    name for name in CHOICES if self.rng.random() < 0.2],
                'messages_weekly': self.rng.random() < 0.6})
        return member.party.id
