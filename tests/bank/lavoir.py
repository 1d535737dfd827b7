"""A small association, and what is decided of one label."""
import datetime
from decimal import Decimal

from trytond_asso_members.bank.matching import reference
from trytond_asso_members.bank.matching.index import Index
from trytond_asso_members.bank.matching.memory import Memory
from trytond_asso_members.bank.matching.records import Bill, Member, Row, Settings

DAY = datetime.date(2026, 3, 12)
AMOUNT = Decimal('35.00')

NOEMIE = Member(
    'noemie', '0412', ('Noémie Le Gall', 'Noémie Lagarrigue'), reference.make('00000412'),
    portal_id='7412')
HUGO = Member('hugo', '413', ('Hugo Delcambre',), reference.make('00000413'), household='home')
INES = Member('ines', '414', ('Inès Delcambre',), reference.make('00000414'), household='home')
ARMAND = Member('armand', '77', ('Armand Verdelet',), reference.make('00000077'))
NAMESAKE = Member('namesake', '78', ('Armand Verdelet',), reference.make('00000078'))
YEAR = Member('year', '2024', ('Solenn Guivarch',), reference.make('00002024'))
TERREAU = Member('terreau', '500', ('SARL Terreau et Cie',), person=False)
MEMBERS = [NOEMIE, HUGO, INES, ARMAND, NAMESAKE, YEAR, TERREAU]


def bill(number, member, amount=AMOUNT, days=30, kind='invoice'):
    return Bill(
        f'bill {number}', member.id, f'F2026-{number:04}', reference.make(f'{10_000_000 + number}'),
        DAY - datetime.timedelta(days=days), None, Decimal(amount), kind)


BILLS = [bill(n, member) for n, member in enumerate(MEMBERS, start=1)] + [
    bill(21, NOEMIE, '12.00'), bill(22, NOEMIE, '0.00', days=90)]
FIRST = BILLS[0]


def row(label, amount=AMOUNT, key=1, date=DAY, **columns):
    return Row(key, date, Decimal(amount), label=label, **columns)


def decided(
        label, amount=AMOUNT, memory=None, settings=None, members=MEMBERS, bills=BILLS,
        **columns):
    index = Index(members, bills, memory or Memory(), settings or Settings())
    decision, = index.decide([row(label, amount, **columns)])
    return decision


def booked(*args, **kwargs):
    "The member and the bills, if it is booked without a person."
    decision = decided(*args, **kwargs)
    return decision.member, [b for b, _ in decision.bills]


def vetoes(*args, **kwargs):
    decision = decided(*args, **kwargs)
    assert decision.tier != 'matched'
    return [reason.code for reason in decision.vetoes]


def clues(*args, **kwargs):
    return [reason.code for reason in decided(*args, **kwargs).reasons]
