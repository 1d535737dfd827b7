"""Members of every kind: the rows of the site, and what the books have of them.

Each kind is a function that tells a member's story. Days are counted from today.
"""
from datetime import timedelta
from decimal import Decimal
from functools import partial

from asso_portal.moments import today
from tests.portal.statements import entry, pays, publish, refuse
from tests.site.billing.models import (
    Donation,
    Invoice,
    InvoiceDetail,
    MembershipFee,
    Payment,
    PaymentAllocation,
)
from tests.site.members.models import Member
from tests.site.offers.models import Offer, OfferSubscription

GRACE = 30  # days, as the tests set it
TODAY = today()
NEXT_YEAR = TODAY + timedelta(days=200)


def day(ago):
    return TODAY - timedelta(days=ago)


class Story:
    "A member: `entries` and `dues` are the books', `since` what the site does once they were read"

    def __init__(self, name, **fields):
        names = {'first_name': "Odile", 'last_name': "Quéméner", **fields}
        self.member = Member.objects.create_user(name, **names)
        self.entries, self.refused, self.since = [], [], []
        self.dues = {
            'state': 'member', 'paid_until': str(NEXT_YEAR), 'called_until': str(NEXT_YEAR)}

    def invoice(
            self, ago, amount='15.00', due=None, label="Fibre", booked=True, disputed=False,
            subscription=None):
        "`due`: days ago, negative in the days to come"
        due = None if due is None else day(due)
        row = Invoice.objects.create(
            member=self.member, date=day(ago), validated=True, date_due=due,
            status='trouble' if disputed else 'open')
        row.number = f'{row.date:%Y%m}-{row.pk:06d}'
        row.save()
        InvoiceDetail.objects.create(
            invoice=row, label=label, amount=amount, offersubscription=subscription,
            period_from=day(ago), period_to=day(ago - 30))
        return self._book(booked, 'bill', row, amount, kind='invoice', number=row.number,
            label=label, due=due and str(due), disputed=disputed)

    def fee(self, ago, amount='24.00', until=NEXT_YEAR, booked=True):
        start = until - timedelta(days=364)
        row = MembershipFee.objects.create(
            member=self.member, date=day(ago), _amount=amount, start_date=start, end_date=until)
        return self._book(booked, 'bill', row, amount, kind='membership_fee', number=f'C{row.pk}',
            start=str(start), end=str(until))

    def gift(self, ago, amount='50.00', booked=True):
        row = Donation.objects.create(member=self.member, date=day(ago), _amount=amount)
        return self._book(booked, 'bill', row, amount, kind='donation', number=f'D{row.pk}')

    def payment(
            self, ago, amount='15.00', bills=(), booked=True, mean='transfer', by='ledger',
            bounced=False, reason=None, label="VIR SEPA", bill=None):
        "`bills`: what it pays, each whole or as far as it goes"
        row = Payment.objects.create(
            member=self.member, date=day(ago), amount=amount, payment_mean=mean, label=label,
            bill_id=bill and bill['id'])
        kind = 'credit_note' if mean == 'creditnote' else 'payment'
        made = self._book(
            booked, kind, row, amount, kind=None if kind == 'credit_note' else mean,
            bank_label=label, bounced=bounced)
        for one in bills:
            share = min(Decimal(made['residual']), Decimal(one['residual']))
            if one['type'] == 'bill':
                PaymentAllocation.objects.create(
                    payment=row, bill_id=one['id'], amount=share)
            if booked:
                self.give(made, one, share, by=by, reason=reason, on=str(day(ago - 1)))
        return made

    def give(self, credit, one, amount, **told):
        "So much of a credit for a bill, or for what took it back"
        credit['allocations'] += pays((one['key'], amount), **told)
        credit['residual'] = str(Decimal(credit['residual']) - amount)
        sign = 1 if one['type'] == 'bill' else -1
        one['residual'] = str(Decimal(one['residual']) - sign * amount)

    def other(self, ago, amount, kind='opening', due=None, label="Reprise"):
        made = entry(
            'other', None, amount, key=f'other {len(self.entries)}', kind=kind, label=label,
            date=str(day(ago)), due=due and str(day(due)))
        self.entries.append(made)
        return made

    def refuse(self, one):
        self.refused.append((one['type'], one['id']))

    def _book(self, booked, type, row, amount, **fields):
        made = entry(type, str(row.pk), amount, date=str(row.date), **fields)
        if booked:
            self.entries.append(made)
        return made


def settled(it):
    "Owes nothing"
    bill = it.invoice(60, due=30)
    it.payment(40, bills=[bill], bill=bill)


def ahead(it):
    bill = it.invoice(60, due=30)
    it.payment(40, '40.00', bills=[bill])


def forty_bills(it):
    for n in range(40):
        it.invoice(40 * 30 - n * 30, due=39 * 30 - n * 30 + 5)


def only_later(it):
    it.invoice(3, '24.00', due=-35)
    it.invoice(2, '12.00', due=-60)


def in_instalments(it):
    "One has come, one is late, one is still to come"
    bill = it.invoice(90, '90.00', due=60)
    it.payment(40, '5.00', bills=[bill])
    bill['instalments'] = [
        {'date': str(day(ago)), 'amount': amount}
        for ago, amount in [(5, '25.00'), (0, '30.00'), (-30, '30.00')]]


def in_dispute(it):
    it.invoice(90, '31.50', due=60, disputed=True)


def on_its_way_whole(it):
    it.invoice(60, '46.22', due=30)
    it.payment(2, '46.22', booked=False)


def on_its_way_in_part(it):
    bill = it.invoice(60, '46.22', due=30)
    it.payment(2, '20.00', bills=[bill], booked=False)


def on_its_way_and_more(it):
    it.invoice(60, '46.22', due=30)
    it.payment(2, '60.00', booked=False)


