"""Random edits of the site: the pages of the feed tell what a full look at it finds."""
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.portal.bridge import site
from tests.site.billing.models import (
    Bill,
    Donation,
    Invoice,
    InvoiceDetail,
    MembershipFee,
    Payment,
    PaymentAllocation,
)
from tests.site.members.models import Member
from tests.site.offers.models import Offer, OfferSubscription

MODELS = [
    Bill, Donation, Invoice, InvoiceDetail, Member, MembershipFee, Offer, OfferSubscription,
    Payment, PaymentAllocation]


class Volunteer:
    "Edits the site at random, by a seed"

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def some(self, model, most=3):
        keys = list(model.objects.order_by('pk').values_list('pk', flat=True))
        return self.chance.sample(keys, min(len(keys), self.chance.randint(1, most)))

    def one(self, model):
        return model.objects.filter(pk__in=self.some(model, 1)).first()

    def amount(self):
        return Decimal(self.chance.randint(-500, 5000)) / 100

    def date(self):
        return f'2026-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}'

    def edit(self):
        kind = self.chance.choice([
            self.bill, self.payment, self.allocate, self.move, self.delete, self.update,
            self.raw, self.line, self.member, self.offer])
        try:
            with transaction.atomic():
                kind()
        except IntegrityError:
            pass  # what the site itself would refuse

    def member(self):
        Member.objects.create(
            username=str(self.chance.random()), first_name=self.chance.choice(["", "Zoé"]),
            type=self.chance.choice(['natural_person', 'legal_entity']))

    def offer(self):
        OfferSubscription.objects.filter(pk__in=self.some(OfferSubscription)).update(
            offer=self.one(Offer))

    def bill(self):
        base = {'member': self.one(Member), 'date': self.date()}
        self.chance.choice([
            lambda: Donation.objects.create(_amount=self.amount(), **base),
            lambda: MembershipFee.objects.create(_amount=self.amount(), **base),
            lambda: Invoice.objects.create(number=str(self.chance.random()), **base),
            ])()

    def line(self):
        invoice = self.one(Invoice)
        if invoice:
            InvoiceDetail.objects.create(
                invoice=invoice, label="x", amount=self.amount(), tax='19.60',
                quantity=self.chance.choice(['1', '0.33', '2.50']),
                offersubscription=self.one(OfferSubscription))

    def payment(self):
        Payment.objects.create(
            member=self.chance.choice([None, self.one(Member)]), amount=self.amount(),
            date=self.date(), label="x")

    def allocate(self):
        payment, bill = self.one(Payment), self.one(Bill)
        if payment and bill:
            payment.allocations.all().delete()
            PaymentAllocation.objects.bulk_create([
                PaymentAllocation(payment=payment, bill=bill, amount=self.amount())
                for _ in range(self.chance.randint(0, 2))])

    def move(self):
        InvoiceDetail.objects.filter(pk__in=self.some(InvoiceDetail)).update(
            invoice=self.one(Invoice))
        PaymentAllocation.objects.filter(pk__in=self.some(PaymentAllocation)).update(
            payment=self.one(Payment))

    def delete(self):
        model = self.chance.choice(MODELS)
        if model.objects.count() > 3:
            model.objects.filter(pk__in=self.some(model, 2)).delete()

    def update(self):
        payments = list(Payment.objects.filter(pk__in=self.some(Payment)))
        for payment in payments:
            payment.payment_mean = self.chance.choice(['transfer', 'creditnote'])
            payment.bill = self.one(Bill)
        Payment.objects.bulk_update(payments, ['payment_mean', 'bill'])
        Invoice.objects.filter(pk__in=self.some(Invoice)).update(
            validated=self.chance.random() < 0.5, date=self.date())

    def raw(self):
        table, column = self.chance.choice([
            ('billing_membershipfee', '_amount'), ('billing_payment', 'amount'),
            ('billing_invoicedetail', 'quantity')])
        with connection.cursor() as cursor:
            cursor.execute(f'update {table} set {column} = {column} + 1')


@pytest.mark.parametrize('edits, seed', [
        (100, 1), pytest.param(500, 2, marks=pytest.mark.stress),
        pytest.param(500, 3, marks=pytest.mark.stress)])
def test_feed_after_random_edits_holds_what_the_site_holds(sample, bridge, settings, edits, seed):
    settings.ASSO_PORTAL = {**settings.ASSO_PORTAL, 'RATE': 10 ** 9}
    volunteer = Volunteer(seed)
    bridge.read()
    before = bridge.held.copy()
    for number in range(edits):
        volunteer.edit()
        if number % 5 == 4:
            bridge.read(limit=volunteer.chance.choice([1, 3, 200]))
            assert bridge.held == site()
    assert len([key for key in before if before[key] != bridge.held.get(key)]) > 10
