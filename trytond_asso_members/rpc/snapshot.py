"""All balances and open entries as of one moment: see doc/reference/contract.md.

A balance is the sum of a member's posted lines on the company's receivable accounts:
positive, the member is ahead; negative, the member owes.  It is computed from the lines that
are not lettered, and the total is compared with that of all lines before it is handed out.
"""
import datetime as dt
import json
from collections import defaultdict
from decimal import Decimal

from sql import Null
from sql.aggregate import Sum
from sql.conditionals import Coalesce
from trytond.i18n import gettext
from trytond.pool import Pool

from .. import bulk
from ..bills.owing import join_bill
from ..changes.canonical import digest
from ..exceptions import FeedError

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
            **content,
            }, ensure_ascii=False)


def by_id(external):
    "The sort key of an id: numbers first and by value, then texts, then None."
    if external is None:
        return (2, 0, '')
    if external.isdecimal():
        return (0, int(external), '')
    return (1, 0, external)


def _members(feed):
    "[(portal's id, number, party)], in the order of the contract."
    pool = Pool()
    member = pool.get('asso.member').__table__()
    binding = pool.get('asso.binding').__table__()
    rows = bulk.select(member
        .join(binding, 'LEFT', condition=(
                (binding.record == bulk.reference('asso.member', member.id))
                & (binding.feed == feed.id)))
        .select(
            binding.external_id, member.number, member.party,
            where=member.company == feed.company.id))
    return sorted(rows, key=lambda r: (by_id(r[0]), by_id(r[1])))


def _open_lines(feed):
    """The query of the lines that are not lettered, one row for each.

    A line belongs to the bill that it was allocated to, or that it comes from (by
    the bill's move, or one that reschedules it); else to its payment or credit note;
    else it stands alone.
    """
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    paid = pool.get('account.invoice').__table__()
    payment = pool.get('asso.payment').__table__()
    note = pool.get('asso.payment').__table__()
    query, bill = join_bill(line
        .join(move, condition=line.move == move.id)
        .join(attached, 'LEFT', condition=attached.line == line.id)
        # Another party may pay the bill: it is no entry of that party
        .join(paid, 'LEFT', condition=(
                (attached.invoice == paid.id) & (paid.party == line.party))),
        line)
    query = (query
        .join(note, 'LEFT', condition=note.credit_note == bill)
        .join(payment, 'LEFT', condition=(
                move.origin == bulk.reference('asso.payment', payment.id))))
    return query.select(
        line.party, line.id,
        Coalesce(paid.id, bill).as_('bill'),
        Coalesce(note.id, payment.id).as_('payment'),
        paid.id.as_('attached'),
        (line.credit - line.debit).as_('amount'),
        move.number, move.date, line.maturity_date, line.description,
        where=receivable(feed, line, move) & (line.reconciliation == Null))


def receivable(feed, line, move):
    "The SQL condition for a posted line of a party on a receivable account of the company."
    pool = Pool()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    accounts = account.join(type_, condition=account.type == type_.id).select(
        account.id, where=(account.company == feed.company.id)
        & (type_.receivable == True))  # noqa: E712
    return (
        line.account.in_(accounts) & (line.party != Null)
        & (move.state == 'posted'))


def _entries(feed):
    "Return {party: entries in the order of the contract}, {party: balance}."
    amounts = defaultdict(lambda: ZERO)
    balances = defaultdict(lambda: ZERO)
    others = {}
    for row in bulk.select(_open_lines(feed)):
        party, id_, bill, payment, attached, amount, *rest = row
        amount = bulk.money(amount)
        if payment and not attached:
            key = ('payment', payment)
        elif bill:
            key = ('bill', bill)
        else:
            key = ('other', id_)
            others[id_] = rest
        amounts[party, key] += amount
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
        theirs.sort(key=lambda e: (e['date'], by_id(e['id']), e['type']))
    return entries, balances


def _bills(feed, ids):
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    binding = pool.get('asso.binding').__table__()
    rows = bulk.select_among(
        lambda where: invoice
        .join(binding, 'LEFT', condition=(
                (binding.record == bulk.reference('account.invoice', invoice.id))
                & (binding.feed == feed.id)
                & (binding.deleted == False)))  # noqa: E712
        .select(
            invoice.id, binding.external_id, invoice.number,
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
    note = pool.get('account.invoice').__table__()
    binding = pool.get('asso.binding').__table__()
    rows = bulk.select(payment
        .join(note, 'LEFT', condition=payment.credit_note == note.id)
        .join(binding, 'LEFT', condition=(
                (binding.record == bulk.reference('asso.payment', payment.id))
                & (binding.feed == feed.id)
                & (binding.deleted == False)))  # noqa: E712
        .select(
            payment.id, binding.external_id, payment.kind, note.number,
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
    entries = [
        dict(entry, residual=entry['amount'])
        for _, entry in _payment_entries(
            feed, lambda payment: (payment.company == feed.company.id)
            & (payment.state == 'unmatched'))]
    return sorted(entries, key=lambda e: (e['date'], by_id(e['id'])))


def _check(feed, total):
    "Raise FeedError if the total is not the sum of all posted lines of the members."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    member = pool.get('asso.member').__table__()
    (ledger,), = bulk.select(line
        .join(move, condition=line.move == move.id)
        .select(
            Sum(line.credit - line.debit),
            where=receivable(feed, line, move)
            & line.party.in_(member.select(
                    member.party, where=member.company == feed.company.id))))
    ledger = bulk.money(ledger or 0)
    if ledger != total:
        raise FeedError(gettext(
                'asso_members.msg_snapshot_total', total=total, ledger=ledger))
