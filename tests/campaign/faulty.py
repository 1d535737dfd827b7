"""Ways in which the portal's data is wrong: what to add to a sound dump, and what follows.

Each fault has a member and ids of its own, so that all can stand in one dump.
`type`, `code`, `state` and `label` are those of the change that goes to the quarantine, `mend` is
what its message must say.
"""
from dataclasses import dataclass
from typing import Any

FAULTS: dict[str, 'Fault'] = {}
FIRST = 900  # of the ids that the sample does not use


@dataclass
class Fault:
    spoil: Any
    type: str
    code: str
    mend: str
    state: str = 'refused'
    label: str = '{id}'  # how the change is called

    def entry(self, id_):
        "What the quarantine holds of it."
        return (self.type, self.label.format(id=id_), self.code, self.state)


def spoil(rows, names):
    "Add these faults to the rows of a dump; return what the quarantine must hold."
    for id_, name in ids(names):
        spoilt = Rows(rows, id_)
        if FAULTS[name].type != 'member':
            spoilt.member()
        FAULTS[name].spoil(spoilt)
    return {FAULTS[name].entry(id_) for id_, name in ids(names)}


def ids(names):
    return [(id_, name) for id_, name in enumerate(FAULTS, FIRST) if name in names]


class Rows:
    "Adds rows to a dump, which are sound except for what it is told; all have the same pk."

    def __init__(self, rows, id_):
        self.rows = rows
        self.id = id_

    def add(self, model, **fields):
        self.rows.append({'model': model, 'pk': self.id, 'fields': fields})

    def member(self, **others):
        self.add('members.member', **{
            'username': f'u{self.id}', 'type': 'natural_person', 'status': 'member',
            'first_name': 'Odile', 'last_name': 'Ibarra', 'organization_name': '',
            'nickname': '', 'email': '', 'date_joined': '2025-08-01', 'balance': '0.00',
            **others})

    def bill(self, **others):
        self.add('billing.bill', **{
            'member': self.id, 'date': '2025-08-05', 'status': 'open', 'pdf': '', **others})

    def line(self, **others):
        self.add('billing.invoicedetail', **{
            'label': 'Câble', 'amount': '10.00', 'quantity': '1', 'tax': '0.0',
            'invoice': self.id, 'offersubscription': None, 'period_from': None,
            'period_to': None, **others})

    def invoice(self, member=None, number=None, **line):
        self.bill(member=member or self.id)
        number = f'202501-{self.id:06d}' if number is None else number
        self.add('billing.invoice', validated=True, number=number, date_due='2025-09-05')
        self.line(**line)

    def payment(self, **others):
        self.add('billing.payment', **{
            'member': self.id, 'date': '2025-08-06', 'amount': '10.00',
            'payment_mean': 'transfer', 'bill': None, 'label': 'VIREMENT', **others})

    def allocation(self, amount, bill=None):
        self.add(
            'billing.paymentallocation', payment=self.id, bill=bill or self.id, amount=amount)


def fault(name, *of, **others):
    def register(spoil):
        FAULTS[name] = Fault(spoil, *of, **others)
        return spoil
    return register


def of_payment(name, code, mend, state='refused', **fields):
    FAULTS[name] = Fault(
        lambda rows: rows.payment(**fields), 'payment', code, mend, state)


def of_bill(name, code, mend, state='refused', **fields):
    FAULTS[name] = Fault(lambda rows: rows.invoice(**fields), 'bill', code, mend, state)


def of_member(name, code, mend, **fields):
    FAULTS[name] = Fault(lambda rows: rows.member(**fields), 'member', code, mend)


