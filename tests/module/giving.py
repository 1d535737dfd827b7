"""An association that issues tax receipts, and what its treasurer does with them."""
import datetime as dt
from decimal import Decimal
from unittest.mock import patch

from tests.module.papers import furnish
from tests.module.portal import member

REASON = "une erreur d'adresse"
ADDRESS = {'street': "3 quai de la Douane", 'postal_code': '29200', 'city': "Brest"}


class Giving:
    "Members 1 and 2 are persons with an address in Brest; receipts are of 2026, issued in 2027."

    def __init__(self, ledger, portal):
        self.ledger, self.portal = ledger, portal
        portal.send(member('1', **ADDRESS), member('2', **ADDRESS))
        furnish(ledger, portal)

        self.settings(
            issues_receipts=True, receipts_from=dt.date(2026, 1, 1),
            receipts_object="Donner à tous un accès libre à Internet",
            receipts_quality="Organisme d'intérêt général à caractère culturel",
            receipts_article_200=True, receipts_signatory="Grace Hopper, trésorière")

    def settings(self, **values):
        "As the portal's, by a person who has read the warning"
        def write():
            from trytond.transaction import Transaction
            with Transaction().set_context(_skip_warnings=True):
                Association = self.ledger.get('asso.association')
                Association.write(Association.search([]), values)
        self.ledger.run(write)

    def run(self, work, **context):
        "On a day of 2027"
        def on_that_day():
            with patch.object(
                    self.ledger.get('ir.date'), 'today', lambda *_, **__: dt.date(2027, 1, 15)):
                return work()
        result = self.ledger.run(on_that_day, **context)
        assert self.portal.faults() == []
        return result

    def _association(self):
        association, = self.ledger.get('asso.association').search([])
        return association

    def prepare(self, year=2026):
        Receipt = self.ledger.get('asso.receipt')
        return self.run(lambda: [r.id for r in Receipt.prepare(self._association(), year)])

    def issue(self, year=2026):
        "Draft and issue; return the numbers"
        Receipt = self.ledger.get('asso.receipt')

        def work():
            receipts = Receipt.prepare(self._association(), year)
            Receipt.issue(receipts)
            return [r.number for r in Receipt.browse([r.id for r in receipts])]
        return self.run(work)

    def proposals(self, year=2026):
        "[(party, total, gifts, what is missing)]"
        from trytond_asso_members.receipts.proposal import propose
        Party = self.ledger.get('party.party')
        return self.run(lambda: [
                (Party(p.party).name, str(p.total), len(p.gifts), p.lack)
                for p in propose(self._association(), year)])

    def receipts(self):
        "{number: (state, amount, donor, number of the one that replaces it)}, drafts as None"
        Receipt = self.ledger.get('asso.receipt')
        return self.run(lambda: {
                r.number: (
                    r.state, f'{r.amount:.2f}', r.name,
                    r.replaced_by.number if r.replaced_by else None)
                for r in Receipt.search([])})

    def states(self):
        return {number: state for number, (state, *_) in self.receipts().items()}

    def reasons(self):
        Receipt = self.ledger.get('asso.receipt')
        return self.run(lambda: {
                r.number: r.cancel_reason
                for r in Receipt.search([('state', '=', 'cancelled')])})

    def cancel(self, number, replace=False):
        "By the wizard; return the numbers of the drafts that it issued instead"
        Receipt = self.ledger.get('asso.receipt')

        def work():
            receipt, = Receipt.search([('number', '=', number)])
            Wizard = self.ledger.pool.get('asso.receipt.cancel', type='wizard')
            Start = self.ledger.get('asso.receipt.cancel.start')
            from trytond.transaction import Transaction
            with Transaction().set_context(
                    active_model='asso.receipt', active_id=receipt.id, active_ids=[receipt.id]):
                wizard = Wizard(Wizard.create()[0])
                wizard.start = Start(reason=REASON)
                if not replace:
                    wizard.transition_cancel()
                    return []
                wizard.transition_replace()
            Receipt.issue(Receipt.browse(wizard.receipts))
            return [r.number for r in Receipt.browse(wizard.receipts)]
        return self.run(work)

    def declared(self, year='2026'):
        "As the wizard shows it: receipts, total, cancelled, issued in the year"
        def work():
            Year = self.ledger.get('account.fiscalyear')
            Start = self.ledger.get('asso.receipt.declared.start')
            start = Start()
            start.year, = Year.search([('name', '=', year)])
            start.on_change_year()
            return start.count, str(start.total), start.cancelled, start.delivered
        return self.run(work)

    def income(self, year=2026):
        "What the ledger has on the account of donations"
        def work():
            lines = self.ledger.get('account.move.line').search([
                    ('account', '=', self._association().account_donation.id),
                    ('date', '>=', dt.date(year, 1, 1)), ('date', '<=', dt.date(year, 12, 31))])
            return str(sum((line.credit - line.debit for line in lines), Decimal('0.00')))
        return self.run(work)
