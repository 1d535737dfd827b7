"""The state of the books in the portal's ids, so that two databases can be compared."""
from collections import Counter, defaultdict
from decimal import Decimal

FEED = "SELECT id, company FROM asso_feed WHERE code = '{code}'"
BINDINGS = """
    SELECT record, type, external_id FROM asso_binding
    WHERE feed = {feed} AND type IN ('bill', 'credit_note', 'payment')"""
NOTES = """
    SELECT id, credit_note FROM asso_payment
    WHERE feed = {feed} AND credit_note IS NOT NULL"""
LINES = """
    SELECT l.reconciliation, m.origin, p.invoice, l.credit - l.debit
    FROM account_move_line l JOIN account_move m ON m.id = l.move
    JOIN account_account a ON a.id = l.account AND a.party_required
    LEFT JOIN "account_invoice-account_move_line" p ON p.line = l.id
    WHERE m.company = {company}"""
STATES = "SELECT id, state FROM account_invoice"
DECIDED = "SELECT id, decided_by, state FROM asso_payment"


def lettering(database, feed='portal'):
    """What is lettered with what, and what is allocated to what, in the company of the feed.

    {'letterings': {the net of each document in a lettering: how many such}, 'allocations':
    {(payment, bill): amount}, 'states': {document: its state}}; documents are (type, portal's
    id). A lettering of the pieces of one payment nets to nothing, and does not count.
    """
    with database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(FEED.format(code=feed))
        (id_, company), = cursor.fetchall()
        own = {'feed': id_, 'company': company}
        cursor.execute(BINDINGS.format(**own))
        names = {record: (kind, id_) for record, kind, id_ in cursor.fetchall()}
        cursor.execute(NOTES.format(**own))
        for payment, invoice in cursor.fetchall():
            names[f'account.invoice,{invoice}'] = names[f'asso.payment,{payment}']
        cursor.execute(LINES.format(**own))
        groups, allocations = defaultdict(lambda: defaultdict(Decimal)), defaultdict(Decimal)
        for group, origin, bill, amount in cursor.fetchall():
            owner, amount = names.get(origin, origin), cents(amount)
            if group:
                groups[group][owner] += amount
            if bill:
                allocations[owner, names[f'account.invoice,{bill}']] += amount
        cursor.execute(STATES)
        states = {
            names[f'account.invoice,{id_}']: state for id_, state in cursor.fetchall()
            if f'account.invoice,{id_}' in names}
        cursor.execute(DECIDED)
        states.update({
            names[f'asso.payment,{id_}'] + ('payment',): tuple(state)
            for id_, *state in cursor.fetchall() if f'asso.payment,{id_}' in names})
    connection.close()
    nets = [
        frozenset((owner, net) for owner, net in group.items() if net)
        for group in groups.values()]
    return {
        'letterings': Counter(net for net in nets if net),
        'allocations': dict(allocations), 'states': states}


def cents(amount):
    return Decimal(str(amount)).quantize(Decimal('0.01'))


def without_references(balances):
    "The balances, without what is made of ids: of these others books have others."
    for member in balances['members']:
        del member['reference']
        for entry in member['entries']:
            entry.pop('reference', None)
    del balances['digest']
    return balances


def without_own_numbers(balances, changes):
    "The balances, without when they were taken and without the numbers that the ledger gave."
    numbers = {c['data']['number'] for c in changes if c['type'] == 'bill'}
    for member in balances['members']:
        for entry in member['entries']:
            if entry['number'] not in numbers:
                # the ledger numbers dues, gifts and credit notes as they come
                entry['number'] = None
    del balances['as_of'], balances['generation']
    return without_references(balances)
