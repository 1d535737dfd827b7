"""All balances and open entries as of one moment: see doc/reference/contract.md.

A balance is the sum of a member's posted lines on the company's receivable accounts:
positive, the member is ahead; negative, the member owes.  It is computed from the lines that
are not lettered.  Before anything is handed out, the total is compared with the sum of all
posted lines of the members, lettered or not.
"""
import datetime as dt
import json
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills.owing import is_owed
from ..changes.canonical import digest
from ..exceptions import FeedError
from ..feed.words import order_of_id
from ..settlement.residual import open_lines
from ..settlement.suspense import waiting

ZERO = Decimal('0.00')


def take(feed, generation):
    "Return the contract's JSON; raise FeedError if the balances do not agree with the lines."
    entries, balances = _entries(feed)
    members = _members(feed)
    content = {
        'members': [{
                'id': external,
                'number': number,
                'balance': str(balances.get(party, ZERO)),
                'entries': entries.get(party, []),
                } for external, number, party in members],
        'unmatched': _unmatched(feed),
        }
    total = sum((balances.get(party, ZERO) for _, _, party in members), ZERO)
    _check(feed, total)
    return json.dumps({
            'ledger': feed.epoch,
            'generation': generation,
            'as_of': dt.datetime.now(dt.UTC).strftime('%Y-%m-%dT%H:%M:%SZ'),
            'currency': feed.company.currency.code,
            'count': len(members),
            'total': str(total),
            'digest': digest(content),
            # As this transaction finds it: no batch can come between it and the balances
            'cursor': feed.cursor,
            **content,
            }, ensure_ascii=False)


def _members(feed):
    "[(portal's id, number, party)], in the order of the contract."
    pool = Pool()
    Binding = pool.get('asso.binding')
    member, binding = pool.get('asso.member').__table__(), Binding.__table__()
    # One that the portal has deleted may still owe
    bound = bulk.select(binding.select(
            binding.record, binding.external_id, binding.deleted, binding.merged, binding.id,
            where=(binding.feed == feed.id) & (binding.type == 'member')))
    externals = {
        record: external for record, external, *_ in sorted(
            bound, key=lambda row: Binding.rank(*row[2:]))}
    return sorted((
            (externals.get(bulk.reference('asso.member', id_)), number, party)
            for id_, number, party in bulk.select(member.select(
                    member.id, member.number, member.party,
                    where=member.company == feed.company.id))),
        key=lambda r: (order_of_id(r[0]), order_of_id(r[1])))


def _entries(feed):
    "Return {party: entries in the order of the contract}, {party: balance}."
    amounts = defaultdict(lambda: ZERO)
    balances = defaultdict(lambda: ZERO)
    others = {}
    for party, owner, amount, *rest in open_lines(feed.company):
        if owner[0] == 'other':
            others[owner[1]] = rest
        amounts[party, owner] += amount
        balances[party] += amount
    bills = _bills(feed, {id_ for _, (kind, id_) in amounts if kind == 'bill'})
    payments = _payments(
        feed, {id_ for _, (kind, id_) in amounts if kind == 'payment'})
    entries = defaultdict(list)
    for (party, (kind, id_)), amount in amounts.items():
        if not amount:
            continue
        if kind == 'bill':
            entry = dict(bills[id_], residual=str(-amount))
        elif kind == 'payment':
            entry = dict(payments[id_], residual=str(amount))
        else:
            entry = _other(others[id_], amount)
        entries[party].append(entry)
    for theirs in entries.values():
        theirs.sort(key=lambda e: (e['date'], order_of_id(e['id']), e['type']))
    return entries, balances


def _bills(feed, ids):
    pool = Pool()
    Invoice = pool.get('account.invoice')
    invoice = Invoice.__table__()
    source, external = pool.get('asso.binding').join(
        invoice, 'account.invoice', invoice.id, feed)
    rows = bulk.select_among(
        lambda where: source.select(
            invoice.id, external, Invoice.sql_portal_number(invoice),
            invoice.description, invoice.invoice_date,
            invoice.payment_term_date, invoice.total_amount_cache,
            where=where),
        invoice.id, ids)
    return {
        id_: {
            'type': 'bill', 'id': external, 'number': number, 'label': label,
            'date': str(date), 'due': str(due) if due else None,
            'amount': str(bulk.money(total or 0)),
            }
        for id_, external, number, label, date, due, total in rows}


def _payments(feed, ids):
    if not ids:
        return {}
    return dict(_payment_entries(
            feed, lambda payment: bulk.among(payment.id, ids)))


def _payment_entries(feed, where):
    pool = Pool()
    payment = pool.get('asso.payment').__table__()
    Invoice = pool.get('account.invoice')
    note = Invoice.__table__()
    source, external = pool.get('asso.binding').join(
        payment.join(note, 'LEFT', condition=payment.credit_note == note.id),
        'asso.payment', payment.id, feed)
    rows = bulk.select(source.select(
            payment.id, external, payment.kind, Invoice.sql_portal_number(note),
            payment.label, payment.date, payment.amount,
            where=where(payment)))
    for id_, external, kind, number, label, date, amount in rows:
        yield id_, {
            'type': kind, 'id': external, 'number': number, 'label': label,
            'date': str(date), 'due': None, 'amount': str(bulk.money(amount)),
            }


def _other(row, amount):
    number, date, due, label = row
    return {
        'type': 'other', 'id': None, 'number': number, 'label': label,
        'date': str(date), 'due': str(due) if due else None,
        'amount': str(amount), 'residual': str(amount),
        }


def _unmatched(feed):
    payments = dict(_payment_entries(
            feed, lambda payment: (payment.company == feed.company.id)
            & (payment.state == 'unmatched')))
    # What a person has lettered on suspense waits no longer
    left = waiting({id_: Decimal(entry['amount']) for id_, entry in payments.items()})
    entries = [
        dict(payments[id_], residual=str(sum(line.amount for line in lines)))
        for id_, lines in left.items()]
    return sorted(entries, key=lambda e: (e['date'], order_of_id(e['id'])))


def _check(feed, total):
    "Raise FeedError if the total is not the sum of all posted lines of the members."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    member = pool.get('asso.member').__table__()
    (ledger,), = bulk.select(line
        .join(move, condition=line.move == move.id)
        .select(
            bulk.in_cents(line.credit - line.debit),
            where=is_owed(line, move, feed.company)
            & line.party.in_(member.select(
                    member.party, where=member.company == feed.company.id))))
    ledger = bulk.from_cents(ledger)
    if ledger != total:
        raise FeedError(gettext(
                'asso_members.msg_snapshot_total', total=total, ledger=ledger))
