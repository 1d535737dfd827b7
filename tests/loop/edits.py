"""Random edits as COIN's volunteers and its own code make them: by the ORM, in bulk, by raw SQL.

Each leaves the site sound: after it, the member's allocations are worked out again.
"""
from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Concat

FIRST = date(2025, 8, 1)
DAYS = 460
ZERO = Decimal()


def model(label):
    return apps.get_model(label)


def one(chance):
    "Make one edit; return its name, or None where there was nothing to edit."
    edit = chance.choice(EDITS)
    with transaction.atomic():
        members = edit(chance)
        for member in members or ():
            reallocate(member)
    return edit.__name__ if members is not None else None


def some(chance, query):
    found = list(query.order_by('pk'))
    return chance.choice(found) if found else None


def a_day(chance):
    return FIRST + timedelta(days=chance.randrange(DAYS))


def cents(chance, most=6000):
    return Decimal(chance.randrange(1, most)) / 100


def a_member(chance):
    return some(chance, model('members.Member').objects.filter(is_superuser=False))


def new_invoice(chance, validated=True):
    member, day = a_member(chance), a_day(chance)
    Invoice, Detail = model('billing.Invoice'), model('billing.InvoiceDetail')
    number = f'R-{Invoice.objects.count():06d}-{chance.randrange(10**9)}'
    invoice = Invoice.objects.create(
        member=member, date=day, validated=validated, number=number if validated else '',
        date_due=day + timedelta(days=30))
    Detail.objects.bulk_create(
        Detail(
            invoice=invoice, label=f"Ligne {n}", amount=cents(chance), quantity=chance.choice(
                [1, 2, Decimal('0.50')]), tax=chance.choice([0, 20]))
        for n in range(chance.randrange(1, 4)))
    return [member]


def new_draft(chance):
    new_invoice(chance, validated=False)
    return []


def draft_validated(chance):
    draft = some(chance, model('billing.Invoice').objects.filter(validated=False))
    if draft is None:
        return None
    draft.validated, draft.number = True, f'V-{draft.pk}-{chance.randrange(10**9)}'
    draft.save()
    return [draft.member]


def new_fee(chance):
    member, day = a_member(chance), a_day(chance)
    model('billing.MembershipFee').objects.create(
        member=member, date=day, _amount=cents(chance), start_date=day,
        end_date=day + timedelta(days=364))
    return [member]


def new_donation(chance):
    member = a_member(chance)
    model('billing.Donation').objects.create(
        member=member, date=a_day(chance), _amount=cents(chance))
    return [member]


def new_payment(chance):
    member = a_member(chance)
    named = some(chance, booked(member)) if chance.random() < 0.3 else None
    model('billing.Payment').objects.create(
        member=member, payment_mean=chance.choice(['transfer', 'check', 'cash', 'other']),
        amount=cents(chance, 9000), date=a_day(chance), bill=named, label="VIR")
    return [member]


def payment_of_nobody(chance):
    model('billing.Payment').objects.create(
        member=None, amount=cents(chance), date=a_day(chance), label="VIR INCONNU")
    return []


def payment_gains_its_member(chance):
    "By a bulk update, which sends no signal"
    Payment = model('billing.Payment')
    payment = some(chance, Payment.objects.filter(member=None))
    if payment is None:
        return None
    member = a_member(chance)
    Payment.objects.filter(pk=payment.pk).update(member=member)
    return [member]


def payment_deleted(chance):
    payment = some(chance, plain_payments().filter(amount__gt=0))
    if payment is None or refunds(payment.member):
        return None
    payment.delete()
    return [payment.member]


def payment_deleted_by_sql(chance):
    payment = some(chance, plain_payments().filter(amount__gt=0))
    if payment is None or refunds(payment.member):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            'delete from billing_paymentallocation where payment_id = %s', [payment.pk])
        cursor.execute('delete from billing_payment where id = %s', [payment.pk])
    return [payment.member]


