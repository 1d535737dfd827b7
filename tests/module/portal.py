"""A portal for tests of the feed: it makes changes as the bridge sends them."""
import hashlib
import json
from decimal import Decimal

from tests.books import faults


def change(type_, **data):
    text = json.dumps(data, sort_keys=True)
    return {
        'type': type_, 'id': data['id'], 'op': 'upsert', 'data': data,
        'digest': hashlib.sha256(text.encode()).hexdigest()}


def gone(type_, id_):
    return {'type': type_, 'id': id_, 'op': 'delete', 'digest': '0' * 64}


def offer(id_='1', **data):
    return change('offer', **{
            'id': id_, 'reference': f'offer-{id_}', 'name': f"Offre {id_}", **data})


def member(id_='1', **data):
    return change('member', **{
            'id': id_, 'kind': 'natural', 'status': 'member', 'first_name': 'Ada',
            'last_name': f'Morin {id_}', 'joined': '2024-01-01', **data})


def line(amount, rate='0.00', tax='0.00', **data):
    return {
        'label': "Accès", 'quantity': '1', 'unit_price': amount, 'tax_rate': rate,
        'net': amount, 'tax': tax, 'gross': str(Decimal(amount) + Decimal(tax)), **data}


def bill(id_, amount, date, member='1', **data):
    return change('bill', **{
            'id': id_, 'kind': 'invoice', 'member': member, 'number': f'F-{id_}',
            'date': date, 'total': amount, 'lines': [line(amount)], **data})


def fee(id_, amount, date, **data):
    return bill(id_, amount, date, kind='membership_fee', number=None, **data)


def gift(id_, amount, date, **data):
    return bill(id_, amount, date, kind='donation', number=None, **data)


def shares(*pairs):
    return [{'bill': bill, 'amount': amount} for bill, amount in pairs]


def payment(id_, amount, date, *pairs, member='1', **data):
    "With pairs (bill, amount) the portal allocates; `allocations=None` leaves it to the ledger."
    return change('payment', **{
            'id': id_, 'member': member, 'date': date, 'amount': amount,
            'means': 'transfer', 'label': f"VIR {id_}",
            'allocations': shares(*pairs), **data})


def note(id_, amount, date, bill, *pairs, member='1', **data):
    return change('credit_note', **{
            'id': id_, 'member': member, 'bill': bill, 'date': date, 'total': amount,
            'allocations': shares(*pairs), **data})


# Its first member owes 100.00
OWING = [offer(), member(), member('2'), bill('1', '100.00', '2026-01-05')]


class Portal:
    "What the bridge sees of a ledger (tests.ledger): it sends changes and reads balances."

    def __init__(self, ledger, code='portal'):
        self.ledger = ledger
        self.code = code
        self.feed = ledger.get('asso.feed')
        self.run = json.loads(self.call('begin', 'test'))['run']

    def call(self, name, *arguments):
        return self.ledger.run(getattr(self.feed, name), self.code, *arguments)

    def begin(self):
        self.run = json.loads(self.call('begin', 'test'))['run']

    def send(self, *changes):
        "Apply in one batch; return {id: outcome} and prove that the books are sound."
        outcomes = self.send_unchecked(*changes)
        assert self.faults() == []
        return outcomes

    def send_unchecked(self, *changes):
        batch = {'contract': 1, 'run': self.run, 'changes': list(changes)}
        answer = json.loads(self.call('apply', json.dumps(batch)))
        return {
            o['id']: o['outcome'] if 'code' not in o else o['code']
            for o in answer['outcomes'] + answer['also']}

    def settings(self, **values):
        def write():
            feed, = self.feed.search([('code', '=', self.code)])
            feed.association.__class__.write([feed.association], values)
        self.ledger.run(write)

    def faults(self):
        from trytond.transaction import Transaction
        with self.ledger.transaction():
            return faults(Transaction().connection.cursor())

    def snapshot(self):
        return json.loads(self.call('snapshot', ''))

    def statement(self, base=''):
        "What the bridge is answered in a run of its own."
        self.run = json.loads(self.call('begin', 'test'))['run']
        return json.loads(self.call('statement', str(self.run), str(base)))

    def entries(self, member='1'):
        "All that is told of a member: {key, with the portal's id instead: entry}."
        found, = (m for m in self.statement()['members'] if m['id'] == member)
        return {f"{e['type']} {e['id'] or e['number']}": e for e in found['entries']}

    def balances(self):
        return {m['id']: m['balance'] for m in self.snapshot()['members']}

    def open(self, member='1'):
        "What is open of a member: {(type, id): residual}."
        found, = (m for m in self.snapshot()['members'] if m['id'] == member)
        return {
            (e['type'], e['id'] or e['label']): e['residual'] for e in found['entries']}

    def states(self):
        return {r['id']: r['state'] for r in self.records('bill')}

    def records(self, type_):
        return json.loads(self.call('ledger', type_, '', '1000'))['records']

    def residuals(self, type_='payment'):
        return {r['id']: r['residual'] for r in self.records(type_)}

    def deciders(self, type_='payment'):
        return {r['id']: r['by'] for r in self.records(type_)}

    def excess(self):
        return {
            r['id']: {e['bill']: e['amount'] for e in r['excess']}
            for r in self.records('payment') if r['excess']}

    def allocations(self, type_='payment'):
        return {
            r['id']: {a['bill']: a['amount'] for a in r['allocations']}
            for r in self.records(type_)}

    def quarantine(self):
        changes = json.loads(self.call('quarantine'))['changes']
        return {(c['type'], c['record']): c['code'] for c in changes}
