"""What account_statement brings to the world: bank accounts that bills name, and statements."""
from decimal import Decimal

# What becomes of a statement: CANCELLED ones are posted never, RELATED ones name their bill
RELATED, CANCELLED = 'related', 'cancelled'
STATEMENTS = ['validated', 'posted', RELATED, CANCELLED]
# {name of a rule: (bank account, currency, whether it is the other company's)}
RULES = {
    'any currency': ('own', None, False),
    'euro': ('own', 'EUR', False),
    'dollar': ('own', 'USD', False),
    'account closed': ('closed', None, False),
    'of another company': ("another's", None, True),
    }


class Bank:
    "Made once, as the rest of the world is; rules and statements are a batch's own"

    def __init__(self, world):
        self.world = world
        company, other = world.get('company.company').browse([world.company, world.other])
        self.currencies = {
            c.code: c.id for c in world.get('currency.currency').search([])}
        self.accounts = {
            'own': self._account(company), 'closed': self._account(company, active=False),
            "another's": self._account(other)}
        journal = world.create('account.journal', name="Relevés", code='REL', type='statement')
        self.journal = world.create(
            'account.statement.journal', name="Relevés", journal=journal,
            currency=company.currency.id, company=company.id, validation='amount',
            bank_account=self.accounts['own'], account=world.accounts['bank'])
        self.statements = {
            state: self._empty(company, state) for state in ['draft', 'validated', 'posted']}

    def _account(self, company, **values):
        return self.world.create(
            'bank.account', owners=[('add', [company.party.id])], **values)

    def _empty(self, company, state):
        Statement = self.world.get('account.statement')
        statement = Statement(self.world.create(
                'account.statement', name=state, company=company.id, journal=self.journal,
                total_amount=Decimal(0)))
        self._bring(statement, state)
        return statement.id

    def _bring(self, statement, state):
        if state != 'draft':
            statement.validate_statement([statement])
        if state == 'posted':
            statement.post([statement])

    def rule(self, names):
        "Make rules that bills name a bank account"
        for sequence, name in enumerate(names):
            account, currency, others = RULES[name]
            self.world.create(
                'account.invoice.payment.mean.rule', sequence=sequence,
                company=self.world.other if others else self.world.company,
                currency=currency and self.currencies[currency],
                instrument=f'bank.account,{self.accounts[account]}')

    def give_away(self, name):
        "Have someone else own the account"
        account = self.world.get('bank.account')(self.accounts[name])
        account.owners = [self.world.parties['plain']]
        account.save()

    def book(self, document, amounts, state, bill):
        """Book a statement of the amounts, in one move.

        The line of the first, which names the bill if there is one, and the statement.
        """
        from trytond.transaction import Transaction
        statement = self.world.get('account.statement')(self.world.create(
                'account.statement', name="Relevé", company=self.world.company,
                journal=self.journal, date=document.date, total_amount=sum(amounts),
                lines=[('create', [{
                                'number': '1', 'date': document.date, 'amount': amount,
                                'party': document.to_pay[0].party,
                                'account': document.account, 'description': "Virement",
                                'related_to': related}
                            for amount, related in zip(amounts, [
                                    bill and f'account.invoice,{bill}', None], strict=True)
                            if amount])]))
        with Transaction().set_context(_skip_warnings=True):
            self._bring(statement, state)
        first = statement.lines[0]
        line, = (line for line in first.move.lines if line.origin == first)
        return line, statement

    def cancel(self, statements):
        from trytond.transaction import Transaction
        with Transaction().set_context(_skip_warnings=True):
            self.world.get('account.statement').cancel(statements)