def bounced(it):
    it.invoice(60, due=30)
    cheque = it.payment(40, mean='check', label="CHQ 0012")
    back = it.payment(30, '-15.00', mean='check', bounced=True, label="REJET CHQ 0012")
    it.give(cheque, back, Decimal('15.00'))


def paid_back(it):
    bill = it.invoice(60, due=30)
    paid = it.payment(40, '40.00', bills=[bill])
    back = it.payment(20, '-25.00', label="VIR REMBOURSEMENT")
    it.give(paid, back, Decimal('25.00'))


def credit_note_refused(it):
    "It is larger than its bill"
    bill = it.invoice(60, due=30)
    it.refuse(it.payment(20, '20.00', booked=False, mean='creditnote', bill=bill))


def credit_note_on_a_paid_bill(it):
    bill = it.invoice(60, due=30)
    it.payment(40, bills=[bill])
    it.payment(20, '10.00', mean='creditnote', bill=bill)


def lapsed(it):
    fee = it.fee(600, until=day(180))
    it.payment(590, '24.00', bills=[fee])
    it.dues = dict(it.dues, paid_until=str(day(180)), called_until=str(day(180)))


def in_grace(it):
    fee = it.fee(380, until=day(10))
    it.payment(370, '24.00', bills=[fee])
    it.fee(12)
    it.dues = dict(it.dues, paid_until=str(day(10)))


def in_grace_by_the_books(it):
    in_grace(it)
    it.dues |= {'paid_until': str(day(GRACE + 10)), 'grace_days': GRACE + 20}


def lapsed_by_the_books(it):
    in_grace(it)
    it.dues['grace_days'] = 0


def never_paid(it):
    it.dues = dict(it.dues, paid_until=None, called_until=None)
    it.invoice(60, due=30)


def gift_only(it):
    gift = it.gift(30)
    it.payment(30, '50.00', bills=[gift])
    it.dues = {'state': 'not_member', 'paid_until': None, 'called_until': None}


def legal_person(it):
    Member.objects.filter(pk=it.member.pk).update(
        type='legal_entity', organization_name="Atelier <Ibarra> & fils")
    offer = Offer.objects.create(
        name="Machine virtuelle", reference='vm', period_fees='7.35', billing_period=3)
    service = OfferSubscription.objects.create(
        member=it.member, offer=offer, subscription_date=day(400))
    it.invoice(40, '22.05', due=10, label="Machine virtuelle", subscription=service)


def long_name(it):
    Member.objects.filter(pk=it.member.pk).update(
        first_name="Maximilienne-Anastasie", last_name="de la Rochefoucauld-" + "Wolff" * 7 + "ab")
    it.invoice(60, due=30, label="W" * 100)


def right_to_left(it):
    it.invoice(60, due=30, label="אינטרנט (חודש) 12/2025")
    it.payment(2, '5.00', label="העברה בנקאית", booked=False)


def without_bills(it):
    pass


def left(it):
    "No longer a member, and still owes"
    it.dues = dict(it.dues, state='not_member', paid_until=str(day(400)))
    it.invoice(420, '30.00', due=390)


def decided_by_the_treasurer(it):
    first, second = it.invoice(90, due=60), it.invoice(60, due=30)
    it.payment(
        40, bills=[second], by='person', reason="Demandé par l’adhérente")
    assert Decimal(first['residual']) == 15


def opening(it):
    it.other(300, '-80.00', due=300)
    it.payment(100, '30.00')
    it.other(90, '0.50', kind='write_off', label="Écart")


def refused_years(it):
    "Years without a fiscal year in the books: every bill refused, and every payment"
    for n in range(30):
        bill = it.invoice(2000 - n * 30, due=1970 - n * 30, booked=False)
        paid = it.payment(1990 - n * 30, bills=[bill], booked=False)
        it.refuse(bill)
        it.refuse(paid)


def changed_since(it):
    "A payment that was entered with a slip, and corrected on the site since"
    it.invoice(60, '46.22', due=30)
    made = it.payment(20, '42.66')
    Payment.objects.filter(pk=made['id']).update(amount='46.22')


def relabelled_since(it):
    "A payment and its bill, both in the books, with another word on each since"
    bill = it.invoice(60, due=30)
    made = it.payment(20, bills=[bill])
    lines, paid = InvoiceDetail.objects, Payment.objects
    for rows in [lines.filter(invoice=bill['id']), paid.filter(pk=made['id'])]:
        it.since.append(partial(rows.update, label="VIR ID 7"))


def new_bill(it):
    "Two bills that the books do not have yet, one due and one not"
    it.invoice(1, '12.00', due=0, booked=False)
    it.invoice(1, '24.00', due=-30, booked=False)


KINDS = [
    settled, ahead, forty_bills, only_later, in_instalments, in_dispute, on_its_way_whole,
    on_its_way_in_part, on_its_way_and_more, bounced, paid_back, credit_note_refused,
    credit_note_on_a_paid_bill, lapsed, in_grace, in_grace_by_the_books, lapsed_by_the_books,
    never_paid, gift_only, legal_person, long_name, right_to_left, without_bills, left,
    decided_by_the_treasurer, opening, refused_years, changed_since, relabelled_since, new_bill]


def settle(kinds=KINDS, **published):
    "Tell the stories, and show the statement; {name of the kind: story}"
    told = {}
    for kind in kinds:
        told[kind.__name__] = story = Story(kind.__name__)
        kind(story)
    # The books took in all of it before they published, but for what is refused
    publish({s.member.pk: (s.entries, s.dues) for s in told.values()}, **published)
    for story in told.values():
        for kind, id in story.refused:
            refuse(kind, id)
        for change in story.since:
            change()
    return told


