"""What the books must say, from the tables of the site alone: no portal, bridge or Tryton."""
from collections import defaultdict
from decimal import Decimal

ZERO = Decimal('0.00')


def expected(holds):
    """{'balances': {member: amount}, 'open': {(type, id): residual}, 'given': {(payment, bill):
    amount}}; a bill or credit that is settled is not open.
    """
    due = {b['id']: Decimal(b['total']) for b in holds['bills']}
    left = {c['id']: Decimal(c['amount']) for c in holds['credits']}
    given = {}
    for credit in holds['credits']:
        for bill, amount in credit['given'].items():
            due[bill] -= Decimal(amount)
            left[credit['id']] -= Decimal(amount)
            given[credit['id'], bill] = Decimal(amount)
    _take_back(holds['credits'], left)
    kind = {
        c['id']: 'credit_note' if c['mean'] == 'creditnote' else 'payment'
        for c in holds['credits']}
    balances = defaultdict(lambda: ZERO, dict.fromkeys(holds['members'], ZERO))
    for bill in holds['bills']:
        balances[bill['member']] -= Decimal(bill['total'])
    for credit in holds['credits']:
        if credit['member'] is not None:
            balances[credit['member']] += Decimal(credit['amount'])
    found = {('bill', id): amount for id, amount in due.items()}
    found |= {(kind[id], id): amount for id, amount in left.items()}
    return {
        'balances': dict(balances),
        'open': {key: amount for key, amount in found.items() if amount},
        'given': given}


def _take_back(credits, left):
    "What is paid back takes what earlier payments of the member have left, the oldest first."
    in_time = sorted(
        (c for c in credits if c['member'] is not None), key=lambda c: (c['day'], int(c['id'])))
    for back in in_time:
        if Decimal(back['amount']) >= 0:
            continue
        for source in in_time:
            if source['member'] == back['member'] and left[source['id']] > 0 and (
                    source['day'] <= back['day']):
                amount = min(-left[back['id']], left[source['id']])
                left[back['id']] += amount
                left[source['id']] -= amount


def booked(ledger):
    "The same, from the answers that the bridge's `Ledger` gets."
    snapshot = ledger.snapshot()
    entries = [e for m in snapshot['members'] for e in m['entries']] + snapshot['unmatched']
    return {
        'balances': {m['id']: Decimal(m['balance']) for m in snapshot['members']},
        'open': {(e['type'], e['id']): Decimal(e['residual']) for e in entries},
        'given': {
            (record['id'], share['bill']): Decimal(share['amount'])
            for kind in ['payment', 'credit_note'] for record in ledger.ledger(kind)
            for share in record['allocations']}}
