"""Snapshots as the ledger makes them, and the refusals that follow them."""
from collections import defaultdict
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from asso_portal.feed.cursor import Cursor
from asso_portal.feed.sequencing import sequence
from asso_portal.intake import outcomes, snapshot
from asso_portal.models import Feed
from asso_portal.records import canonical, digest

LEDGER = '6f6ac52c-2b5e-4c52-9d7c-8e8c3d3f5a10'
NOW = datetime.now(UTC)
AS_OF = NOW.strftime('%Y-%m-%dT%H:%M:%SZ')


def entry(kind='bill', id='40', residual='15.00', **fields):
    return {
        'type': kind, 'id': id, 'number': None, 'label': "ADSL", 'date': '2026-11-01',
        'due': None, 'amount': residual, 'residual': residual} | fields


def member(id, *entries, **fields):
    balance = sum(
        (Decimal(e['residual']) * (-1 if e['type'] == 'bill' else 1) for e in entries),
        Decimal('0.00'))
    return {'id': id, 'number': id, 'balance': str(balance), 'entries': list(entries)} | fields


def document(members, generation=1, unmatched=(), **head):
    content = {'members': list(members), 'unmatched': list(unmatched)}
    total = sum((Decimal(m['balance']) for m in content['members']), Decimal('0.00'))
    return {
        'ledger': LEDGER, 'generation': generation, 'as_of': AS_OF, 'currency': 'EUR',
        'count': len(content['members']), 'total': str(total),
        'digest': digest(canonical(content)), **content} | head


def amounts_of(sample):
    "{(model, pk): amount} of its bills and payments, by their rows"
    found = defaultdict(Decimal)
    for row in sample.rows:
        model, fields = row['model'], row['fields']
        if model == 'billing.invoicedetail':
            gross = (
                Decimal(fields['amount']) * (1 + Decimal(fields['tax']) / 100)
                * Decimal(fields['quantity']))
            found['billing.bill', fields['invoice']] += gross.quantize(
                Decimal('0.01'), ROUND_HALF_EVEN)
        elif '_amount' in fields:
            found['billing.bill', row['pk']] = Decimal(fields['_amount'])
        elif model == 'billing.payment':
            found[model, row['pk']] = Decimal(fields['amount'])
    return found


def of_sample(sample, **head):
    "The snapshot of an association of asso_bridge.sample, if the books agree with it"
    rows = {(row['model'], row['pk']): row['fields'] for row in sample.rows}
    expected, entries, amounts = sample.expected, {}, amounts_of(sample)
    for kind, model, residuals in [
            ('bill', 'billing.bill', expected.open_bills),
            ('payment', 'billing.payment', expected.open_payments)]:
        for id, residual in residuals.items():
            fields = rows[model, int(id)]
            if fields['member'] is not None:
                entries.setdefault(str(fields['member']), []).append(entry(
                    kind, id, str(residual), date=fields['date'], label=kind,
                    amount=str(amounts[model, int(id)])))
    members = [member(id, *entries.get(id, [])) for id in expected.balances]
    return document(members, **head)


def receive(whose, *entries, generation=1, as_of=AS_OF, **head):
    "Have the portal receive a snapshot of one member"
    made = document([member(str(whose.pk), *entries)], generation, as_of=as_of, **head)
    snapshot.receive(generation, made, None)


def refuse(*keys):
    "Have the portal receive the list of refusals: {(type, id)}"
    outcomes.receive({'as_of': AS_OF, 'outcomes': [
        {'type': kind, 'id': str(id), 'op': 'upsert', 'state': 'refused'} for kind, id in keys]})


def cursor_now():
    "The cursor of a reader who has read all that the site holds"
    while sequence():
        pass
    feed = Feed.objects.get()
    return str(Cursor.of(feed, feed.seq))
