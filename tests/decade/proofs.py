"""What must be true of an association at the end of each month, and stay so."""
from decimal import Decimal

from tests.books import faults
from tests.module.statements import Statements

# What the income statement says, from the lines of the books alone
RESULT = """
    SELECT coalesce(sum(l.credit - l.debit), 0) FROM account_move_line l
    JOIN account_move m ON m.id = l.move JOIN account_account a ON a.id = l.account
    JOIN account_period p ON p.id = m.period
    WHERE m.date >= '{first}' AND m.date <= '{last}' AND p.type = 'standard'
    AND (a.code LIKE '6%' OR a.code LIKE '7%')"""


class Proofs:
    "`written` is {day: figures} as they were written down on the day."

    def __init__(self, ledger):
        self.ledger, self.statements = ledger, Statements(ledger)
        self.written = {}

    def faults(self):
        "Those of a single act: they are looked for at the end of the month."
        return []

    def books(self, day):
        "The invariants hold, both statements balance, and the result is that of the lines."
        from trytond.transaction import Transaction
        first = day.replace(month=1, day=1)
        with self.ledger.transaction():
            cursor = Transaction().connection.cursor()
            assert faults(cursor) == [], day
            cursor.execute(RESULT.format(first=first, last=day))
            result = Decimal(str(cursor.fetchone()[0])).quantize(Decimal('0.01'))
            year, = self.ledger.get('account.fiscalyear').search([('name', '=', str(day.year))])
        sheet = self.statements.amounts(['Actif', 'Passif'], cumulate=True, date=day)
        assert sheet['Actif'] == sheet['Passif'], day
        income = self.statements.amounts(
            ['Compte de résultat'], fiscalyear=year.id, from_date=first, to_date=day)
        assert income == {'Compte de résultat': result}, day

    def write_down(self, day):
        "What the screens show today, without asking as of any day."
        with self.ledger.transaction(user=0):
            figures = self._figures(day)
            Member = self.ledger.get('asso.member')
            for member in Member.search([], order=[('id', 'ASC')]):
                owed, ahead, *_ = figures[member.id]
                assert member.balance == ahead - owed, (day, member.id)
        self.written[day] = figures

    def ask_again(self):
        "As of each of the days."
        from trytond.transaction import Transaction
        for day, figures in self.written.items():
            with self.ledger.transaction(user=0), Transaction().set_context(membership_date=day):
                now = self._figures(day)
            differing = {
                id_: (then, now.get(id_)) for id_, then in figures.items()
                if now.get(id_) != then}
            assert differing == {}, (day, differing)

    def _figures(self, day):
        "{member: (owed, ahead, since when, the parts by age, membership)}"
        Member = self.ledger.get('asso.member')
        return {
            m.id: (
                m.owed, m.ahead, m.oldest_due,
                (m.not_due, m.due_30, m.due_60, m.due_90, m.due_older), m.membership_state)
            for m in Member.search([('active', 'in', [True, False])], order=[('id', 'ASC')])}

