"""Statements as a ledger tells them: a state of all members, or what differs between two."""
from decimal import Decimal

from asso_bridge.contract.answers import Quarantine
from asso_portal.records import canonical, digest
from tests.portal import snapshots
from tests.portal.snapshots import AS_OF, LEDGER

KINDS = {'bill': 'invoice', 'payment': 'transfer', 'credit_note': None, 'other': None}


def entry(kind='bill', id='40', amount='15.00', /, residual=None, **fields):
    "Open, unless a residual says that less is left; a bill takes from the balance"
    effect = f'-{amount}' if kind == 'bill' else amount
    return {
        'key': f'{kind} {id}', 'type': kind, 'kind': KINDS[kind], 'id': id, 'number': None,
        'label': "ADSL", 'date': '2026-11-01', 'due': None, 'amount': amount, 'effect': effect,
        'residual': residual or amount, 'reference': None, 'disputed': False,
        'start': None, 'end': None, 'bank_label': None, 'bounced': False,
        'allocations': []} | fields


def allocation(to, amount='15.00', **fields):
    return {'to': to, 'amount': amount, 'by': 'ledger', 'reason': None, 'on': '2026-11-02'} | fields


def member(id, *entries, **fields):
    balance = sum((Decimal(one['effect']) for one in entries), Decimal('0.00'))
    return {
        'id': id, 'number': id or 'L-9', 'balance': str(balance),
        'membership': {'state': 'member', 'paid_until': '2026-12-31', 'called_until': None},
        'entries': list(entries)} | fields


def digest_of(one):
    return digest(canonical(one))


def statement(members, generation=1, unmatched=(), before=None, **head):
    """The whole; or with `before`, (generation, members) of the base, what differs from it."""
    members, unmatched = list(members), list(unmatched)
    digests = [digest_of(one) for one in members]
    total = sum((Decimal(one['balance']) for one in members), Decimal('0.00'))
    base, gone, sent = None, [], members
    if before:
        base, old = before
        held = {digest_of(one) for one in old}
        gone = sorted(held - set(digests))
        sent = [one for one in members if digest_of(one) not in held]
    return {
        'contract': 2, 'ledger': LEDGER, 'generation': generation, 'as_of': AS_OF,
        'currency': 'EUR', 'cursor': None, 'bank_known_until': None, 'base': base,
        'count': len(members), 'total': str(total),
        'digest': digest_of({'members': sorted(digests), 'unmatched': unmatched}),
        'members': sent, 'gone': gone, 'unmatched': unmatched} | head


class Books:
    """A ledger, as far as the bridge asks it for balances: it remembers each state it told."""

    def __init__(self, *members):
        self.epoch, self.members, self.told, self.asked = LEDGER, list(members), {}, []

    def statement(self, run=None, base=None):
        self.asked.append(('statement', base))
        self.told[run] = list(self.members)
        before = (base, self.told[base]) if base in self.told and base != run else None
        return statement(self.members, run, before=before, ledger=self.epoch)

    def snapshot(self, run=None):
        self.asked.append(('snapshot',))
        return snapshots.document((
            snapshots.member(one['id'], *[
                snapshots.entry(each['type'], each['id'], each['residual'])
                for each in one['entries']])
            for one in self.members), run, ledger=self.epoch)

    def quarantine(self):
        return Quarantine(changes=[])
