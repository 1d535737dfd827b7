"""Mends of members, offers and subscriptions."""
from tests.module.portal import bill, change, gone, line, member, offer, payment

from .mend import mend

DAY = '2026-03-05'


def _of_offer(offer):
    return bill('1', '30.00', DAY, lines=[line('30.00', offer=offer)])


@mend('missing', "a bill of a member who is not there yet", "the member arrives", m1='-30.00')
def member_arrives(scene):
    scene.send(bill('1', '30.00', DAY))
    yield
    scene.send(member())


@mend(
    'missing', "a bill of a member who was deleted", "the bill is given another member",
    m2='-30.00')
def another_member(scene):
    scene.send(member(id_='2'), bill('1', '30.00', DAY))
    yield
    scene.send(bill('1', '30.00', DAY, member='2'))


@mend(
    'member_number', "two members have the number 7", "one gets another in the portal",
    m1='0.00', m2='-30.00')
def another_number(scene):
    scene.send(member(number='7'))
    scene.send(member('2', number='7'), bill('1', '30.00', DAY, member='2'))
    yield
    scene.send(member('2', number='8'))


@mend(
    'member_number', "a member made by hand in Tryton has the number 7",
    "that one gets another in Tryton", m1='-30.00')
def another_number_in_tryton(scene):
    def make(get):
        party, = get('party.party').create([{'name': "Bo Deux"}])
        get('asso.member').create([{'party': party.id, 'number': '7'}])
    scene.tryton(make)
    scene.send(member(number='7'), bill('1', '30.00', DAY))
    yield
    scene.write('asso.member', [('number', '=', '7')], number='8')
    scene.settle()


@mend(
    'member_open_entries', "a member who was deleted, and is 30.00 ahead",
    "the member is restored under the same ID", m1='30.00')
def restored(scene):
    scene.send(member(), payment('1', '30.00', DAY))
    scene.send(gone('member', '1'))
    yield
    scene.send(member(comment="Restored"))


@mend(
    'member_open_entries', "a member who was deleted, and is 30.00 ahead",
    "the payment is deleted", m1='0.00')
def settled(scene):
    scene.send(member(), payment('1', '30.00', DAY))
    scene.send(gone('member', '1'))
    yield
    scene.send(gone('payment', '1'))
    scene.settle()


@mend(
    'offer_reference', "two offers have the reference ADSL", "one gets another in the portal",
    m1='-30.00')
def another_reference(scene):
    scene.send(member(), offer('1', reference='ADSL'))
    scene.send(offer('2', reference='ADSL'), _of_offer('2'))
    yield
    scene.send(offer('2', reference='FTTH'))
    scene.settle()


@mend(
    'subscription_dates', "a subscription that ends before it starts", "the dates are corrected",
    m1='0.00')
def dates(scene):
    def subscription(end):
        return change(
            'subscription', id='1', member='1', offer='1', start=DAY, end=end)
    scene.send(member(), offer())
    scene.send(subscription('2026-01-01'))
    yield
    scene.send(subscription('2026-12-31'))
