"""What is due on a day of those who let it be collected: how much of each bill, or why not.

What a member is ahead counts first, on the oldest bill; of each line of a bill what is then
left is collected.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sql import Literal
from trytond.pool import Pool

from .. import bulk
from ..bills.left import left_to_pay
from ..bills.owing import join_bill
from .payment import ON_ITS_WAY

# Why a bill is not collected, in the order in which they are looked at
WHY = [
    ('on_way', "On its way already"),
    ('disputed', "In dispute"),
    ('arranged', "Paid in instalments"),
    ('blocked', "Blocked"),
    ('gift', "A gift is not collected"),
    ('covered', "The member is ahead"),
    ('no_mandate', "No mandate in force"),
    ('no_bank', "The account of the mandate names no bank"),
    ]


@dataclass
class Debit:
    "A line of a bill that is due: what is open of it, what is left to collect, or why not."
    line: int
    party: int
    bill: int
    number: str
    due: object
    open: Decimal
    left: Decimal
    mandate: object
    why: str | None

    @property
    def amount(self):
        return Decimal(0) if self.why else self.left


def due(association, day):
    "Return the `Debit`s of the association that are due on the day, the oldest of each party."
    company = association.company
    Member = Pool().get('asso.member')
    parties = {
        member.party.id for member in Member.search([
                ('company', '=', company.id),
                ('by_debit', '=', True),
                ])}
    if not parties:
        return []
    left = left_to_pay(company, list(parties))
    rows = _rows(left, day)
    mandates = Pool().get('account.payment.sepa.mandate').in_force(company, parties)
    on_way = _on_their_way([row[0] for row in rows])
    arranged = association.arranged({row[2] for row in rows})
    debits = []
    for line, party, bill, number, date, amount, disputed, blocked, kind in sorted(
            rows, key=lambda row: (row[1], bulk.date(row[4]), row[0])):
        mandate = mandates.get(party)
        reasons = {
            'on_way': line in on_way,
            'disputed': disputed,
            'arranged': bill in arranged,
            'blocked': blocked,
            'gift': kind == 'donation',
            'covered': left[line] <= 0,
            'no_mandate': not mandate,
            'no_bank': mandate and not mandate.account_number.account.bank,
            }
        debits.append(Debit(
                line, party, bill, number, bulk.date(date), bulk.money(amount), left[line],
                mandate, next((why for why, _ in WHY if reasons[why]), None)))
    _serve_once(debits)
    return debits


def debited(ids):
    "Those of the bills (ids) whose members let them be collected, by a mandate in force."
    pool = Pool()
    Company = pool.get('company.company')
    Mandate = pool.get('account.payment.sepa.mandate')
    invoice = pool.get('account.invoice').__table__()
    member = pool.get('asso.member').__table__()
    bills = defaultdict(list)
    for id_, company, party in bulk.select_among(
            lambda where: invoice
            .join(member, condition=(
                    (member.party == invoice.party) & (member.company == invoice.company)))
            .select(
                invoice.id, invoice.company, invoice.party,
                where=where & (member.by_debit == Literal(True))),
            invoice.id, ids):
        bills[company].append((id_, party))
    found = set()
    for company, theirs in bills.items():
        mandates = Mandate.in_force(Company(company), {party for _, party in theirs})
        found.update(id_ for id_, party in theirs if party in mandates)
    return found


def _serve_once(debits):
    "A mandate for one debit serves the first bill alone."
    served = Counter()
    for debit in debits:
        if not debit.why and debit.mandate.type == 'one-off':
            served[debit.mandate] += 1
            if served[debit.mandate] > 1:
                debit.why = 'no_mandate'


def _rows(lines, day):
    "The lines of bills among these that are due, with what says whether they are collected."
    pool = Pool()
    Invoice = pool.get('account.invoice')
    line = pool.get('account.move.line').__table__()
    invoice = Invoice.__table__()
    source, bill = join_bill(line, line)
    source = source.join(invoice, condition=invoice.id == bill)
    return bulk.select_among(
        lambda where: source.select(
            line.id, line.party, invoice.id, Invoice.sql_portal_number(invoice),
            line.maturity_date, line.debit - line.credit, invoice.disputed,
            line.payment_blocked, invoice.bill_kind,
            where=where & (line.maturity_date <= day) & (invoice.type == 'out')
            & (invoice.state == 'posted')),
        line.id, lines)


def _on_their_way(lines):
    """Those of the lines (ids) of which a debit is on its way.

    So is one that has come, and whose payment the portal then deleted: until somebody says that
    it came back, the bank has the money.
    """
    payment = Pool().get('account.payment').__table__()
    money = Pool().get('asso.payment').__table__()
    return {line for line, in bulk.select_among(
            lambda where: payment
            .join(money, 'LEFT', condition=payment.asso_payment == money.id)
            .select(
                payment.line, where=where & (
                    payment.state.in_(ON_ITS_WAY)
                    | ((payment.state == 'succeeded') & (money.state == 'deleted')))),
            payment.line, lines)}
