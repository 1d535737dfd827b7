"A treasurer who collects bills by direct debit, and what the bank does with them."
import datetime as dt
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

from lxml import etree

NS = {'p': 'urn:iso:std:iso:20022:tech:xsd:pain.008.001.02'}
CREDITOR = 'FR72ZZZ123456'
IBANS = {'own': 'FR1420041010050500013M02606', '1': 'BE85735556927306', '2': 'BE07131673267766'}
TODAY = dt.date(2026, 1, 20)
DAY = dt.date(2026, 2, 5)


class Collector:
    "Acts on a day of January 2026; members are named by the portal's id."

    def __init__(self, ledger, portal):
        self.ledger = ledger
        self.portal = portal
        self.get = ledger.get
        self.today = TODAY

    def run(self, work):
        with self.on(self.today):
            return self.ledger.run(work)

    @contextmanager
    def on(self, day):
        with patch.object(self.get('ir.date'), 'today', lambda *_, **__: day):
            yield

    def act(self, work, **context):
        "Work, and prove that the books are sound"
        with self.on(self.today):
            result = self.ledger.run(work, **context)
        assert self.portal.faults() == []
        return result

    def user(self, *groups):
        "A user (an id) with these groups, by their XML ids"
        def make():
            data = self.get('ir.model.data')
            company = self.association().company.id
            user, = self.get('res.user').create([{
                        'name': "Somebody", 'login': '-'.join(groups) or 'nobody',
                        'companies': [('add', [company])], 'company': company,
                        'groups': [('add', [data.get_id(group) for group in groups])]}])
            return user.id
        return self.run(make)

    def association(self):
        association, = self.get('asso.association').search([])
        return association

    def member(self, number):
        member, = self.get('asso.member').search([('portal_id', '=', number)])
        return member

    def set_up(self):
        "Give the association its identifier, its account at the bank and its journal"
        def work():
            association = self.association()
            company = association.company
            self.get('party.identifier').create([{
                        'party': company.party.id, 'type': 'eu_at_02', 'code': CREDITOR}])
            number = self._account(company.party, 'own')
            journal, = self.get('account.payment.journal').create([{
                        'name': "Prélèvements", 'company': company.id,
                        'currency': company.currency.id, 'process_method': 'sepa',
                        'sepa_bank_account_number': number.id, 'sepa_batch_booking': True,
                        'sepa_payable_flavor': 'pain.001.001.03',
                        'sepa_receivable_flavor': 'pain.008.001.02'}])
            association.__class__.write([association], {'debit_journal': journal.id})
        self.run(work)

    def _account(self, party, iban, bank=True):
        if bank:
            house, = self.get('party.party').create([{'name': "Crédit Rural"}])
            bank, = self.get('bank').create([{'party': house.id, 'bic': 'CTBKBEBX'}])
        account, = self.get('bank.account').create([{
                    'bank': bank.id if bank else None, 'owners': [('add', [party.id])],
                    'numbers': [('create', [{'type': 'iban', 'number': IBANS[iban]}])]}])
        return account.numbers[0]

    def sign(self, number='1', by_debit=True, signed='2026-01-02', **values):
        "Let the member sign a mandate, return its reference"
        def work():
            member = self.member(number)
            Mandate = self.get('account.payment.sepa.mandate')
            mandate, = Mandate.create([{
                        'party': member.party.id,
                        'address': member.party.addresses[0].id
                        if member.party.addresses else self._address(member.party),
                        'account_number': self._account(member.party, number).id,
                        'signature_date': dt.date.fromisoformat(signed), **values}])
            Mandate.request([mandate])
            Mandate.validate_mandate([mandate])
            member.__class__.write([member], {'by_debit': by_debit})
            return mandate.identification
        return self.run(work)

    def _address(self, party):
        address, = self.get('party.address').create([{'party': party.id}])
        return address.id

    def due(self, day=DAY):
        "{number of the bill: (member, open, left, why not)}"
        def work():
            from trytond_asso_members.debiting.due import due
            return {
                d.number: (
                    self.get('party.party')(d.party).name[-1], f'{d.open:.2f}', f'{d.left:.2f}',
                    d.why) for d in due(self.association(), day)}
        return self.run(work)

    def collect(self, day=DAY):
        "Collect what is due on the day; return the run, an id, or None"
        def work():
            run = self.association().collect_due(day)
            return run.id if run else None
        return self.act(work)

    def group(self, run):
        return self.get('account.payment.group')(run)

    def debits(self, run=None):
        "[(bill, amount, state, sequence type)]"
        return self.run(lambda: [
            (p.reference, f'{p.amount:.2f}', p.state, p.sepa_mandate_sequence_type)
            for p in self.get('account.payment').search(
                [('group', '=', run)] if run else [], order=[('id', 'ASC')])])

    def debit(self, bill):
        "The last debit of the bill"
        return self.get('account.payment').search([
                ('reference', '=', bill)], order=[('id', 'DESC')], limit=1)[0]

    def file(self, run):
        "The file of the run, as bytes"
        def work():
            message, = self.group(run).sepa_messages
            return bytes(message.message)
        return self.run(work)

    def transactions(self, run):
        "[(amount, mandate, signed, IBAN, sequence type, day, remittance)] of the file"
        tree = etree.fromstring(self.file(run))
        found = []
        for info in tree.iterfind('.//p:PmtInf', NS):
            kind = info.findtext('.//p:SeqTp', namespaces=NS)
            day = info.findtext('p:ReqdColltnDt', namespaces=NS)
            found += [(
                    one.findtext('p:InstdAmt', namespaces=NS),
                    one.findtext('.//p:MndtId', namespaces=NS),
                    one.findtext('.//p:DtOfSgntr', namespaces=NS),
                    one.findtext('.//p:DbtrAcct//p:IBAN', namespaces=NS), kind, day,
                    one.findtext('.//p:Ustrd', namespaces=NS))
                for one in info.iterfind('p:DrctDbtTxInf', NS)]
        return found

    def send(self, run):
        "Note that the file was sent"
        def work():
            messages = list(self.group(run).sepa_messages)
            messages[0].do(messages)
        self.run(work)

    def take_back(self, run, reason="pas maintenant"):
        self.act(lambda: self.group(run).undo(reason))

    def succeed(self, run):
        self.act(lambda: self.group(run).succeed([self.group(run)]))

    def fail(self, bill):
        self.act(lambda: self.debit(bill).fail([self.debit(bill)]))

    def come(self, bill):
        self.act(lambda: self.debit(bill).succeed([self.debit(bill)]))

    def wizard(self, name, model, id_, as_user=None, **values):
        "Go through the wizard's form with these values, from its only record; maybe as a user"
        def work():
            Wizard = self.ledger.pool.get(name, type='wizard')
            session, *_ = Wizard.create()
            wizard = Wizard(session)
            start = self.get(f'{name}.start')(**wizard.default_start([]))
            for field, value in values.items():
                setattr(start, field, value)
            wizard.start = start
            return next(
                getattr(wizard, f'transition_{state}')() for state in wizard.states
                if state != 'start' and hasattr(wizard, f'transition_{state}'))
        return self.act(
            work, active_model=model, active_id=id_, active_ids=[id_], user=as_user,
            _check_access=as_user is not None)

    def returned(self, bill, **values):
        "Note by the wizard that the last debit of the bill came back"
        debit = self.run(lambda: self.debit(bill).id)
        self.wizard('asso.debit.return', 'account.payment', debit, **values)

    def choose_row(self, run, row):
        "Say by the wizard that the row of the bank is that of the run"
        self.wizard(
            'asso.debit.row', 'account.payment.group', run, row=row, reason="c'est la remise")

    def allocations(self, number='1'):
        "[(amount, bill, state of the payment)] of what the member's own payments paid"
        def work():
            party = self.member(number).party
            return [
                (f'{a.amount:.2f}', a.bill.number if a.bill else None, a.payment.state)
                for a in reversed(self.get('asso.allocation').search([
                        ('payment.party', '=', party.id)], order=[('id', 'DESC')]))]
        return self.run(work)

    def left(self):
        "What all bills have left"
        return sum((Decimal(entry) for entry in self.portal.residuals('bill').values()), Decimal(0))
