"""Tryton's sale_subscription bills the same: in a database that does not have our module."""
import time
from datetime import date
from decimal import Decimal
from typing import Any

from tests.ledger import Ledger

LAYER = 'subscriptions'


def measure(config: str, database: str, count: int, months: list[date], price: Decimal) \
        -> dict[bool, float]:
    """Seconds for one bill: in the first month as it comes, in the second with care.

    With care, the locks that posting needs are taken before any work, as in `bench.batch`. No
    report is rendered.
    """
    import trytond.config
    trytond.config.update_etc(config)

    ledger = Ledger(database)
    ledger.get('account.invoice').print_invoice = _render_none
    shop = ledger.run(Shop, ledger, months[0].year, _skip_warnings=True)
    ledger.run(shop.subscribe, count, months[0], price, _skip_warnings=True)
    seconds = {}
    for care, day in zip([False, True], months, strict=True):
        started = time.perf_counter()
        bill(ledger, day, care)
        seconds[care] = (time.perf_counter() - started) / count
    check(ledger, len(months) * count, price)
    return seconds


def _render_none(_: Any) -> None:
    pass


def bill(ledger: Ledger, day: date, care: bool) -> None:
    "As its two crons do, and then a person who posts the drafts; each in a transaction."
    Invoice = ledger.get('account.invoice')

    def post() -> None:
        if care:
            _lock(ledger)
        Invoice.post(Invoice.search([('state', '=', 'draft')]))
    if care:
        ledger.run(_make_journal_period, ledger, day)
    ledger.run(ledger.get('sale.subscription.line').generate_consumption, day)
    ledger.run(ledger.get('sale.subscription').generate_invoice, day)
    ledger.run(post, _skip_warnings=True)


def _lock(ledger: Ledger) -> None:
    Sequence = ledger.get('ir.sequence.strict')
    Sequence.lock(Sequence.search([('company', '!=', None)]))


def _make_journal_period(ledger: Ledger, day: date) -> None:
    journal, = ledger.get('account.journal').search([('type', '=', 'revenue')])
    period, = ledger.get('account.period').search([
        ('start_date', '<=', day), ('end_date', '>=', day)])
    ledger.get('account.journal.period').create([
        {'journal': journal.id, 'period': period.id}])


def check(ledger: Ledger, count: int, price: Decimal) -> None:
    "All are posted, each once."
    def read() -> list[tuple[str, Decimal]]:
        return [
            (invoice.number, invoice.total_amount)
            for invoice in ledger.get('account.invoice').search([('state', '=', 'posted')])]
    bills = ledger.run(read)
    if len({number for number, _ in bills}) != count or {t for _, t in bills} != {price}:
        raise AssertionError(f'{len(bills)} bills, not {count}')


class Shop:
    "A company with the French chart, a fiscal year, and a service that is sold by the month."

    def __init__(self, ledger: Ledger, year: int) -> None:
        self.get = ledger.get
        self.pool = ledger.pool
        self.currency, = self.get('currency.currency').create([{
                    'name': "Euro", 'code': 'EUR', 'symbol': '€', 'digits': 2,
                    'rounding': Decimal('0.01'),
                    'rates': [('create', [{'date': date(year, 1, 1), 'rate': Decimal(1)}])]}])
        party, = self.get('party.party').create([{'name': "Les Amis du Réseau"}])
        self.company, = self.get('company.company').create([
                {'party': party.id, 'currency': self.currency.id}])
        from trytond.transaction import Transaction
        with Transaction().set_context(company=self.company.id):
            self._make_chart()
            self._make_year(year)
            self._make_service()

    def _id(self, xml_id: str) -> int:
        return int(self.get('ir.model.data').get_id(xml_id))

    def _make_chart(self) -> None:
        session, *_ = self.pool.get('account.create_chart', type='wizard').create()
        wizard = self.pool.get('account.create_chart', type='wizard')(session)
        wizard.account.account_template = self.get('account.account.template')(
            self._id('account_fr.root'))
        wizard.account.company = self.company
        wizard.transition_create_account()
        accounts = {
            account.code: account.id for account in self.get('account.account').search([])}
        self.revenue = accounts['706']
        configuration = self.get('account.configuration')(1)
        configuration.default_account_receivable = accounts['4111']
        configuration.default_account_payable = accounts['4011']
        configuration.save()

    def _make_year(self, year: int) -> None:
        def sequence(type_: str) -> int:
            made, = self.get('ir.sequence.strict').create([{
                        'name': f'{year}', 'company': self.company.id,
                        'sequence_type': self._id(type_)}])
            return int(made.id)
        invoices = sequence('account_invoice.sequence_type_account_invoice')
        fiscal_year, = self.get('account.fiscalyear').create([{
                    'name': f'{year}', 'company': self.company.id,
                    'start_date': date(year, 1, 1), 'end_date': date(year, 12, 31),
                    'move_sequence': sequence('account.sequence_type_account_move'),
                    'invoice_sequences': [('create', [{
                                    'company': self.company.id, **dict.fromkeys([
                                            'in_invoice_sequence', 'in_credit_note_sequence',
                                            'out_invoice_sequence', 'out_credit_note_sequence',
                                            ], invoices)}])]}])
        self.get('account.fiscalyear').create_period([fiscal_year])

    def _make_service(self) -> None:
        self.monthly, = self.get('sale.subscription.recurrence.rule.set').create([{
                    'name': "Monthly",
                    'rules': [('create', [{'freq': 'monthly', 'interval': 1}])]}])
        category, = self.get('product.category').create([{
                    'name': "Services", 'accounting': True, 'account_revenue': self.revenue}])
        self.unit, = self.get('product.uom').search([('symbol', '=', 'u')])
        template, = self.get('product.template').create([{
                    'name': "Téléphone", 'type': 'service', 'default_uom': self.unit.id,
                    'list_price': Decimal(0), 'account_category': category.id,
                    'products': [('create', [{}])]}])
        self.service, = self.get('sale.subscription.service').create([{
                    'product': template.products[0].id,
                    'consumption_recurrence': self.monthly.id}])

    def subscribe(self, count: int, start: date, price: Decimal) -> None:
        "Members, each with a subscription that runs."
        parties = self.get('party.party').create([
            {'name': f'Ada Morin {n}', 'addresses': [('create', [{'city': "Lyon"}])]}
            for n in range(1, count + 1)])
        Subscription = self.get('sale.subscription')
        subscriptions = Subscription.create([
            self._subscription(party, start, price) for party in parties])
        Subscription.quote(subscriptions)
        Subscription.run(subscriptions)

    def _subscription(self, party: Any, start: date, price: Decimal) -> dict[str, Any]:
        return {
            'company': self.company.id, 'party': party.id, 'currency': self.currency.id,
            'invoice_address': party.addresses[0].id, 'start_date': start,
            'invoice_recurrence': self.monthly.id, 'invoice_start_date': start,
            'lines': [('create', [{
                            'service': self.service.id, 'quantity': 1, 'unit': self.unit.id,
                            'unit_price': price, 'start_date': start,
                            'consumption_recurrence': self.monthly.id}])]}
