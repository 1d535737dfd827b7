"""Who pays the bills of whom, where a payment was allocated to the bill of another member."""
from sql import Literal
from trytond.pool import Pool

from .. import bulk


def payers(payments):
    "The parties of the payments (ids)."
    payment = Pool().get('asso.payment').__table__()
    return {party for party, in bulk.select_among(
            lambda where: payment.select(payment.party, where=where), payment.id, payments)}


def paid(payments):
    """Return what the payments, {id: payer}, gave to bills of others, one row a line.

    Each is (payment, bill, amount, day, lettering).
    """
    return [
        (payment, bill, bulk.money(amount), str(day), lettering)
        for payment, party, bill, amount, day, lettering in _lines(payments)
        if party != payments[payment]]


def payees(payments):
    "The parties whose bills the payments (ids) pay."
    return {party for _, party, *_ in _lines(payments)}


def _lines(payments):
    "The lines of the payments (ids) that pay bills."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    rows = bulk.select_among(
        lambda where: move
        .join(line, condition=line.move == move.id)
        .join(attached, condition=attached.line == line.id)
        .select(
            move.origin, line.party, attached.invoice, line.credit - line.debit,
            move.date, line.reconciliation, where=where),
        move.origin, [bulk.reference('asso.payment', id_) for id_ in payments])
    return [(bulk.referred(origin), *rest) for origin, *rest in rows]


def naming(parties):
    "The parties of payments for others whose payers named a bill of these parties."
    pool = Pool()
    payment = pool.get('asso.payment').__table__()
    bill = pool.get('account.invoice').__table__()
    return {payer for payer, in bulk.select_among(
            lambda where: payment
            .join(bill, condition=payment.named_bill == bill.id)
            .select(
                payment.party,
                where=where & (payment.pays_others == Literal(True))
                & (payment.state == 'booked')),
            bill.party, parties)}


def owners(bills):
    "The parties of the bills (ids)."
    bill = Pool().get('account.invoice').__table__()
    return {party for party, in bulk.select_among(
            lambda where: bill.select(bill.party, where=where), bill.id, bills)}
