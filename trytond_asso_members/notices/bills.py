"""Events of bills, read by sets as they are booked; those of payments are in money.py."""
from collections import defaultdict

from sql import Literal, Null
from sql.conditionals import Coalesce
from trytond.pool import Pool

from .. import bulk
from .event import Event


def posted(ids):
    "Yield the events of the bills and credit notes, which were posted."
    invoice = Pool().get('account.invoice').__table__()
    for id_, company, party, day, total in sorted(bulk.select_among(
            lambda where: invoice.select(
                invoice.id, invoice.company, invoice.party, invoice.invoice_date,
                invoice.total_amount_cache, where=where & (invoice.bill_kind != Null)),
            invoice.id, ids)):
        total = bulk.money(total)
        yield Event(
            company, 'bill.credited' if total < 0 else 'bill.posted',
            bulk.reference('account.invoice', id_), party, bulk.date(day),
            amount=abs(total), why=None if total else 'nothing')


def paid(ids):
    """Yield the events of those of the bills that are paid by now, and with money.

    It needs no message of its own where one on the bill, or on the money that paid it, is due.
    """
    found = defaultdict(dict)
    for id_, company, party, total, day, origin in _paid_by(ids):
        bill = bulk.reference('account.invoice', id_)
        # Another document of this kind is a credit note
        if origin == bill or not (origin or '').startswith('account.invoice,'):
            found[id_, company, party, total][origin] = bulk.date(day)
    notes = _notes({origin for origins in found.values() for origin in origins})
    due = _due(found)
    for (id_, company, party, total), origins in sorted(found.items()):
        days = {origin: day for origin, day in origins.items() if origin not in notes}
        if days:
            bill = bulk.reference('account.invoice', id_)
            told = ('bill.posted', bill, party) in due or any(
                ('payment.received', origin, party) in due for origin in days)
            yield Event(
                company, 'bill.paid', bill, party, max(days.values()),
                amount=bulk.money(total), why='told' if told else None)


def _paid_by(ids):
    "(bill, company, party, total, date, origin) of all that is attached to bills that are paid."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    attached = pool.get('account.invoice-account.move.line').__table__()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return bulk.select_among(
        lambda where: invoice
        .join(attached, condition=attached.invoice == invoice.id)
        .join(line, condition=line.id == attached.line)
        .join(move, condition=move.id == line.move)
        .select(
            invoice.id, invoice.company, invoice.party, invoice.total_amount_cache,
            move.date, move.origin,
            where=where & (invoice.state == 'paid') & (invoice.bill_kind != Null)
            & (invoice.bill_kind != 'credit_note')
            & (Coalesce(invoice.portal_deleted, Literal(False)) == Literal(False))),
        invoice.id, ids)


def _notes(origins):
    "Those of the origins that are credit notes, as payments of the ledger."
    payment = Pool().get('asso.payment').__table__()
    ids = {
        bulk.referred(origin) for origin in origins
        if (origin or '').startswith('asso.payment,')}
    return {bulk.reference('asso.payment', id_) for id_, in bulk.select_among(
            lambda where: payment.select(
                payment.id, where=where & (payment.kind == 'credit_note')),
            payment.id, ids)}


def _due(found):
    "(kind, record, party) of what is to be said of the bills, and of what paid them."
    notice = Pool().get('asso.notice').__table__()
    records = {origin for origins in found.values() for origin in origins}
    records |= {bulk.reference('account.invoice', id_) for id_, *_ in found}
    return set(bulk.select_among(
            lambda where: notice.select(
                notice.kind, notice.record, notice.party,
                where=where & (notice.state == 'due')),
            notice.record, records))
