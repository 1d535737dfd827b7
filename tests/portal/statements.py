"""Statements as the ledger makes them (version 2 of the contract), written as rows."""
from datetime import UTC, date, datetime
from decimal import Decimal

from asso_portal.feed.cursor import seq_of
from asso_portal.models import Account, Outcome, Pointer, Snapshot
from tests.portal.snapshots import LEDGER, cursor_now

ZERO = Decimal('0.00')
MEMBER = {'state': 'member', 'paid_until': None, 'called_until': None}


def entry(type='bill', id='40', amount='15.00', residual=None, **fields):
    """One that is open, whole, unless `residual` says what is left of it"""
    amount = Decimal(amount)
    effect = -amount if type == 'bill' else amount
    made = {
        'key': f'{type} {id or fields.get("number")}', 'type': type, 'kind': None, 'id': id,
        'number': None, 'label': None, 'date': '2026-11-01', 'due': None, 'amount': str(amount),
        'effect': str(effect), 'residual': str(amount if residual is None else residual),
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
            snapshot=snapshot, member=member, number=member, balance=balance_of(entries),
            entries=sorted(entries, key=lambda e: (e['date'], len(e['id'] or ''), e['id'] or '')),
            membership=membership)
        for member, (entries, membership) in held.items()], batch_size=500)
    Pointer.objects.update_or_create(pk=Pointer.ONLY, defaults={'snapshot': snapshot})
    return snapshot


def refuse(kind, id, state='refused'):
    Outcome.objects.create(
        type=kind, external_id=str(id), operation='upsert', state=state, code='x', reason='y',
        as_of=datetime.now(UTC))
