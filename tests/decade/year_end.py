"""The end of a year: each point of the closing list by its own act, then the FEC."""
import csv
import io
from collections import defaultdict
from decimal import Decimal

# What may stay as it is, with an explanation
EXPLAINED = ['unmatched', 'suspense', 'transit', 'quarantine']


class YearEnd:
    """Closes a year as of today; `user` keeps the accounts."""

    def __init__(self, ledger, user, year):
        self.ledger, self.user, self.year = ledger, user, year
        Closing = ledger.get('asso.closing')

        def begin():
            found, = ledger.get('account.fiscalyear').search([('name', '=', str(year))])
            return found.id, Closing.create([{'year': found.id}])[0].id
        self.fiscalyear, self.closing = self.run(begin)

    def run(self, work):
        return self.ledger.run(work, user=self.user, _skip_warnings=True)

    def close(self):
        "Return the kinds of the points that were left to do at first."
        first = self.open()
        for kind, act in {
                'next_year': self.add_year, 'adjustment': self.make_adjustment,
                'deferred': lambda: self.book('defer', 'deferral'),
                'doubtful': lambda: self.book('doubt', 'doubtful'),
                'result': self.take_result}.items():
            if kind in first or kind in {'doubtful', 'result'}:
                act()
        for kind in self.open():
            assert kind in EXPLAINED, (self.year, kind)
            self.explain(kind)
        assert self.open() == []
        self.press('close')
        return first

    def points(self):
        return self.run(lambda: {
                p.kind: p.state for p in self.ledger.get('asso.closing')(self.closing).points})

    def open(self):
        return [kind for kind, state in self.points().items() if state == 'open']

    def press(self, button):
        Closing = self.ledger.get('asso.closing')
        self.run(lambda: getattr(Closing, button)([Closing(self.closing)]))

    def make_adjustment(self):
        self.press('make_adjustment')

    def add_year(self):
        Wizard = self.ledger.pool.get('asso.fiscalyear.add', type='wizard')
        self.run(lambda: Wizard(Wizard.create()[0]).do_open_({'views': []}))

    def book(self, name, form):
        "By the wizard that the point opens."
        Wizard = self.ledger.pool.get(f'asso.closing.{name}', type='wizard')
        Start = self.ledger.get(f'asso.closing.{form}.start')

        def work():
            wizard = Wizard(Wizard.create()[0])
            values = wizard.default_start([])
            wizard.start = Start(**{
                    key: value for key, value in values.items() if key not in {'parts', 'year'}})
            wizard.start.year = self.fiscalyear
            wizard.start.on_change_year()
            wizard.transition_book()
        self.run(work)

    def take_result(self):
        Wizard = self.ledger.pool.get('account.fiscalyear.balance_non_deferral', type='wizard')
        Start = self.ledger.get('account.fiscalyear.balance_non_deferral.start')

        def work():
            wizard = Wizard(Wizard.create()[0])
            wizard.start = Start(**Start.default_get(list(Start._fields), with_rec_name=False))
            wizard.start.on_change_fiscalyear()
            move = wizard.create_move()
            if move:
                move.__class__.post([move])
        self.run(work)

    def explain(self, kind):
        def work():
            point, = [
                p for p in self.ledger.get('asso.closing')(self.closing).points
                if p.kind == kind]
            point.explanation = "vu avec l'expert-comptable"
            point.save()
        self.run(work)

    def fec(self):
        "(name, content) of the file, as the menu makes it once the year is chosen"
        def work():
            Start = self.ledger.get('account.fr.fec.start')
            start = Start(**Start.default_get(list(Start._fields), with_rec_name=False))
            start.fiscalyear = self.fiscalyear
            start.on_change_fiscalyear()
            period = start.deferral_period
            FEC = self.ledger.pool.get('asso.fec', type='report')
            _, content, _, name = FEC.execute([], {
                    'year': self.fiscalyear, 'type': start.type,
                    'period': period.id if period else None})
            return name, content
        return self.ledger.run(work, user=self.user, language='fr')


def balances(content):
    """{account: balance} of the balance sheet in a FEC, at its opening and at its end.

    What the year has earned stands there too, as the next year opens with it.
    """
    opening, closing = defaultdict(Decimal), defaultdict(Decimal)
    rows = csv.DictReader(
        io.StringIO(content.decode('utf-8')), delimiter='\t', quoting=csv.QUOTE_NONE)
    for row in rows:
        amount = number(row['Debit']) - number(row['Credit'])
        closing[row['CompteNum']] += amount
        if row['JournalCode'] == OPENING:
            opening[row['CompteNum']] += amount
    result = sum(amount for code, amount in closing.items() if code[0] in '67')
    closing['120' if result < 0 else '129'] += result
    return [
        {code: amount for code, amount in of.items() if amount and code[0] in '12345'}
        for of in [opening, closing]]


OPENING = 'OUV'


def number(text):
    return Decimal(text.replace(',', '.') or 0)
