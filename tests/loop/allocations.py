"""What the site's bills and payments have left, and who pays what, as COIN works it out."""
from decimal import Decimal

from django.apps import apps
from django.db.models import Sum

from .tables import holds

ZERO = Decimal()


def model(label):
    return apps.get_model(label)


def plain_payments():
    return model('billing.Payment').objects.exclude(payment_mean='creditnote').exclude(member=None)


def refunds(member):
    return plain_payments().filter(member=member, amount__lt=0).exists()


def booked(member):
    drafts = model('billing.Invoice').objects.filter(validated=False).values('pk')
    return model('billing.Bill').objects.filter(member=member).exclude(pk__in=drafts)


def bill_total(pk):
    return {b['id']: Decimal(b['total']) for b in holds()['bills']}[str(pk)]


def totals():
    return {int(b['id']): Decimal(b['total']) for b in holds()['bills']}


def open_bills(member):
    total, found = totals(), []
    for bill in booked(member).order_by('date', 'pk'):
        paid = bill.allocations.aggregate(all=Sum('amount'))['all'] or ZERO
        if total[bill.pk] > paid:
            found.append((bill, total[bill.pk] - paid))
    return found


def free_of(member):
    "[(payment, what it has left)] once what was paid back is taken"
    credits = list(plain_payments().filter(member=member).order_by('date', 'pk'))
    left = {
        c: c.amount - (c.allocations.aggregate(all=Sum('amount'))['all'] or ZERO)
        for c in credits if c.amount > 0}
    _take_back(credits, left)
    return [(payment, amount) for payment, amount in left.items() if amount > 0]


def _take_back(credits, left):
    for back in (c for c in credits if c.amount < 0):
        wanted = -back.amount
        for source in left:
            if source.date <= back.date:
                amount = min(wanted, left[source])
                left[source] -= amount
                wanted -= amount


def reallocate(member):
    "As COIN does: rows are deleted and made again; the named bill first, then the oldest."
    if member is None:
        return
    Allocation = model('billing.PaymentAllocation')
    payments = model('billing.Payment').objects.filter(member=member).order_by('date', 'pk')
    Allocation.objects.filter(payment__in=payments).delete()
    total = totals()
    bills = list(booked(member).order_by('date', 'pk'))
    due = {bill.pk: total[bill.pk] for bill in bills}
    rows = []

    def give(payment, bill, amount):
        if amount > 0:
            rows.append(Allocation(payment=payment, bill_id=bill, amount=amount))
            due[bill] -= amount
        return max(amount, ZERO)

    for note in (p for p in payments if p.payment_mean == 'creditnote'):
        give(note, note.bill_id, note.amount)
    plain = [p for p in payments if p.payment_mean != 'creditnote']
    left = {p: p.amount for p in plain if p.amount > 0}
    _take_back(plain, left)
    for payment in left:
        if payment.bill_id in due:
            left[payment] -= give(
                payment, payment.bill_id, min(left[payment], due[payment.bill_id]))
    for payment in left:
        for bill in bills:
            left[payment] -= give(payment, bill.pk, min(left[payment], due[bill.pk]))
    Allocation.objects.bulk_create(rows)
