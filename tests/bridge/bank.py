"""A file of the bank: a transfer that names its bill, one of an unknown payer, a debit."""
from decimal import Decimal

from tests.bridge import dumps
from tests.bridge.dumps import row

HEAD = 'Date;Libellé;Débit;Crédit;Solde'
NUMBER = '202601-000009'
PAID = ('03/02/2026', f'VIR M MORIN ADA FACTURE {NUMBER}', '30.00')
UNKNOWN = ('05/02/2026', 'VIR INCONNU', '7.00')
FEE = ('25/02/2026', 'PRLV EDF', '-2.50')


def rows():
    "The dump of tests.bridge.dumps, and a member with an open bill of 30.00"
    return [
        *dumps.rows(),
        dumps.member(3, first_name="Ada", last_name="Morin"),
        row('billing.bill', 9, member=3, date='2026-01-20', status='open'),
        row('billing.invoice', 9, validated=True, number=NUMBER, date_due='2026-02-20'),
        row('billing.invoicedetail', 9, invoice=9, label="Fibre", amount='30.00',
            quantity='1.00', tax='0.0', offersubscription=None, period_from=None,
            period_to=None),
        ]


def file(*rows, opening='100.00'):
    "The bytes of a file: (day, label, amount)"
    lines, balance = [HEAD], Decimal(opening)
    for day, label, amount in rows:
        amount = Decimal(amount)
        balance += amount
        debit, credit = ('', amount) if amount > 0 else (-amount, '')
        lines.append(f'{day};{label};{debit};{credit};{balance}'.replace('.', ','))
    return '\n'.join(lines).encode()
