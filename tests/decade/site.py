"""A site in COIN's form that lives for years: members come and go, are billed, pay and give."""
import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal

from tests.bridge.dumps import row

ZERO = Decimal('0.00')
DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=364)
PRICES = [Decimal(amount) for amount in ['15.00', '28.80', '7.35', '100.00', '0.50']]
FEE = Decimal('24.00')
GIFTS = [Decimal(amount) for amount in ['5.00', '50.00', '120.00']]
MEANS = ['transfer', 'transfer', 'transfer', 'check', 'cash']
ADDRESS = {'address': "3 quai de la Douane", 'postal_code': '29200', 'city': "Brest"}


@dataclass
class Owed:
    "A bill of the site, and what it has left as the site knows it."
    member: int
    pk: int
    left: Decimal


@dataclass
class Paid:
    "Money that the site knows of, for the bank to show."
    date: dt.date
    amount: Decimal
    means: str
    label: str


class Site:
    """All its dates are of the month in which it acts, so nothing of a closed month changes.

    `paid` is the money of the month that goes over the bank.
    """

    def __init__(self, rng):
        self.rng, self.rows, self.numbers = rng, [], 0
        self.owed, self.paid, self.given_up = [], [], set()
        self.members = {}  # {pk: its row} of those who have not left
        self._number('offer')
        self.rows.append(row(
            'offers.offer', 1, name="Tunnel", reference='tunnel', billing_period=1,
            period_fees='5.00', initial_fees='0.00', non_billable=False))

    def write(self, path):
        path.write_text(json.dumps(self.rows), encoding='utf-8')

    def _number(self, what):
        self.numbers += 1
        return self.numbers

    def day(self, month):
        return month + self.rng.randrange(26) * DAY

    # -- members --------------------------------------------------------------

    def join(self, month, count):
        "Return the ids of so many new members."
        return [self._join(self.day(month)) for _ in range(count)]

    def _join(self, day):
        pk = self._number('member')
        new = row(
            'members.member', pk, username=f'u{pk}', type='natural_person', status='member',
            first_name="Ada", last_name=f'Morin {pk}', organization_name='', nickname='',
            email=f'u{pk}@example.org', date_joined=f'{day}T12:00:00Z', resign_date=None,
            balance='0.00', **ADDRESS)
        self.rows.append(new)
        self.members[pk] = new
        self.fee(pk, day)
        return pk

    def leave(self, month):
        "Let one leave who has come before; return the id and the day."
        pk, day = self.rng.choice([
            pk for pk, of in self.members.items()
            if of['fields']['date_joined'] < str(month)]), self.day(month)
        self.members.pop(pk)['fields'].update(status='not_member', resign_date=str(day))
        return pk, day

    # -- bills ----------------------------------------------------------------

    def _bill(self, member, day, total, model, **values):
        pk = self._number('bill')
        self.rows += [
            row('billing.bill', pk, member=member, date=str(day), status='open'),
            row(f'billing.{model}', pk, **values)]
        self.owed.append(Owed(member, pk, total))
        return pk

    def fee(self, member, day):
        self._bill(
            member, day, FEE, 'membershipfee', _amount=str(FEE), start_date=str(day),
            end_date=str(day + YEAR))

    def gift(self, member, day):
        amount = self.rng.choice(GIFTS)
        self._bill(member, day, amount, 'donation', _amount=str(amount))

    def invoice(self, member, day):
        amount = self.rng.choice(PRICES)
        pk = self._bill(
            member, day, amount, 'invoice', validated=True,
            number=f'{day:%Y%m}-{self.numbers:06}', date_due=str(day + 30 * DAY))
        self.rows.append(row(
            'billing.invoicedetail', self._number('line'), invoice=pk, label="Tunnel",
            amount=str(amount), quantity='1.00', tax='0.0', offersubscription=None,
            period_from=None, period_to=None))

    # -- money ----------------------------------------------------------------

    def _payment(self, member, day, amount, mean, label, *, bill=None, given=()):
        pk = self._number('payment')
        self.rows.append(row(
            'billing.payment', pk, member=member, amount=str(amount), date=str(day),
            payment_mean=mean, bill=bill, label=label))
        for owed, part in given:
            owed.left -= part
            self.rows.append(row(
                'billing.paymentallocation', self._number('allocation'), payment=pk,
                bill=owed.pk, amount=str(part)))
        self.owed = [owed for owed in self.owed if owed.left]

    def pay(self, owed, day):
        "Whole, in part or too much; now and then nobody knows of whom."
        mean = self.rng.choice(MEANS)
        amount = owed.left + self.rng.choice([ZERO] * 6 + [Decimal('40.00'), -owed.left / 2])
        amount = amount.quantize(Decimal('0.01'))
        if amount <= 0:
            return
        label = f'VIR {self.numbers} MORIN {owed.member}'
        if self.rng.random() < 0.08:
            self._payment(None, day, amount, mean, label)
        else:
            self._payment(
                owed.member, day, amount, mean, label, given=[(owed, min(amount, owed.left))])
        self.paid.append(Paid(day, amount, mean, label))

    def credit(self, owed, day):
        part = self.rng.choice([owed.left, (owed.left / 2).quantize(Decimal('0.01'))])
        if part > 0:
            self._payment(
                owed.member, day, part, 'creditnote', "Avoir", bill=owed.pk,
                given=[(owed, part)])

    # -- a month --------------------------------------------------------------

    def live(self, month):
        "What is billed, given, paid and credited in a month; those who joined last are billed."
        self.paid = []
        for pk, of in list(self.members.items()):
            joined = dt.date.fromisoformat(of['fields']['date_joined'][:10])
            if joined.month == month.month and joined < month:
                self.fee(pk, self.day(month))
        for pk in self._some(self.members, 5):
            self.invoice(pk, self.day(month))
        for pk in self._some(self.members, 25):
            self.gift(pk, self.day(month))
        for owed in self._some(self.owed, 2):
            self.pay(owed, month + 26 * DAY)
        # What the association has given up is not credited too
        owed = [one for one in self.owed if one.pk not in self.given_up]
        for one in self._some(owed, 20):
            self.credit(one, month + 26 * DAY)

    def _some(self, things, one_of):
        "One in so many, chosen at random; one at least, if there is any."
        things = list(things)
        return self.rng.sample(things, min(len(things), len(things) // one_of + 1))
