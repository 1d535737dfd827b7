"""An accountant who works in Tryton, by Tryton's own models, as its client calls them."""
import datetime as dt
import time
import xmlrpc.client
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus

DAY = dt.date(2025, 9, 15)
PRICE = Decimal('10.00')
PAUSE = 0.1  # seconds before the next click


@dataclass
class Click:
    method: str
    seconds: float
    refused: bool  # Tryton answered that it was busy


class Accountant:
    """Drafts invoices and their payments, then posts and letters them.

    Clicks again where Tryton answers that it is busy; `again` counts these clicks, and
    `clicks` has all of them.
    """

    def __init__(self, server):
        self._rpc = server.rpc()
        self._context = {}
        self.clicks = []
        self._context = {'company': self._find('company.company')}
        self._account = self._find('account.account', ('code', '=', '4112'))
        self._party, = self._click('party.party', 'create', [{
                    'name': "Café du Port", 'addresses': [('create', [{}])]}])

    @property
    def again(self):
        return sum(click.refused for click in self.clicks)

    def draft(self, count):
        return [(self._invoice(), self._payment()) for _ in range(count)]

    def post(self, invoice, payment, think=lambda: None):
        "Post the two, and letter them with each other."
        self._click('account.invoice', 'post', [invoice])
        think()
        self._click('account.move', 'post', [payment])
        lines = [
            self._find(
                'account.move.line', ('account', '=', self._account), (field, '=', value))
            for field, value in [
                ('move.origin', f'account.invoice,{invoice}'), ('move', payment)]]
        think()
        self._click('account.move.reconciliation', 'create', [{
                    'lines': [('add', lines)], 'date': DAY, **self._context}])
        think()

    def _invoice(self):
        return self._create('account.invoice', {
                'type': 'out', 'party': self._party, 'account': self._account,
                'invoice_address': self._find('party.address', ('party', '=', self._party)),
                'journal': self._find('account.journal', ('type', '=', 'revenue')),
                'invoice_date': DAY,
                'lines': [('create', [{
                                'type': 'line', 'description': "Salle", 'quantity': 1,
                                'account': self._find('account.account', ('code', '=', '706')),
                                'unit_price': PRICE}])]})

    def _payment(self):
        cash = self._find('account.account', ('code', '=', '5311'))
        return self._create('account.move', {
                'journal': self._find('account.journal', ('type', '=', 'cash')), 'date': DAY,
                'period': self._find(
                    'account.period', ('start_date', '<=', DAY), ('end_date', '>=', DAY)),
                'lines': [('create', [
                            {'account': cash, 'debit': PRICE, 'credit': Decimal(0)},
                            {'account': self._account, 'party': self._party,
                                'debit': Decimal(0), 'credit': PRICE}])]})

    def _create(self, model, values):
        id_, = self._click(model, 'create', [{**values, **self._context}])
        return id_

    def _find(self, model, *domain):
        "The first one; the rules of access show only those of the accountant's own company."
        return self._click(model, 'search', list(domain), 0, 1, [('id', 'ASC')])[0]

    def _click(self, model, method, *arguments):
        call = getattr(self._rpc, f'model.{model}.{method}')
        while True:
            started = time.monotonic()
            try:
                answer = call(*arguments, self._context)
            except xmlrpc.client.ProtocolError as error:
                if error.errcode != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                self._note(method, started, refused=True)
                time.sleep(PAUSE)
            else:
                self._note(method, started)
                return answer

    def _note(self, method, started, refused=False):
        self.clicks.append(Click(method, time.monotonic() - started, refused))
