"""Gifts and dues that are income once they are paid, and what the books say of them."""
from decimal import Decimal

from tests.module.portal import bill

# A gift with a number, so that the accountant finds it
DAY = '2026-02-01'


def promise(id_, amount, date=DAY, **data):
    return bill(id_, amount, date, kind='donation', **data)


def fee(id_, amount, date=DAY, **data):
    return bill(id_, amount, date, kind='membership_fee', **data)


def trial(portal, *codes):
    "{account: credit less debit} of what is posted on these, without those that are even."
    with portal.ledger.transaction():
        Line = portal.ledger.get('account.move.line')
        sums = dict.fromkeys(codes or ['4671', '4672', '7541', '7561', '890'], Decimal(0))
        for line in Line.search([('move.state', '=', 'posted')]):
            if line.account.code in sums:
                sums[line.account.code] += line.credit - line.debit
        return {code: str(amount) for code, amount in sums.items() if amount}


def wrong(portal):
    "{bill: (income booked, income by the lettering)} where they differ."
    return {
        r['id']: (r['income'], r['earned']) for r in portal.records('bill')
        if r.get('income') != r.get('earned')}


def faults(portal):
    "What is wrong, without the log of allocations that Tryton itself took off."
    return [what for what in portal.faults() if 'log of allocations' not in what[0]]


def income_moves(portal):
    with portal.ledger.transaction():
        Move = portal.ledger.get('account.move')
        return [
            (str(m.date), m.journal.code or m.journal.name) for m in Move.search(
                [('lines.account.code', '=', '7541')], order=[('id', 'ASC')])]


def choose(portal, name):
    "Have the association book on a copy of the account, or in another journal, from now on."
    def write():
        association = portal.feed.search([('code', '=', 'portal')])[0].association
        value = getattr(association, name)
        if name.startswith('account_'):
            value, = value.copy([value], default={'code': f'{value.code}9'})
        else:
            value, = value.create([{'name': "Produits", 'code': 'PRO', 'type': 'general'}])
        association.__class__.write([association], {name: value.id})
    portal.ledger.run(write)


def end(portal, code, date):
    "Let an account end on a date, or on none."
    def write():
        Account = portal.ledger.get('account.account')
        Account.write(Account.search([('code', '=', code)]), {'end_date': date})
    portal.ledger.run(write)
