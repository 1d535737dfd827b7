"""The state of the books in the portal's ids, so that two databases can be compared."""
from collections import Counter, defaultdict
from decimal import Decimal

BINDINGS = "SELECT record, type, external_id FROM asso_binding WHERE type IN %s"
DOCUMENTS = "('bill', 'credit_note', 'payment')"
LINES = """
    SELECT l.reconciliation, m.origin, p.invoice, l.credit - l.debit
    FROM account_move_line l JOIN account_move m ON m.id = l.move
    JOIN account_account a ON a.id = l.account AND a.party_required
    LEFT JOIN "account_invoice-account_move_line" p ON p.line = l.id"""
STATES = "SELECT id, state FROM account_invoice"
DECIDED = "SELECT id, decided_by, state FROM asso_payment"


def lettering(database):
    """What is lettered with what, and what is allocated to what.

    {'letterings': {what each nets in one lettering: how many such}, 'allocations': {(payment,
    bill): amount}, 'states': {document: its state}}, by (type, portal's id). A lettering of the
    pieces of one payment nets to nothing, and does not count.
    """
    with database.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(BINDINGS % DOCUMENTS)
        names = {record: (kind, id_) for record, kind, id_ in cursor.fetchall()}
        cursor.execute("SELECT id, credit_note FROM asso_payment WHERE credit_note IS NOT NULL")
        for payment, invoice in cursor.fetchall():
            names[f'account.invoice,{invoice}'] = names[f'asso.payment,{payment}']
        cursor.execute(LINES)
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
        'allocations': dict(allocations),
        'states': states}


def cents(amount):
    return Decimal(str(amount)).quantize(Decimal('0.01'))
