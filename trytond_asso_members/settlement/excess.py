"""What the portal gives to bills beyond what they can take: it stays with the payer.

A bill that was written off, cancelled or paid otherwise takes no more, nor does one that the
portal has deleted, or to which its other payments give the whole total.  The money is booked
all the same, as an advance.  What the portal asked for is kept here: it is shown, and given as
soon as the bill can take it.
"""
from collections import defaultdict
from decimal import Decimal

from sql.aggregate import Sum
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from .. import bulk
from ..feed.uncopied import Uncopied


class Excess(Uncopied, ModelSQL, ModelView):
    __name__ = 'asso.allocation.excess'

    payment = fields.Many2One(
        'asso.payment', "Payment", required=True, readonly=True,
        ondelete='CASCADE')
    bill = fields.Many2One(
        'account.invoice', "Bill", required=True, readonly=True,
        ondelete='CASCADE')
    amount = Monetary(
        "Amount", currency='currency', digits='currency', required=True,
        readonly=True,
        help="What the portal gives to the bill and the bill cannot take. "
        "It stands as an advance of the payer.")
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.payment, Index.Range())), Index(t, (t.bill, Index.Range()))}

    @classmethod
    def get_currency(cls, records, name):
        return {r.id: r.payment.currency.id for r in records}


def payments():
    "The query of the ids of payments that have any."
    table = Pool().get('asso.allocation.excess').__table__()
    return table.select(table.payment)


def of(parties):
    "Return {payment: {('bill', id): amount}} of the parties' payments."
    pool = Pool()
    table = pool.get('asso.allocation.excess').__table__()
    payment = pool.get('asso.payment').__table__()
    found = defaultdict(dict)
    for id_, bill, amount in bulk.select_among(
            lambda where: table
            .join(payment, condition=table.payment == payment.id)
            .select(table.payment, table.bill, table.amount, where=where),
            payment.party, parties):
        theirs = found[id_]
        theirs['bill', bill] = theirs.get(('bill', bill), 0) + bulk.money(amount)
    return found


def payers(parties):
    "The payers whose payments wait for bills of these parties."
    pool = Pool()
    table = pool.get('asso.allocation.excess').__table__()
    payment = pool.get('asso.payment').__table__()
    bill = pool.get('account.invoice').__table__()
    return {payer for payer, in bulk.select_among(
            lambda where: bill
            .join(table, condition=table.bill == bill.id)
            .join(payment, condition=table.payment == payment.id)
            .select(payment.party, where=where, group_by=payment.party),
            bill.party, parties)}


def asked(bills):
    """What the portal's payments give to the bills (ids), and what these could not take of it.

    Return {bill: {payment: amount}}.
    """
    return _by_bill(bills, ['asso.allocation', 'asso.allocation.excess'], ['payment'])


def given(bills):
    "What the portal's payments and credit notes give to the bills (ids), in the same form."
    return _by_bill(bills, ['asso.allocation'], ['payment', 'credit_note'])


def _by_bill(bills, names, kinds):
    pool = Pool()
    payment = pool.get('asso.payment').__table__()
    found = {}
    for name in names:
        table = pool.get(name).__table__()
        for id_, bill, amount in bulk.select_among(
                lambda where, table=table: table
                .join(payment, condition=table.payment == payment.id)
                .select(
                    payment.id, table.bill, Sum(table.amount), group_by=[payment.id, table.bill],
                    where=where & (payment.decided_by == 'portal')
                    & payment.kind.in_(kinds) & (payment.state == 'booked')),
                table.bill, bills):
            theirs = found.setdefault(bill, defaultdict(Decimal))
            theirs[id_] += bulk.money(amount)
    return {
        bill: {id_: amount for id_, amount in theirs.items() if amount > 0}
        for bill, theirs in found.items()}


def ask(rows):
    "Keep what payments are to give to bills, (payment, bill, amount), for `settle` to give."
    bulk.insert('asso.allocation.excess', [
            {'payment': payment, 'bill': bill, 'amount': amount}
            for payment, bill, amount in rows])


def store(stored, asked, wishes):
    "Store by how much `wishes` give less than the portal has `asked` for, in place of `stored`."
    rows, old = [], [id_ for id_ in stored if id_ not in asked]
    for id_, wanted in asked.items():
        given = wishes.get(id_, {})
        missing = {
            target: amount - given.get(target, Decimal(0))
            for target, amount in wanted.items()
            if amount > given.get(target, Decimal(0))}
        if missing == stored.get(id_, {}):
            continue
        old.append(id_)
        rows += [
            {'payment': id_, 'bill': bill, 'amount': amount}
            for (_, bill), amount in missing.items()]
    drop(old)
    bulk.insert('asso.allocation.excess', rows)


def keep(rows):
    "Keep as asked for by the portal what Tryton took off bills, by new rows of the log."
    Payment = Pool().get('asso.payment')
    taken = [row for row in rows if row['bill'] and row['amount'] < 0]
    portals = {
        p.id for p in Payment.browse(list({row['payment'] for row in taken}))
        if p.decided_by == 'portal'}
    bulk.insert('asso.allocation.excess', [
            {'payment': row['payment'], 'bill': row['bill'], 'amount': -row['amount']}
            for row in taken if row['payment'] in portals])


def drop(ids):
    "Forget what the portal asked of these payments."
    table = Pool().get('asso.allocation.excess').__table__()
    rows = bulk.select_among(
        lambda where: table.select(table.id, where=where), table.payment, ids)
    bulk.delete('asso.allocation.excess', [id_ for id_, in rows])
