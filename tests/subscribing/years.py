"""An association that lives for years: the crons bill, members pay by the bank and the portal."""
import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from unittest.mock import patch

from tests.books import faults
from tests.module.portal import Portal, bill, member, offer, payment

from .books import Books
from .oracle import Oracle, Subscribed, later
from .plain import Offer, Subscription

DAY = dt.timedelta(days=1)
ZERO = Decimal('0.00')
OFFERS = [
    Offer('dues', 12, [(None, Decimal('24.00')), (dt.date(2022, 1, 1), Decimal('30.00'))],
        counted_from='calendar', late_joiners='days', call_days=20),
    Offer('access', 1, [(None, Decimal('28.00')), (dt.date(2020, 7, 1), Decimal('31.50'))],
        setup_price=Decimal('50.00')),
    Offer('server', 3, [(None, Decimal('33.33'))], in_advance=False)]


class Years:
    """Each month: people join, leave and rest; the portal bills and is paid by card; the bank
    brings transfers; and the crons run on some days, as if it were that day.

    A plain count of what was billed and paid says what each member's balance must be.
    """

    def __init__(self, ledger, seed, members, first):
        self.ledger, self.rng, self.first = ledger, random.Random(seed), first
        self.portal, self.books, self.oracle = Portal(ledger), Books(ledger), Oracle(OFFERS, [])
        self.count, self.numbers = members, 0
        self.references = {}
        self.owed = defaultdict(lambda: ZERO)  # {member: what the portal billed, less all payments}
        ledger.run(self._set_up)
        self.books.make(OFFERS, [])
        self.portal.send_unchecked(offer())
        self.join(members, first)

    def get(self, name):
        return self.ledger.get(name)

    def _set_up(self):
        Association = self.get('asso.association')
        Association.write(Association.search([]), {'bills_daily': True})

    # -- members --------------------------------------------------------------

    def join(self, count, day):
        "Members come by the portal, and subscribe in Tryton."
        names = [str(len(self.references) + n) for n in range(1, count + 1)]
        for start in range(0, count, 500):
            self.portal.send_unchecked(*[member(name) for name in names[start:start + 500]])

        def read():
            for one in self.get('asso.member').search([('portal_id', 'in', names)]):
                self.books.members[one.portal_id] = one.id
                self.books.parties[one.portal_id] = one.party.id
                self.references[one.portal_id] = one.payment_reference
        self.ledger.run(read)
        made = [self._subscription(name, day) for name in names]
        for start in range(0, count, 500):
            self.books.make([], made[start:start + 500])
        self.oracle.subscribed += [
            Subscribed(one, next(o for o in OFFERS if o.id == one.offer)) for one in made]

    def _subscription(self, name, day):
        payer = self.rng.choice(list(self.books.parties)) if self.rng.random() < 0.1 else None
        return Subscription(
            f's{name}', name, self.rng.choice(['dues', 'dues', 'access', 'server']),
            day + self.rng.randint(0, 27) * DAY, payer=payer,
            quantity=Decimal(self.rng.choice(['1', '1', '1', '2'])),
            discount=Decimal(self.rng.choice(['0', '0', '0.5'])))

    def change(self, month):
        "Some leave or rest, from a day not long ago or soon; some come back."
        for subscribed in self.rng.sample(self.oracle.subscribed, max(1, self.count // 50)):
            one = subscribed.one
            day = max(one.start, month + self.rng.randint(-40, 40) * DAY)
            if self.rng.random() < 0.4:
                one.end = None if one.end else day
            else:
                one.suspended = [
                    *one.suspended[-2:], (day, day + self.rng.randint(0, 60) * DAY)]
            self.books.rewrite(one)

    # -- money ----------------------------------------------------------------

    def number(self):
        self.numbers += 1
        return str(self.numbers)

    def pick(self):
        return self.rng.sample(list(self.references), max(1, self.count // 25))

    def bill_by_portal(self, day):
        changes = []
        for name in self.pick():
            amount = Decimal(self.rng.choice(['15.00', '7.35']))
            self.owed[name] += amount
            number = self.number()
            changes.append(bill(number, str(amount), str(day), name, number=f'N-{number}'))
            if self.rng.random() < 0.5:
                # Also too little, and too much
                paid = amount + self.rng.choice([ZERO, ZERO, Decimal('-5.00'), Decimal('40.00')])
                self.owed[name] -= paid
                changes.append(payment(
                        self.number(), str(paid), str(day), member=name, means='card',
                        allocations=None))
        outcomes = self.portal.send_unchecked(*changes)
        assert set(outcomes.values()) == {'applied'}, outcomes

    def pay_by_bank(self, first, last):
        "A file of the month: most of those who owe something pay it."
        rows = []
        balances = self.expected()
        owing = [name for name, balance in balances.items() if balance < 0]
        for name in self.rng.sample(owing, len(owing) * 3 // 4):
            self.owed[name] += balances[name]
            day = first + self.rng.randint(0, (last - first).days) * DAY
            rows.append((day, f'VIR REF {self.references[name]}', -balances[name]))
        if not rows:
            return
        content = '\n'.join(['Date;Libellé;Montant', *(
                    f'{day:%d/%m/%Y};{label};{amount}'.replace('.', ',')
                    for day, label, amount in sorted(rows))]).encode()

        def work():
            from trytond_asso_members.bank import importing
            association, = self.get('asso.association').search([])
            with association.own_context():
                _, (one,) = importing.run(
                    association, content, 'relevé.csv', answers={'date_order': 'dmy'})
                # The treasurer agrees with what is proposed
                Origin = self.get('account.statement.origin')
                Origin.accept(Origin.browse([
                            d.entry.id for d in one.decided if d.outcome == 'proposed']))
            return {decided.outcome for decided in one.decided}
        assert self.ledger.run(work, _skip_warnings=True) <= {'matched', 'proposed'}

    # -- what happens, and what must be ---------------------------------------

    def run_crons(self, day):
        "As trytond-cron does on this day: as nobody, of no company."
        def work():
            Cron = self.get('ir.cron')
            Cron.run_once(Cron.search([('method', '=', 'asso.association|bill_every_day')]))
        with patch.object(self.get('ir.date'), 'today', lambda *_, **__: day):
            self.ledger.run(work, user=0, company=None)
        self.oracle.run(day)

    def expected(self):
        "{member: balance}, negative if something is owed."
        balances = {name: -self.owed[name] for name in self.references}
        for subscribed in self.oracle.subscribed:
            balances[subscribed.one.who_pays] -= subscribed.sum
        return balances

    def balances(self):
        names = {id_: name for name, id_ in self.books.members.items()}
        return self.ledger.run(lambda: {
                names[m.id]: m.balance for m in self.get('asso.member').search([])})

    def live(self, months):
        for number in range(months):
            month, following = later(self.first, number), later(self.first, number + 1)
            self.change(month)
            self.join(max(1, self.count // 100), month)
            self.bill_by_portal(month)
            middle = month + self.rng.randint(1, 26) * DAY
            for day in [month, month, middle, following - DAY]:
                self.run_crons(day)
            self.pay_by_bank(month, following - DAY)
            self.check(month)

    def check(self, month):
        from trytond.transaction import Transaction
        assert self.books.problems() == {}, month
        assert self.ledger.run(self.books.billed) == self.oracle.billed(), month
        assert self.balances() == self.expected(), month
        with self.ledger.transaction():
            assert faults(Transaction().connection.cursor()) == [], month
