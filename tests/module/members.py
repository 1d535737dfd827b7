"""An association of four members, for tests of what a treasurer sees of them in Tryton."""
import datetime as dt
import json
from zoneinfo import ZoneInfo


def today():
    "The date in Tryton: the tests may go on past midnight."
    return dt.datetime.now(ZoneInfo('Europe/Paris')).date()


def day(days):
    return str(today() + dt.timedelta(days=days))


def member(id_, name, **values):
    first, last = name.split()
    return 'member', id_, {
        'id': id_, 'number': id_, 'kind': 'natural', 'first_name': first,
        'last_name': last, 'status': 'member', **values}


def bill(id_, member, amount, date, due=None, kind='invoice', **values):
    return 'bill', id_, {
        'id': id_, 'kind': kind, 'member': member, 'date': date, 'due': due,
        'number': f'2026-{id_}' if kind == 'invoice' else None,
        'total': amount,
        'lines': [{
                'label': kind, 'quantity': '1', 'unit_price': amount,
                'tax_rate': '0.00', 'net': amount, 'tax': '0.00',
                'gross': amount}],
        **values}


def payment(id_, member, amount, date, **allocations):
    return 'payment', id_, {
        'id': id_, 'member': member, 'date': date, 'amount': amount,
        'means': 'transfer', 'label': f'VIR {id_}',
        'allocations': [
            {'bill': bill[1:], 'amount': amount}
            for bill, amount in allocations.items()]}


def credit_note(id_, member, bill, amount, date):
    return 'credit_note', id_, {
        'id': id_, 'member': member, 'bill': bill, 'date': date,
        'total': amount, 'label': "Geste",
        'allocations': [{'bill': bill, 'amount': amount}]}


def send(ledger, *records):
    "Send records (None: deleted) to the feed, which must apply them all"
    from trytond_asso_members.feed.canonical import digest
    changes = [{
            'type': type_, 'id': id_, 'op': 'upsert',
            'digest': digest(record), 'data': record,
            } if record else {
            'type': type_, 'id': id_, 'op': 'delete', 'digest': '0' * 64,
            } for type_, id_, record in records]
    Feed = ledger.get('asso.feed')
    run = json.loads(ledger.run(Feed.begin, 'portal', 'test'))['run']
    outcomes = json.loads(ledger.run(Feed.apply, 'portal', json.dumps({
                    'contract': 1, 'run': run, 'changes': changes})))['outcomes']
    assert [(o['id'], o['outcome'], o.get('reason')) for o in outcomes] == [
        (c['id'], 'applied', None) for c in changes]


def send_four(ledger):
    """Ada owes 29.00 of a late bill of 39.00, and 10.00 not due yet; Bo is 5.00 ahead, and his
    fee is paid; Cy's fee is late; Di has nothing.
    """
    send(
        ledger,
        member('1', "Ada Un", email='ada@exemple.org', nickname='lovelace'),
        member('2', "Bo Deux", mobile='06 12 34 56 78'),
        member('3', "Cy Trois"),
        member('10', "Di Dix", status='not_member'),
        bill('11', '1', '39.00', day(-60), day(-30)),
        bill('12', '1', '10.00', day(-1), day(29)),
        bill('21', '2', '15.00', day(-90), kind='membership_fee',
            start=day(-90), end=day(275)),
        bill('31', '3', '15.00', day(-90), day(-60), kind='membership_fee',
            start=day(-90), end=day(275)),
        payment('91', '1', '10.00', day(-20), b11='10.00'),
        payment('92', '2', '20.00', day(-20), b21='15.00'))


def find(ledger, number):
    from trytond.transaction import inactive_records
    with inactive_records():
        found, = ledger.get('asso.member').search([('number', '=', number)])
    return found


def numbers(ledger, *domain, **options):
    return [m.number for m in ledger.get('asso.member').search(
            list(domain), **options)]
