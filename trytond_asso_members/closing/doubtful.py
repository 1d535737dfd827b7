"""Members who have owed for long: at the end of a year, what may never be paid is a loss.

The loss is booked as a depreciation (PCG, art. 214-25): the members owe as before, and the balance
sheet shows less.  It is one move of the last day of the year, and the year after only the
difference is booked.  What members owe stays on its account: on another (416) it would have to be
lettered there, and could not be paid as any bill is.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..books.moves import Line, Move
from ..exceptions import ClosingError
from ..figures.day import documents
from ..settlement.act import Act
from ..subscribing.calendar.amounts import rounded

MONTHS, WHOLE = 12, Decimal(100)
ZERO = Decimal('0.00')
ACCOUNTS = ['account_doubtful', 'account_depreciation', 'account_recovery']


@dataclass
class Part:
    """What a party (an id) owes since before the day, `oldest` being its first due date.

    `net` is the part that was income, so without VAT and without dues and gifts that are income
    only once they are paid; `amount` is how much of `net` is depreciated.
    """
    party: int
    oldest: object
    owed: Decimal = ZERO
    net: Decimal = ZERO
    amount: Decimal = ZERO


def parts(year, months=MONTHS, rate=WHOLE):
    """Return the Parts of a fiscal year, those who owe most first.

    Depreciated is `rate` percent of what was due for more than so many months when it ended.
    """
    before = year.end_date - relativedelta(months=months)
    late = [
        (party, document)
        for party, theirs in documents(year.company, year.end_date).items()
        for document in theirs if document.rest < 0 and (document.due or document.date) < before]
    shares = _shares({document.id for _, document in late if document.kind == 'bill'})
    found = {}
    for party, document in late:
        due = document.due or document.date
        part = found.setdefault(party, Part(party, due))
        part.oldest = min(part.oldest, due)
        part.owed -= document.rest
        share = shares[document.id] if document.kind == 'bill' else 1
        part.net += rounded(Fraction(-document.rest) * share)
    for part in found.values():
        part.amount = rounded(Fraction(part.net) * Fraction(rate) / 100)
    return sorted(
        (part for part in found.values() if part.net), key=lambda part: (-part.net, part.party))


def _shares(bills):
    "Return {bill (an id): how much of its total was income when it was billed}."
    shares = {}
    for bill in Pool().get('account.invoice').browse(sorted(bills)):
        income = sum(
            (line.amount for line in bill.lines if line.type == 'line' and not line.income_account),
            ZERO)
        shares[bill.id] = (
            Fraction(income) / Fraction(bill.total_amount) if bill.total_amount else 0)
    return shares


def book(year, amount):
    """Book what the depreciation of the year lacks of the amount; return the new moves (ids).

    None is new if it is there already.  None instead of an amount takes back what was booked for
    this year.  Raise a Refusal where the last day of the year has no open period.
    """
    association = Pool().get('asso.association').of(year.company)
    if not all(getattr(association, name) for name in ACCOUNTS):
        raise ClosingError(gettext('asso_members.msg_doubtful_accounts'))
    with association.own_context():
        act = Act(association, association.lock_books())
        missing = defaultdict(Decimal, {} if amount is None else _wanted(association, year, amount))
        for account, value in booked(association, year).items():
            missing[account] -= value
        missing = {account: value for account, value in sorted(missing.items()) if value}
        if not missing:
            return []
        journal = association.journal_income
        date, period = act.place(year.end_date, journal, move=False)
        move = Move(
            journal.id, date, period, str(association),
            [Line(account, value) for account, value in missing.items()],
            description=gettext('asso_members.msg_doubtful', year=year.name))
        act.books.read_accounts(set(missing))
        act.books.post([move])
    return [move.id]


def _wanted(association, year, amount):
    "Return {account (an id): amount, debit positive} of the year, if so much is depreciated."
    more = amount - before(association, year)
    used = association.account_depreciation if more > 0 else association.account_recovery
    return {association.account_doubtful.id: -more, used.id: more}


def before(association, year):
    "What is depreciated at the end of the year, without what was booked here for that year."
    account = association.account_doubtful.id
    move = Pool().get('account.move').__table__()
    line = Pool().get('account.move.line').__table__()
    (cents,), = bulk.select(move
        .join(line, condition=line.move == move.id)
        .select(
            bulk.in_cents(line.credit - line.debit),
            where=(line.account == account) & (move.date <= year.end_date)))
    return bulk.from_cents(cents or 0) + booked(association, year).get(account, ZERO)


def booked(association, year):
    "Return {account (an id): amount, debit positive} of what was booked here for the year."
    move = Pool().get('account.move').__table__()
    line = Pool().get('account.move.line').__table__()
    return {
        account: bulk.from_cents(cents) for account, cents in bulk.select(move
            .join(line, condition=line.move == move.id)
            .select(
                line.account, bulk.in_cents(line.debit - line.credit),
                where=(move.origin == str(association))
                & (move.date >= year.start_date) & (move.date <= year.end_date),
                group_by=line.account))
        if cents}