def refund(chance):
    "What a member has left is paid back, in part"
    member = a_member(chance)
    free = free_of(member)
    if not free:
        return None
    payment, left = chance.choice(free)
    model('billing.Payment').objects.create(
        member=member, amount=-min(left, cents(chance)), date=FIRST + timedelta(days=DAYS),
        label="REMBOURSEMENT")
    return [member]


def new_credit_note(chance):
    member = a_member(chance)
    bill = some(chance, booked(member))
    if bill is None or not bill_total(bill.pk):
        return None
    Payment = model('billing.Payment')
    before = Payment.objects.filter(bill=bill, payment_mean='creditnote').aggregate(
        all=Sum('amount'))['all'] or ZERO
    room = bill_total(bill.pk) - before
    if room <= 0:
        return None
    Payment.objects.create(
        member=member, payment_mean='creditnote', amount=min(room, cents(chance)),
        date=a_day(chance), bill=bill, label="AVOIR")
    return [member]


def bill_deleted(chance):
    "With the credit notes on it"
    bill = some(chance, model('billing.Bill').objects.exclude(member=None))
    if bill is None:
        return None
    model('billing.Payment').objects.filter(bill=bill, payment_mean='creditnote').delete()
    bill.delete()
    return [bill.member]


def labels_in_bulk(chance):
    model('billing.Payment').objects.filter(pk__lte=chance.randrange(1, 200)).exclude(
        payment_mean='creditnote').filter(label__startswith='VIR').update(
        label=Concat(Value('VIR '), Value(str(chance.randrange(10**6)))))
    return []


def due_dates_by_sql(chance):
    with connection.cursor() as cursor:
        cursor.execute(
            'update billing_invoice set date_due = %s where bill_ptr_id %% 7 = %s',
            [a_day(chance).isoformat(), chance.randrange(7)])
    return []


def members_move(chance):
    model('members.Member').objects.filter(pk__gt=F('pk') * 0 + chance.randrange(10)).update(
        city=f"Ville {chance.randrange(1000)}")
    return []


def allocation_moved(chance):
    "A person gives a part of a payment to another bill; it stands until the next reallocation"
    allocations = model('billing.PaymentAllocation')
    allocation = some(chance, allocations.objects.exclude(payment__payment_mean='creditnote'))
    if allocation is None:
        return None
    member = allocation.payment.member
    open_ = [(b, due) for b, due in open_bills(member) if b.pk != allocation.bill_id]
    if not open_:
        return None
    bill, due = chance.choice(open_)
    amount = min(due, allocation.amount)
    if amount == allocation.amount:
        allocation.delete()
    else:
        allocations.objects.filter(pk=allocation.pk).update(amount=F('amount') - amount)
    allocations.objects.create(payment=allocation.payment, bill=bill, amount=amount)
    return []


def all_made_anew(chance):
    "The rows of a member's allocations get other pks, and say the same"
    return [a_member(chance)]


EDITS = [
    new_invoice, new_invoice, new_fee, new_donation, new_payment, new_payment, new_payment,
    new_draft, draft_validated, payment_of_nobody, payment_gains_its_member, payment_deleted,
    payment_deleted_by_sql, refund, new_credit_note, bill_deleted, labels_in_bulk,
    due_dates_by_sql, members_move, allocation_moved, allocation_moved, all_made_anew]


def plain_payments():
    return model('billing.Payment').objects.exclude(payment_mean='creditnote').exclude(member=None)


def refunds(member):
    return plain_payments().filter(member=member, amount__lt=0).exists()


def booked(member):
    drafts = model('billing.Invoice').objects.filter(validated=False).values('pk')
    return model('billing.Bill').objects.filter(member=member).exclude(pk__in=drafts)


def bill_total(pk):
    from .tables import holds
    return {b['id']: Decimal(b['total']) for b in holds()['bills']}[str(pk)]


def totals():
    from .tables import holds
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
    "As COIN does: rows are deleted and made anew; the named bill first, then the oldest."
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
