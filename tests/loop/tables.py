"""What the site's tables hold, read by plain SQL: no code of the portal's is used here."""
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import connection

CENT = Decimal('0.01')


def holds():
    "{'members': [id], 'bills': [...], 'credits': [...]}, money as text; drafts are left out."
    totals = {}
    for invoice, amount, quantity, tax in rows(
            'select invoice_id, amount, quantity, tax from billing_invoicedetail'):
        line = decimal(amount) * (1 + decimal(tax) / 100) * decimal(quantity)
        totals[invoice] = totals.get(invoice, 0) + line.quantize(CENT, ROUND_HALF_EVEN)
    drafts = {pk for pk, validated in rows(
        'select bill_ptr_id, validated from billing_invoice') if not validated}
    fees = dict(rows('select bill_ptr_id, _amount from billing_membershipfee'))
    totals.update(fees)
    totals.update(rows('select bill_ptr_id, _amount from billing_donation'))
    given = {}
    for payment, bill, amount in rows(
            'select payment_id, bill_id, amount from billing_paymentallocation'):
        shares = given.setdefault(payment, {})
        shares[bill] = shares.get(bill, 0) + decimal(amount)
    return {
        'members': [str(pk) for pk, in rows('select id from members_member')],
        'bills': [{
                'id': str(pk), 'member': str(member), 'day': str(day),
                'total': money(totals.get(pk, 0)),
                } for pk, member, day in rows('select id, member_id, date from billing_bill')
            if pk not in drafts],
        'credits': [{
                'id': str(pk), 'member': member and str(member), 'day': str(day),
                'amount': money(amount), 'mean': mean,
                'given': {str(b): money(a) for b, a in given.get(pk, {}).items()},
                } for pk, member, day, amount, mean in rows(
                    'select id, member_id, date, amount, payment_mean from billing_payment')],
        }


def rows(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def decimal(value):
    "SQLite gives decimals as floats"
    return Decimal(str(value))


def money(value):
    return str(decimal(value).quantize(CENT))
