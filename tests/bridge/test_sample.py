from decimal import Decimal

from asso_bridge.demo.sample import Sample


def test_sample_is_the_same_each_time():
    assert Sample(seed=3).rows == Sample(seed=3).rows


def test_sample_of_another_seed_is_another():
    assert Sample(seed=3).rows != Sample(seed=4).rows


def test_sample_holds_every_case():
    rows = Sample().rows

    def of(model, field):
        return {r['fields'][field] for r in rows if r['model'] == model}
    assert of('billing.bill', 'status') == {'open', 'trouble'}
    assert of('billing.invoice', 'validated') == {True, False}
    assert of('billing.invoicedetail', 'tax') == {'0.0', '20.0'}
    assert of('billing.payment', 'payment_mean') == {'transfer', 'check', 'cash', 'creditnote'}
    assert None in of('billing.payment', 'member')
    assert min(Decimal(amount) for amount in of('billing.payment', 'amount')) < 0


def test_sample_allocates_no_more_than_there_is():
    sample = Sample(members=24, months=24, seed=5)
    residuals = {**sample.expected.open_bills}
    assert min(residuals.values()) > 0
    bills = sum((bill.amount for p in sample.people for bill in p.bills), Decimal())
    paid = sum((payment.amount for p in sample.people for payment in p.payments), Decimal())
    assert sum(sample.expected.balances.values()) == paid - bills
    unmatched = Decimal('24.00')
    assert sum(sample.expected.open_payments.values()) - unmatched - sum(residuals.values()) == (
        paid - bills)
