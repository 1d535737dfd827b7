"""Small dumps in COIN's form, for tests to break and to change."""
import json


def row(model, pk, **fields):
    return {'model': model, 'pk': pk, 'fields': fields}


def rows():
    "One of each: an offer, two members, an invoice, a fee, a gift, a credit note, payments"
    return [
        row('offers.offer', 1, name="Tunnel", reference='tunnel', billing_period=1,
            period_fees='5.00', initial_fees='0.00', non_billable=False),
        member(1, first_name="Zoé", last_name="Huß"),
        member(2, type='legal_entity', organization_name="Atelier"),
        row('offers.offersubscription', 1, member=1, offer=1,
            subscription_date='2026-01-01', resign_date=None, comments=''),
        row('billing.bill', 1, member=1, date='2026-01-05', status='open'),
        row('billing.invoice', 1, validated=True, number='202601-000001',
            date_due='2026-02-05'),
        row('billing.invoicedetail', 1, invoice=1, label="Tunnel", amount='5.00',
            quantity='3.00', tax='20.0', offersubscription=1,
            period_from='2026-01-01', period_to='2026-01-31'),
        row('billing.bill', 2, member=1, date='2026-01-06', status='closed'),
        row('billing.membershipfee', 2, _amount='15.00', start_date='2026-01-06',
            end_date='2027-01-05'),
        row('billing.bill', 3, member=2, date='2026-01-07', status='trouble'),
        row('billing.donation', 3, _amount='50.00'),
        payment(1, 1, '33.00'),
        payment(2, 2, '20.00', payment_mean='check'),
        payment(3, 2, '10.00', payment_mean='creditnote', bill=3),
        payment(4, None, '8.00', label="VIR DE M. X"),
        allocation(1, 1, 1, '18.00'),
        allocation(2, 1, 2, '15.00'),
        allocation(3, 2, 3, '20.00'),
        allocation(4, 3, 3, '10.00'),
        ]


def member(pk, **fields):
    return row('members.member', pk, **{
            'username': f'u{pk}', 'type': 'natural_person', 'status': 'member',
            'first_name': '', 'last_name': '', 'organization_name': '', 'nickname': '',
            'email': f'u{pk}@example.org', 'date_joined': '2026-01-01T12:00:00Z',
            'resign_date': None, 'balance': '0.00', **fields})


def payment(pk, member, amount, **fields):
    return row('billing.payment', pk, **{
            'member': member, 'amount': amount, 'date': '2026-01-10',
            'payment_mean': 'transfer', 'bill': None, 'label': "VIREMENT", **fields})


def allocation(pk, payment, bill, amount):
    return row('billing.paymentallocation', pk, payment=payment, bill=bill, amount=amount)


def find(rows, model, pk):
    "The fields of a row"
    found, = [r for r in rows if r['model'] == model and r['pk'] == pk]
    return found['fields']


def write(path, rows):
    path.write_text(json.dumps(rows), encoding='utf-8')
    return path
