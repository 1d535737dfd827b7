"""What each open line of a member has left to pay, once all that is on account has paid.

What pays a bill counts on that bill, before it is lettered; all else that is on account
pays the oldest first.  What is never dunned comes after the rest.
"""
import datetime as dt
from collections import defaultdict
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from .owing import is_open, is_owed, join_bill

ZERO = Decimal(0)


def left_to_pay(company, parties=None):
    """Return {id of a line that takes: what is left of it}, for the members of a company.

    A line without a due date, as that of a repayment, takes from what is on account
    first.
    """
    lines, credits = defaultdict(list), defaultdict(list)
    for party, line, amount, due, paid, bill, spared in _rows(company, parties):
        amount = bulk.money(amount)
        if amount > 0:
            key = (due is not None, bool(spared), bulk.date(due) or dt.date.min, line)
            lines[party].append((key, line, bill, amount))
        else:
            credits[party].append((paid, -amount))
    left = {}
    for party, theirs in lines.items():
        theirs.sort()
        left.update((line, amount) for _, line, _, amount in theirs)
        free = sum(
            (_pay(left, [
                    line for _, line, bill, _ in theirs if paid and bill == paid], amount)
                for paid, amount in credits[party]), ZERO)
        _pay(left, [line for _, line, *_ in theirs], free)
    return left


def _pay(left, lines, amount):
    "Pay the lines in their order; return what is not used."
    for line in lines:
        part = min(left[line], amount)
        left[line] -= part
        amount -= part
    return amount


def members_of(company, parties=None):
    "The SQL of the parties that are members of the company, of these if given."
    member = Pool().get('asso.member').__table__()
    where = member.company == company.id
    if parties is not None:
        where &= bulk.among(member.party, parties)
    return member.select(member.party, where=where)


def _rows(company, parties):
    "(party, line, amount, due date, bill that it pays, bill that it is of, never dunned)."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    paid, own = Invoice.__table__(), Invoice.__table__()
    source, bill = join_bill(line
        .join(move, condition=line.move == move.id)
        .join(attached, 'LEFT', condition=attached.line == line.id)
        .join(paid, 'LEFT', condition=(
                (attached.invoice == paid.id) & (paid.party == line.party))),
        line)
    source = source.join(own, 'LEFT', condition=own.id == bill)
    return bulk.select(source.select(
            line.party, line.id, line.debit - line.credit, line.maturity_date,
            paid.id, bill, Invoice.never_dunned(own),
            where=is_owed(line, move, company) & is_open(line)
            & line.party.in_(members_of(company, parties)),
            order_by=[line.id]))
