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

from ..bills import reference
from ..feed.canonical import digest
from ..feed.words import order_of_id
from ..settlement.residual import owned
from ..statements import documents, whole
from ..statements.members import members

ZERO = Decimal('0.00')


def take(feed, generation):
    "Return the contract's JSON; raise FeedError if the balances do not agree with the lines."
    entries, balances = _entries(feed)
    people = members(feed)
    content = {
        'members': [{
                'id': member.external,
                'number': member.number,
                'reference': reference.of_party(member.party),
                'balance': str(balances.get(member.party, ZERO)),
                'entries': entries.get(member.party, []),
                } for member in people],
        'unmatched': whole.unmatched(feed),
        }
    total = sum((balances.get(member.party, ZERO) for member in people), ZERO)
    whole.check_total(feed, total)
    return json.dumps({
            'ledger': feed.epoch,
            'generation': generation,
            'as_of': dt.datetime.now(dt.UTC).strftime('%Y-%m-%dT%H:%M:%SZ'),
            'currency': feed.company.currency.code,
            'count': len(people),
            'total': str(total),
            'digest': digest(content),
            # As this transaction finds it: no batch can come between it and the balances
            'cursor': feed.cursor,
            **content,
            }, ensure_ascii=False)


def _entries(feed):
    "Return {party: entries in the order of the contract}, {party: balance}."
    amounts = defaultdict(lambda: ZERO)
    balances = defaultdict(lambda: ZERO)
    others = {}
    for line in owned(feed.company):
        kind, id_ = line.left
        if kind == 'other':
            others[id_] = line
        amounts[line.party, line.left] += line.amount
        balances[line.party] += line.amount
    bills = documents.bills(feed, {id_ for _, (kind, id_) in amounts if kind == 'bill'})
    payments = documents.payments_of(
        feed, {id_ for _, (kind, id_) in amounts if kind == 'payment'})
    entries = defaultdict(list)
    for (party, (kind, id_)), amount in amounts.items():
        if not amount:
            continue
        if kind == 'bill':
            entry = dict(bills[id_].entry(), residual=str(-amount))
        elif kind == 'payment':
            entry = dict(payments[id_].entry(), residual=str(amount))
        else:
            entry = _other(others[id_], amount)
        entries[party].append(entry)
    for theirs in entries.values():
        theirs.sort(key=lambda e: (e['date'], order_of_id(e['id']), e['type']))
    return entries, balances


def _other(line, amount):
    return {
        'type': 'other', 'id': None, 'number': line.number, 'label': line.label,
        'date': str(line.date), 'due': documents.text(line.maturity),
        'amount': str(amount), 'residual': str(amount),
        }
