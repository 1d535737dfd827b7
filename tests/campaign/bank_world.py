"""What happens in the world: a portal records payments, and money moves at the bank."""
from decimal import Decimal

from .portal import MEMBERS

AMOUNTS = [Decimal(a) for a in ['15.00', '30.00', '30.00', '7.35', '100.00', '0.01']]
DAYS = 60


class World:
    """Each act is one of a portal, which is sent and told to the oracle, or one of the bank.

    Neither knows whether the other has told of the same money.
    """

    def say(self, *words):
        self.told[-1] = ' '.join(map(str, [self.told[-1], *words]))

    def pick(self, things):
        things = list(things)
        return self.rng.choice(things) if things else None

    def day(self):
        return self.rng.randint(0, DAYS)

    # -- the portal -----------------------------------------------------------

    def send(self):
        self.feed.apply(self.run, self.portal.changes())
        assert self.feed.quarantine() == []

    def bill(self):
        self.portal.add_bill(
            member=self.rng.choice(MEMBERS), day=self.day(), total=self.rng.choice(AMOUNTS),
            kind='invoice')
        self.send()

    def record(self, member, day, amount, means='transfer'):
        "The portal records a payment, and sends it twice."
        self.portal.add_credit(
            type='payment', member=member, day=day, amount=amount, means=means,
            given=self.rng.choice([None, {}]))
        changes = self.portal.changes()
        for _ in range(2):
            self.feed.apply(self.run, changes)
        assert self.feed.quarantine() == []
        *_, credit = self.portal.credits.values()
        self.oracle.recorded(credit, self.since is None or day < self.since)
        self.say(f'{credit.id}: {member} {amount} on day {day}')

    def transfer_recorded(self):
        "One that the bank has had, near its day; or one that it has not shown yet."
        movement = self.pick(m for m in self.account.movements if m.amount > 0)
        if movement and self.rng.random() < 0.6:
            member = movement.member or self.rng.choice(MEMBERS)
            day = max(0, movement.day + self.rng.randint(-4, 4))
            self.record(member, day, movement.amount)
            return
        member = self.rng.choice([*MEMBERS, *MEMBERS, None])
        self.record(member, self.day(), self.rng.choice(AMOUNTS))

    def cheque(self):
        self.record(
            self.rng.choice(MEMBERS), self.day(), self.rng.choice(AMOUNTS), 'check')

    def amend(self, *kinds, **values):
        credit = self.pick(
            c for c in self.portal.credits.values() if not kinds or c.member in kinds)
        if credit:
            self.portal.amend_credit(credit, **values)
            self.send()
        return credit

    def moved(self):
        member = self.rng.choice(MEMBERS)
        credit = self.amend(member=member, given=None)
        if credit and credit.member != member:
            self.oracle.given_to(credit.id, member)
            self.say(f'{credit.id} to {member}')

    def lost(self):
        credit = self.amend(*MEMBERS, member=None, given=None)
        if credit:
            self.oracle.given_to(credit.id, None)
            self.say(credit.id)

    def means(self):
        credit = self.pick(self.portal.credits.values())
        if credit:
            means = 'check' if credit.means == 'transfer' else 'transfer'
            self.portal.amend_credit(credit, means=means)
            self.send()
            self.oracle.came_otherwise(
                credit.id, means, self.since is None or credit.day < self.since)
            self.say(f'{credit.id} by {means}')

    def label(self):
        self.amend(label=f'VIR {self.rng.randint(1, 99)}')

    def left_to_ledger(self):
        self.amend(*MEMBERS, given=None)

    def gone(self):
        if credit := self.pick(self.portal.credits.values()):
            self.portal.drop_credit(credit)
            self.send()
            self.oracle.deleted(credit.id)
            self.say(credit.id)

    # -- the bank -------------------------------------------------------------

    def named(self, member):
        return self.rng.choice([
            f'VIR DE M{member} REF {self.references[member]}', f'VIR ID {member}'])

    def transfer(self):
        "Of a member who says so: one that the portal has recorded, or another."
        member, day, amount = self.rng.choice(MEMBERS), self.day(), self.rng.choice(AMOUNTS)
        credit = self.pick(
            c for c in self.portal.credits.values()
            if c.member == member and c.means == 'transfer')
        if credit and self.rng.random() < 0.5:
            day, amount = max(0, credit.day + self.rng.randint(-4, 4)), credit.amount
        self.account.add(day, amount, self.named(member), member)

    def stranger(self):
        self.account.add(
            self.day(), self.rng.choice(AMOUNTS), f'VIR INCONNU {self.rng.choice("ABC")}')

    def costs(self):
        self.account.add(
            self.day(), -self.rng.choice(AMOUNTS), self.rng.choice(['FRAIS', 'ACHAT CB']))

    def deposit(self):
        cheques = [
            p for p in self.oracle.payments.values() if p.means == 'check' and not p.row]
        if cheques:
            self.account.add(
                max(p.day for p in cheques) + 2, sum(p.amount for p in cheques),
                'REMISE CHEQUES')

    def twin(self):
        if movement := self.pick(self.account.movements):
            self.account.add(
                movement.day, movement.amount, movement.label, movement.member)

    def rewritten(self):
        "The bank tells a row otherwise than it did."
        if movement := self.pick(self.account.movements):
            self.account.movements.remove(movement)
            self.account.add(
                movement.day, movement.amount, f'{movement.label} VALIDE', movement.member)

    def late(self):
        "A transfer of a member about whom the label says nothing."
        if credit := self.pick(
                c for c in self.portal.credits.values() if c.means == 'transfer'):
            self.account.add(
                max(0, credit.day + self.rng.randint(-2, 2)), credit.amount, 'VIR')