of_payment('amount_with_a_comma', 'money_form', 'amount', amount='12,50')
of_payment('amount_not_a_number', 'money_form', 'amount', amount='NaN')
of_payment('amount_infinite', 'money_form', 'amount', amount='Infinity')
of_payment('amount_in_exponents', 'money_form', 'amount', amount='1e3')
of_payment('amount_of_three_decimals', 'money_decimals', 'amount', amount='12.505')
of_payment('amount_missing', 'field_missing', 'amount', amount=None)
of_payment('amount_too_large', 'money_form', 'amount', amount='1234567890123.00')
of_payment('means_unknown', 'field_unknown_choice', 'payment_mean', payment_mean='bitcoin')
of_payment('means_missing', 'field_missing', 'payment_mean', payment_mean='')
of_payment('date_impossible', 'date_form', 'date', date='2025-02-30')
of_payment('date_french', 'date_form', 'date', date='06/08/2025')
of_payment('date_missing', 'field_missing', 'date', date=None)
of_payment('date_before_the_books', 'no_period', '1999', date='1999-08-06')
of_payment('member_missing', 'payment_waiting', 'Adhérent 777', 'waiting', member=777)
of_payment('member_no_reference', 'reference_form', 'member', member=[1])
of_payment('label_is_a_list', 'text_control', 'label', label=['VIR'])
of_bill('bill_of_a_missing_member', 'missing', 'Adhérent 777', state='waiting', member=777)
of_bill('bill_negative', 'bill_negative', '-10.00', amount='-10.00')
of_bill('number_missing', 'field_missing', 'number', number='')
of_bill('number_taken', 'number_taken', '202508-000001', number='202508-000001')
of_bill('tax_unknown', 'tax_unknown', '13', tax='13.0')
of_bill('tax_no_number', 'number_form', 'tax', tax='vingt')
of_bill('price_of_seven_decimals', 'number_form', 'amount', amount='1.2345678')
of_bill('quantity_missing', 'field_missing', 'quantity', quantity=None)
of_bill('number_of_300_characters', 'text_too_long', 'number', number='é' * 300)
of_bill('number_with_control_characters', 'text_control', 'number', number='20\x0725')
of_member('status_unknown', 'field_unknown_choice', 'status', status='emeritus')
of_member('kind_missing', 'field_missing', 'type', type=None)
of_member(
    'name_missing', 'field_missing', 'username', first_name='', last_name='', username='')


@fault('offer_unknown', 'subscription', 'missing', 'Offre 777', 'waiting')
def offer_unknown(rows):
    rows.add(
        'offers.offersubscription', member=rows.id, offer=777, subscription_date='2025-08-01',
        resign_date=None, commitment=0, comments='')


@fault('offer_reference_twice', 'offer', 'offer_reference', 'fibre')
def offer_reference_twice(rows):
    rows.add(
        'offers.offer', name='Fibre bis', reference='fibre', billing_period=1,
        period_fees='1.00', initial_fees='0.00', non_billable=False, configuration_type='')


@fault('subscription_ends_before_it_starts', 'subscription', 'subscription_dates', '2024')
def subscription_ends_before_it_starts(rows):
    rows.add(
        'offers.offersubscription', member=rows.id, offer=1, subscription_date='2025-08-01',
        resign_date='2024-08-01', commitment=0, comments='')


@fault('bill_without_a_kind', 'bill', 'child_missing', 'facture')
def bill_without_a_kind(rows):
    rows.bill()


@fault('bill_of_two_kinds', 'bill', 'duplicate_row', 'deux fois')
def bill_of_two_kinds(rows):
    rows.invoice()
    rows.add('billing.donation', _amount='10.00')


@fault('line_of_no_bill', 'bill', 'reference_form', 'invoice')
def line_of_no_bill(rows):
    rows.line()


@fault('row_twice', 'payment', 'duplicate_row', 'deux fois', label='payment {id} (2x)')
def row_twice(rows):
    rows.payment(member=None)
    rows.payment(member=None)


@fault('allocations_above_the_payment', 'payment', 'allocation_above_payment', '10.00')
def allocations_above_the_payment(rows):
    rows.invoice(amount='50.00')
    rows.payment()
    rows.allocation('20.00')


@fault('allocation_negative', 'payment', 'allocation_sign', 'positif')
def allocation_negative(rows):
    rows.invoice()
    rows.payment()
    rows.allocation('-1.00')


@fault('allocation_of_nobody', 'payment', 'allocation_of_nobody', 'personne')
def allocation_of_nobody(rows):
    rows.invoice()
    rows.payment(member=None)
    rows.allocation('10.00')


@fault('allocation_to_no_bill', 'payment', 'payment_waiting', 'Facture 777', state='waiting')
def allocation_to_no_bill(rows):
    rows.payment()
    rows.allocation('10.00', bill=777)


@fault('credit_note_of_no_bill', 'credit_note', 'field_missing', 'bill')
def credit_note_of_no_bill(rows):
    rows.payment(payment_mean='creditnote')


@fault('credit_note_negative', 'credit_note', 'credit_note_sign', 'positif')
def credit_note_negative(rows):
    rows.invoice()
    rows.payment(payment_mean='creditnote', bill=rows.id, amount='-5.00')


@fault('credit_note_above_its_bill', 'credit_note', 'credit_note_above_bill', '99.00')
def credit_note_above_its_bill(rows):
    rows.invoice()
    rows.payment(payment_mean='creditnote', bill=rows.id, amount='99.00')
