"""Statements as the ledger makes them (version 2 of the contract), written as rows."""
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

from asso_portal.feed.cursor import seq_of
from asso_portal.models import Account, Outcome, Pointer, Snapshot
from tests.portal.snapshots import LEDGER, amounts_of, cursor_now

ZERO = Decimal('0.00')
MEMBER = {'state': 'member', 'paid_until': None, 'called_until': None}


def reference(number):
    "Of a bill, as the ledger makes it of the id that the bill has there; a member's begins with 0"
    body = f'{number:08d}'
    return f'RF{98 - int(body + "271500") % 97:02d}{body}'


def entry(type='bill', id='40', amount='15.00', residual=None, **fields):
    """One that is open, whole, unless `residual` says what is left of it"""
    amount = Decimal(amount)
    effect = -amount if type == 'bill' else amount
    made = {
        'key': f'{type} {id or fields.get("number")}', 'type': type, 'kind': None, 'id': id,
        'number': None, 'label': None, 'date': '2026-11-01', 'due': None, 'amount': str(amount),
        'effect': str(effect), 'residual': str(amount if residual is None else residual),
        'reference': reference(10_000_000 + int(id)) if type == 'bill' and id else None,
        'disputed': False, 'start': None, 'end': None, 'bank_label': None, 'bounced': False,
        'allocations': []} | fields
    assert isinstance(made['residual'], str)
    return made


def pays(*shares, by='ledger', reason=None, on='2026-11-02'):
    "Allocations: (key, amount) ..."
    return [
        {'to': key, 'amount': str(Decimal(amount)), 'by': by, 'reason': reason, 'on': on}
        for key, amount in shares]


def balance_of(entries):
    return sum((Decimal(e['effect']) for e in entries), ZERO)


def left_of(entries):
    return sum((
        Decimal(e['residual']) * (-1 if e['type'] == 'bill' else 1) for e in entries), ZERO)


def publish(accounts, as_of=None, bank=date(2026, 11, 20), cursor=cursor_now):
    """Show these to the members: {member: entries}, or {member: (entries, membership)}"""
    held = {
        str(member): held if isinstance(held, tuple) else (held, MEMBER)
        for member, held in accounts.items()}
    for entries, _ in held.values():
        assert balance_of(entries) == left_of(entries), entries
    generation = Snapshot.objects.count() + 1
    snapshot = Snapshot.objects.create(
        ledger=LEDGER, generation=generation, as_of=as_of or datetime.now(UTC), currency='EUR',
        count=len(held), total=sum((balance_of(e) for e, _ in held.values()), ZERO), digest='',
        received=datetime.now(UTC), seq=seq_of(cursor()) if cursor else None, judged=True,
        version=2, bank_known_until=bank)
    Account.objects.bulk_create([
        Account(
            snapshot=snapshot, member=member, number=member, reference=reference(int(member)),
            balance=balance_of(entries),
            entries=sorted(entries, key=lambda e: (e['date'], len(e['id'] or ''), e['id'] or '')),
            membership=membership)
        for member, (entries, membership) in held.items()], batch_size=500)
    Pointer.objects.update_or_create(pk=Pointer.ONLY, defaults={'snapshot': snapshot})
    return snapshot


def refuse(kind, id, state='refused'):
    Outcome.objects.create(
        type=kind, external_id=str(id), operation='upsert', state=state, code='x', reason='y',
        as_of=datetime.now(UTC))


def of_sample(sample):
    "{member: (entries, membership)} of an invented association, if the books agree with it"
    rows = {(row['model'], row['pk']): row['fields'] for row in sample.rows}
    amounts, held = amounts_of(sample), {id: [] for id in sample.expected.balances}
    given, fees = defaultdict(list), {}
    for row in sample.rows:
        if row['model'] == 'billing.paymentallocation':
            share = row['fields']
            on = rows['billing.payment', share['payment']]['date']
            given[share['payment']] += pays(
                (f'bill {share["bill"]}', share['amount']), by='portal', on=on)
    for (model, pk), fields in rows.items():
        whose = held.get(str(fields.get('member')))
        if whose is not None and model == 'billing.payment':
            note = fields['payment_mean'] == 'creditnote'
            whose.append(entry(
                'credit_note' if note else 'payment', str(pk), amounts[model, pk],
                str(sample.expected.open_payments.get(str(pk), ZERO)), date=fields['date'],
                kind=None if note else fields['payment_mean'], bank_label=fields['label'],
                allocations=given[pk]))
        elif whose is not None and model == 'billing.bill':
            kind, = [
                kind for kind in ['invoice', 'membershipfee', 'donation']
                if (f'billing.{kind}', pk) in rows]
            own = rows[f'billing.{kind}', pk]
            if not own.get('validated', True):
                continue
            left = sample.expected.open_bills.get(str(pk), ZERO)
            whose.append(entry(
                'bill', str(pk), amounts[model, pk], str(left), date=fields['date'],
                kind='membership_fee' if kind == 'membershipfee' else kind,
                number=own.get('number'), due=own.get('date_due'),
                disputed=fields['status'] == 'trouble',
                start=own.get('start_date'), end=own.get('end_date')))
            if kind == 'membershipfee':
                paid, called = fees.get(str(fields['member']), (None, None))
                end = own['end_date']
                fees[str(fields['member'])] = (paid if left else end, end)
    return {
        id: (entries, {
            'state': rows['members.member', int(id)]['status'],
            'paid_until': fees.get(id, (None,))[0], 'called_until': fees.get(id, (None, None))[1]})
        for id, entries in held.items()}
