"""The records that random batches are made of, beside those of the ready association.

They are committed once; a batch names them, and what it writes is rolled back.
"""
import datetime as dt
from decimal import Decimal

from .bank import Bank

YEAR = 2025
FIRST, LAST = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)
SUMMER = dt.date(YEAR, 7, 1)
CLOSED = dt.date(YEAR - 2, 3, 5)  # in a closed period
CLOSED_JOURNAL = dt.date(YEAR - 2, 5, 5)  # in a period closed for the journal of bills
NO_PERIOD = dt.date(2035, 1, 1)
FUTURE = dt.date(2027, 5, 5)


class World:
    "{name: id} of the records of each kind"

    def __init__(self, ledger):
        self.ledger = ledger
        self.get = ledger.get
        self._make(self._find)
        self.other = self._make(lambda feed: self._other_company(feed.company))
        self.accounts = self._make(self._accounts)
        self.taxes = self._make(lambda feed: self._taxes(self._tax_accounts()))
        self.terms = self._make(lambda feed: self._terms())
        self.parties = self._make(lambda feed: self._parties(feed.company))
        self.products = self._make(lambda feed: self._products())
        models = dict(ledger.pool.iterobject())
        self.bank = self._make(lambda feed: Bank(self)) if 'account.statement' in models else None
        self._make(lambda feed: self._periods())

    def _make(self, part):
        "In a transaction of its own: where it must start again for a lock, the others need not"
        def act():
            feed, = self.get('asso.feed').search([])
            return part(feed)
        return self.ledger.run(act)

    def _find(self, feed):
        self.company, self.feed = feed.company.id, feed.id
        books = feed.association
        self.journals = {
            'bills': books.journal_bill.id, 'lettering': books.journal_lettering.id,
            'opening': books.journal_opening.id}
        self.users = [1, feed.user.id]

    def create(self, model, **values):
        record, = self.get(model).create([values])
        return record.id

    def _other_company(self, company):
        party = self.create('party.party', name="Une autre association")
        return self.create(
            'company.company', party=party, currency=company.currency.id,
            timezone='Europe/Paris')

    def _accounts(self, feed):
        Account = self.get('account.account')
        books = feed.association
        revenue, receivable = books.account_revenue.type.id, books.account_receivable.type.id
        bank, = Account.search([('code', '=', '5121')], limit=1) or Account.search(
            [('code', '=', '512')], limit=1)
        dollar = self.create(
            'currency.currency', name="Dollar", symbol='$', code='USD', digits=2,
            rounding=Decimal('0.01'))
        type_of_other = self.create(
            'account.account.type', name="Produits", statement='income', revenue=True,
            company=self.other)

        def account(name, type_=revenue, company=self.company, **values):
            return self.create(
                'account.account', name=name, code=f'S-{name}', company=company, type=type_,
                **values)
        return {
            'members': feed.association.account_receivable.id,
            'bank': bank.id,
            'revenue': feed.association.account_revenue.id,
            'fees': feed.association.account_fee.id,
            'called': feed.association.account_donation_deferral.id,
            'lettered': account('lettered', reconcile=True),
            'of parties': self._of_parties(feed.association.account_fee_deferral),
            'customers': account('customers', receivable, reconcile=True, party_required=True),
            'counter': account('counter', receivable, reconcile=True),
            'open book': account('open book', receivable, party_required=True),
            'new': account('new', start_date=SUMMER),
            'old': account('old', end_date=SUMMER - dt.timedelta(days=1)),
            'closed': account('closed', closed=True),
            'closed receivable': account(
                'closed receivable', receivable, reconcile=True, party_required=True,
                closed=True),
            'view': account('view', None),
            'dollars': account('dollars', bank.type.id, second_currency=dollar),
            "another's": account("another's", type_of_other, self.other),
            }

    def _of_parties(self, account):
        "An account that bills are called on, changed so that it requires a party"
        account.party_required = account.reconcile = True
        account.save()
        return account.id

    def _tax_accounts(self):
        Account = self.get('account.account')
        account, = Account.search([('code', '=', '44571')], limit=1) or Account.search(
            [('code', 'like', '4457%'), ('type', '!=', None)], limit=1)
        lettered = self.create(
            'account.account', name="T.V.A. lettered", company=self.company,
            type=account.type.id, reconcile=True)
        named = self.create(
            'account.account', name="T.V.A. by party", company=self.company,
            type=account.type.id, reconcile=True, party_required=True)
        return account.id, lettered, named

    def _taxes(self, accounts):
        account, lettered, named = accounts
        members = self.accounts['members']
        groups = {
            kind: self.create('account.tax.group', name=kind, code=kind, kind=kind)
            for kind in ['sale', 'both', 'purchase']}

        def tax(name, rate, group='sale', invoice=account, note=account, **values):
            values.setdefault('type', 'percentage')
            if values['type'] == 'percentage':
                values['rate'] = Decimal(rate)
            elif values['type'] == 'fixed':
                values['amount'] = Decimal(rate)
            id_ = self.create(
                'account.tax', name=name, description=f'{name} in English',
                legal_notice=f'Notice of {name}', company=self.company,
                group=groups[group] if group else None,
                invoice_account=invoice, credit_note_account=note, **values)
            self._translate(id_, name)
            return id_
        found = {
            'normal': tax('normal', '0.2'),
            'low': tax('low', '0.055', note=lettered),
            'third': tax('third', '0.3333333333', 'both', sequence=5),
            'per piece': tax('per piece', '0.3456', type='fixed', sequence=3),
            'compound': tax('compound', '0.0713', sequence=1, update_unit_price=True),
            'discount': tax('discount', '-0.1', None, sequence=2, note=lettered),
            'by party': tax('by party', '0.021', invoice=named, note=named),
            'nothing': tax('nothing', '0'),
            'group': tax('group', None, type='none', sequence=4),
            'from summer': tax('from summer', '0.1', start_date=SUMMER),
            'until summer': tax(
                'until summer', '0.08', end_date=SUMMER - dt.timedelta(days=1)),
            'no account': tax('no account', None, type='none', invoice=None, note=None),
            'on the bill': tax('on the bill', '0.2', invoice=members, note=members),
            'of purchases': tax('of purchases', '0.2', 'purchase'),
            }
        found['child'] = tax('child', '0.1', None, parent=found['group'])
        tax('other child', '0.021', None, parent=found['group'], note=lettered, sequence=1)
        return found

    def _translate(self, tax, name):
        from trytond.transaction import Transaction
        Tax = self.get('account.tax')
        with Transaction().set_context(language='fr'):
            Tax.write([Tax(tax)], {
                    'description': f'{name} en français', 'legal_notice': f'Note {name}'})

    def _terms(self):
        euro = self.get('company.company')(self.company).currency.id

        def line(type_, days, **values):
            return {
                'type': type_, 'relativedeltas': [('create', [{'days': days}])], **values}

        def term(name, *lines):
            return self.create('account.invoice.payment_term', name=name, lines=[
                    ('create', [dict(line, sequence=n) for n, line in enumerate(lines)])])
        third = {'ratio': Decimal('0.3333333333'), 'divisor': Decimal('3.0000000003')}
        return {
            'thirds': term(
                'thirds', line('percent_on_total', 0, **third),
                line('percent_on_total', 30, **third), line('remainder', 60)),
            'deposit': term(
                'deposit', line('fixed', 0, amount=Decimal('0.01'), currency=euro),
                line('percent', 15, ratio=Decimal('0.5'), divisor=Decimal(2)),
                line('remainder', 45)),
            # Tryton can share out no less than the fixed amount
            'large deposit': term(
                'large deposit', line('fixed', 0, amount=Decimal('9999.00'), currency=euro),
                line('remainder', 45)),
            'later': term('later', line('remainder', 30)),
            }

    def _parties(self, company):
        Lang = self.get('ir.lang')
        french, = Lang.search([('code', '=', 'fr')])
        france = self.create('country.country', name="France", code='FR')
        belgium = self.create('country.country', name="Belgique", code='BE')
        self.get('party.identifier').create([
                {'party': company.party.id, 'type': 'eu_vat', 'code': 'FR83404833048'},
                {'party': company.party.id, 'type': 'eu_vat', 'code': 'BE0403019261'}])
        first, second = company.party.identifiers
        self.create(
            'company.company.tax_identifier', company=self.company, country=france,
            tax_identifier=second.id)
        employee = self.create(
            'company.employee', party=self.create('party.party', name="Un salarié"),
            company=self.company)
        User = self.get('res.user')
        User.write([User(1)], {'employees': [('add', [employee])], 'employee': employee})

        def party(name, *addresses, codes=(), **values):
            return self.create(
                'party.party', name=name, addresses=[('create', list(addresses))],
                identifiers=[('create', [{'type': t, 'code': c} for t, c in codes])], **values)
        return {
            'plain': party('plain', {}),
            'french': party(
                'french', {}, {'invoice': True, 'country': france}, {'invoice': True},
                lang=french.id, codes=[('eu_vat', 'FR40303265045')]),
            'twice known': party(
                'twice known', {'sequence': 2}, {'sequence': 1, 'country': france},
                codes=[('fr_siren', '404833048'), ('eu_vat', 'FR83404833048'),
                    ('eu_vat', 'FR40303265045')]),
            'abroad': party('abroad', {'sequence': 1}, {'country': belgium}),
            'nowhere': party('nowhere'),
            'moved': party('moved', {'active': False}),
            }

    def _products(self):
        unit, = self.get('product.uom').search([('name', '=', 'Unit')])
        category = self.create(
            'product.category', name="Comptes", accounting=True,
            account_revenue=self.accounts['revenue'])
        template = self.create(
            'product.template', name="Accès", type='service', default_uom=unit.id,
            account_category=category)
        without = self.create(
            'product.template', name="Sans comptes", type='service', default_uom=unit.id)
        return {
            'service': self.create('product.product', template=template),
            'without accounts': self.create('product.product', template=without)}

    def _periods(self):
        Period = self.get('account.period')
        JournalPeriod = self.get('account.journal.period')

        def period(date):
            found, = Period.search([
                    ('start_date', '<=', date), ('end_date', '>=', date),
                    ('company', '=', self.company), ('type', '=', 'standard')])
            return found
        Period.close([period(CLOSED)])
        closed, = JournalPeriod.create([{
                    'journal': self.journals['bills'], 'period': period(CLOSED_JOURNAL).id}])
        JournalPeriod.close([closed])
