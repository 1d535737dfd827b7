"""What of the bank's rows still waits: the lines of the books say so themselves.

A line of a statement that waits for a person, or for a payment to take it off, is open on
the account that it was booked on; so is what is left there of a payment that was taken off
its member again.  Amounts are positive where money came in.
"""
from dataclasses import dataclass
from decimal import Decimal

from sql import Literal, Null
from trytond.pool import Pool

from .. import bulk

LINE = 'account.statement.line'


@dataclass
class Open:
    origin: int  # the row
    statement_line: int
    id: int
    account: int
    amount: Decimal


def of_origins(ids):
    "Return the `Open` lines of these rows."
    table = Pool().get(LINE).__table__()
    return _open(bulk.select_among(
            lambda where: table.select(
                table.id, table.origin, where=where & (table.waits == Literal(True))),
            table.origin, ids))


def of_company(company):
    "Return the `Open` lines of all rows of the company."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    table = pool.get(LINE).__table__()
    statement = pool.get('account.statement').__table__()
    account = pool.get('account.account').__table__()
    payment = pool.get('asso.payment').__table__()
    open_ = {
        bulk.referred(origin, LINE) for origin, in bulk.select(line
            .join(account, condition=line.account == account.id)
            .select(
                line.origin, where=(line.reconciliation == Null) & (line.party == Null)
                & (account.company == company.id) & (account.reconcile == Literal(True))
                & (account.party_required != Literal(True))
                & line.origin.like(f'{LINE},%')))}
    open_.update(id_ for id_, in bulk.select(payment.select(
                payment.statement_line, where=(payment.company == company.id)
                & (payment.statement_line != Null) & (payment.state == 'deleted'))))
    return _open(bulk.select_among(
            lambda where: table
            .join(statement, condition=table.statement == statement.id)
            .select(table.id, table.origin, where=where & (table.waits == Literal(True))),
            table.id, open_))


def _open(rows):
    "The open lines of lines of statements, [(id, row)]."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    payment = pool.get('asso.payment').__table__()
    account = pool.get('account.account').__table__()
    # What was laid beside a payment of the portal stands on the account of the bank itself
    is_open = (
        (line.reconciliation == Null) & (line.party == Null)
        & (account.reconcile == Literal(True)))
    origins = dict(rows)
    of_payment = dict(bulk.select_among(
            lambda where: payment.select(
                payment.id, payment.statement_line,
                where=where & (payment.state == 'deleted')),
            payment.statement_line, origins))
    found = [
        (bulk.referred(reference), *entry) for reference, *entry in bulk.select_among(
            lambda where: line
            .join(account, condition=line.account == account.id)
            .select(
                line.origin, line.id, line.account, line.credit - line.debit,
                where=where & is_open),
            line.origin, [bulk.reference(LINE, id_) for id_ in origins])]
    found += [
        (of_payment[bulk.referred(reference)], *entry)
        for reference, *entry in bulk.select_among(
            lambda where: line
            .join(move, condition=line.move == move.id)
            .join(account, condition=line.account == account.id)
            .select(
                move.origin, line.id, line.account, line.credit - line.debit,
                where=where & is_open),
            move.origin, [bulk.reference('asso.payment', id_) for id_ in of_payment])]
    return [
        Open(origins[id_], id_, line, account, bulk.money(amount))
        for id_, line, account, amount in sorted(found)]
