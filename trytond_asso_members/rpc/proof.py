"""The books written as the portal's records are, so that the two can be compared."""
from collections import defaultdict
from decimal import Decimal

from trytond.pool import Pool

from .. import bulk
from ..bills import income
from ..bills.owing import is_owed
from ..feed.words import MODELS, order_of_id
from ..settlement import excess
from ..settlement.residual import left
from .own import own

ZERO = Decimal('0.00')


def page(feed, type_, after, limit):
    "Return a page of records of a type: {'records': [...], 'next': key or None}."
    binding = Pool().get('asso.binding').__table__()
    rows = bulk.select(binding.select(
            binding.id, binding.external_id, binding.record,
            where=(binding.feed == feed.id) & (binding.type == type_)
            & (binding.deleted == False)  # noqa: E712
            & (binding.id > int(after or 0)),
            order_by=binding.id, limit=limit))
    externals = {
        bulk.referred(record): external for _, external, record in rows}
    tell = {
        'member': _members, 'bill': _bills, 'payment': _payments,
        'credit_note': _payments}[type_]
    found = tell(feed, externals) if externals else {}
    return {
        # Two of the portal's members may be one here
        'records': [
            {**found[bulk.referred(record)], 'id': external} for _, external, record in rows
            if bulk.referred(record) in found],
        'next': str(rows[-1][0]) if len(rows) == limit else None,
        }


def _externals(feed, type_, ids):
    "Return {id in Tryton: portal's id}."
    binding = Pool().get('asso.binding').__table__()
    name = MODELS[type_]
    rows = bulk.select_among(
        lambda where: binding.select(
            binding.record, binding.external_id,
            where=where & (binding.feed == feed.id)
            & (binding.type == type_)),
        binding.record, {bulk.reference(name, id_) for id_ in ids})
    return {bulk.referred(record): external for record, external in rows}


def _members_of(feed, parties):
    "Return {party: portal's id of the member}."
    member = Pool().get('asso.member').__table__()
    rows = bulk.select_among(
        lambda where: member.select(
            member.id, member.party,
            where=where & (member.company == feed.company.id)),
        member.party, parties)
    externals = _externals(feed, 'member', [id_ for id_, _ in rows])
    return {party: externals.get(id_) for id_, party in rows}


def _members(feed, externals):
    pool = Pool()
    Member = pool.get('asso.member')
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    members = Member.browse(list(externals))
    balances = dict(bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .select(
                line.party, bulk.in_cents(line.credit - line.debit),
                where=where & is_owed(line, move, feed.company),
                group_by=line.party),
            line.party, [m.party.id for m in members]))
    decided = own(feed, [m.party.id for m in members])
    return {
        m.id: {
            'id': externals[m.id],
            'number': m.number,
            'name': m.party.name,
            'balance': str(bulk.from_cents(balances.get(m.party.id))),
            'own': decided.get(m.party.id, []),
            }
        for m in members}


def _bills(feed, externals):
    Invoice = Pool().get('account.invoice')
    invoice = Invoice.__table__()
    rows = bulk.select_among(
        lambda where: invoice.select(
            invoice.id, invoice.bill_kind, Invoice.sql_portal_number(invoice), invoice.party,
            invoice.invoice_date, invoice.total_amount_cache, invoice.state, where=where),
        invoice.id, externals)
    lines = _lines(externals)
    amounts = left(feed.company, {
            ('bill', id_): party for id_, _, _, party, *_ in rows})
    members = _members_of(feed, {party for _, _, _, party, *_ in rows})
    earned = _income(externals)
    association = Pool().get('asso.association').of(feed.company)
    return {
        id_: {
            'id': externals[id_],
            'kind': kind,
            'number': number,
            'member': members.get(party),
            'date': str(date),
            'total': str(bulk.money(total)),
            # Of a bill from before the cut-over only what it owes is booked
            'lines': None if association.is_opening(bulk.date(date)) else lines[id_],
            'residual': str(bulk.money(-amounts['bill', id_])),
            'state': state,
            **earned.get(id_, {}),
            }
        for id_, kind, number, party, date, total, state in rows}


