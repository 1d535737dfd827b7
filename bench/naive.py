"""The script that anybody would write first: record by record with proteus, in process.

Not over the network, which makes it faster than it mostly is.
"""
import os
import time
from typing import Any

from .documents import Document, member_name

WARM_UP = 2


def measure(config: str, database: str, made: list[Document]) -> dict[str, float]:
    """Seconds for one document: with the report that Tryton renders at posting, and without.

    One half of the documents is booked each way; the members are made before.
    """
    script = Script(config, database, {document.member for document in made})
    for document in made[:WARM_UP]:
        script.book(document)
    made = made[WARM_UP:]
    half = len(made) // 2
    with_report = _seconds(script, made[:half])
    script.render_no_report()
    return {'report': with_report, 'no_report': _seconds(script, made[half:])}


def _seconds(script: 'Script', made: list[Document]) -> float:
    "For one document"
    started = time.perf_counter()
    for document in made:
        script.book(document)
    return (time.perf_counter() - started) / len(made)


class Script:
    def __init__(self, config: str, database: str, members: set[int]) -> None:
        from proteus import Model
        from proteus import config as proteus_config

        os.environ['DB_NAME'] = database
        self._config = proteus_config.set_trytond(config_file=config)
        self._Invoice = Model.get('account.invoice')
        Party = Model.get('party.party')
        feed, = Model.get('asso.feed').find([])
        association = feed.association
        self._receivable = association.account_receivable
        self._revenue = association.account_revenue
        self._method, = (m.method for m in feed.payment_methods if m.means == 'transfer')
        self._parties = {}
        for member in members:
            self._parties[member] = Party(name=member_name(member))
            self._parties[member].save()

    def render_no_report(self) -> None:
        def render_none(invoices: Any) -> None:
            pass
        self._config.pool.get('account.invoice').print_invoice = render_none

    def book(self, document: Document) -> None:
        from proteus import Wizard

        invoice = self._Invoice()
        invoice.type = 'out'
        invoice.party = self._parties[document.member]
        invoice.account = self._receivable
        invoice.invoice_date = document.day
        line = invoice.lines.new()
        line.description = document.label
        line.account = self._revenue
        line.quantity = 1
        line.unit_price = document.amount
        invoice.save()
        # proteus does not send a field that is read only
        self._config.get_proxy('account.invoice').write(
            [invoice.id], {'number': document.number}, self._config.context)
        invoice.click('post')
        pay = Wizard('account.invoice.pay', [invoice])
        pay.form.payment_method = self._method
        pay.form.date = document.paid
        pay.execute('choice')
        invoice.reload()
        if invoice.state != 'paid' or invoice.number != document.number:
            raise AssertionError(f'{document.number} is {invoice.state} as {invoice.number}')