def _lines(bills):
    "Return {bill: its lines, in their order}."
    line = Pool().get('account.invoice.line').__table__()
    lines = {id_: [] for id_ in bills}
    for bill, quantity, price, tax in bulk.select_among(
            lambda where: line.select(
                line.invoice, line.quantity, line.unit_price, line.portal_tax_amount,
                where=where & (line.type == 'line'), order_by=[line.sequence, line.id]),
            line.invoice, bills):
        net = bulk.money(Decimal(str(quantity)) * Decimal(str(price)))
        lines[bill].append({'net': str(net), 'tax': str(bulk.money(tax or ZERO))})
    return lines


def _income(bills):
    """Return {bill: {'income', 'earned'}}, of those that become income as they are paid.

    `income` is what is booked, `earned` what it is by the lettering.
    """
    return {
        id_: {
            'income': str(sum((p.booked for p in call.parts.values()), ZERO)),
            'earned': str(sum((call.wanted(p)[0] for p in call.parts.values()), ZERO)),
            }
        for id_, call in income.read(bills).items()}


def _payments(feed, externals):
    Payment = Pool().get('asso.payment')
    payments = Payment.browse(list(externals))
    allocations = _allocations(payments)
    held_back = excess.of({p.party.id for p in payments if p.party})
    bills = _externals(feed, 'bill', {
            bill for theirs in allocations.values() for bill in theirs} | {
            bill for theirs in held_back.values() for _, bill in theirs} | {
            p.named_bill.id for p in payments if p.named_bill})
    members = _members_of(feed, {p.party.id for p in payments if p.party})
    chosen = _chosen([p.id for p in payments if p.member_by_person])
    found = {}
    for payment in payments:
        record = found[payment.id] = {
            'id': externals[payment.id],
            'member': members.get(payment.party.id) if payment.party else None,
            'date': str(payment.date),
            'residual': str(payment.residual),
            'allocations': sorted((
                    {'bill': bills.get(bill), 'amount': str(amount)}
                    for bill, amount in allocations[payment.id].items()),
                key=lambda a: order_of_id(a['bill'])),
            # What the portal gives to bills that cannot take it
            'excess': sorted((
                    {'bill': bills.get(bill), 'amount': str(amount)}
                    for (_, bill), amount in held_back.get(payment.id, {}).items()),
                key=lambda a: order_of_id(a['bill'])),
            'by': payment.decided_by,
            'member_by': 'person' if payment.member_by_person else 'portal',
            'chosen': chosen.get(payment.id),
            }
        if payment.kind == 'credit_note':
            record['number'] = payment.credit_note.portal_number
            record['bill'] = bills.get(payment.named_bill.id)
            record['total'] = str(payment.amount)
        else:
            record['amount'] = str(payment.amount)
            record['means'] = payment.means
    return found


def _chosen(payments):
    "Return {payment: who last chose its member, and why}, as {'by', 'why'}."
    return {
        act.payment.id: {'by': act.create_uid.name, 'why': act.reason}
        for act in Pool().get('asso.act').search([
            ('payment', 'in', payments), ('kind', 'in', ['attached', 'moved']),
            ('undone', '=', False)], order=[('id', 'ASC')])}


def _allocations(payments):
    "Return {payment: {bill: amount}}, from the payment lines of the bills."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    given = {p.id: defaultdict(Decimal) for p in payments}
    for origin, bill, amount in bulk.select_among(
            lambda where: move
            .join(line, condition=line.move == move.id)
            .join(attached, condition=attached.line == line.id)
            .select(
                move.origin, attached.invoice, line.credit - line.debit,
                where=where),
            move.origin, [str(p) for p in payments]):
        given[bulk.referred(origin)][bill] += bulk.money(amount)
    return given
