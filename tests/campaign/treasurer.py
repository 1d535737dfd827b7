"""A treasurer at work in Tryton: files of the bank, and what is decided about their rows."""
from datetime import timedelta
from decimal import Decimal

from .bank_oracle import Row
from .portal import FIRST


class Treasurer:
    """Acts on the books of a ledger in this process.

    Rows go by the id of their origin, payments of the portal by the portal's.
    """

    def __init__(self, ledger):
        self.ledger = ledger

    def run(self, work):
        def act():
            association, = self.get('asso.association').search([])
            with association.own_context():
                return work(association)
        return self.ledger.run(act, _skip_warnings=True)

    def get(self, name):
        return self.ledger.get(name)

    def set_up(self, by_sets):
        def work(association):
            account, = self.get('account.account').search([
                    ('code', 'like', '627%'), ('type', '!=', None), ('closed', '=', False)],
                limit=1)
            self.get('account.statement.rule').create([{
                        'name': "Frais", 'company': association.company.id,
                        'description': '(?i)frais', 'lines': [('create', [{
                                    'amount': 'pending', 'account': account.id}])]}])
            association.__class__.write([association], {'by_sets': by_sets})
        self.run(work)

    def settings(self, **values):
        def work(association):
            association.__class__.write([association], values)
        self.run(work)

    # -- names ----------------------------------------------------------------

    def _bindings(self, type_):
        return {
            b.external_id: b.record.id for b in self.get('asso.binding').search([
                    ('type', '=', type_), ('deleted', '=', False)])}

    def _party(self, member):
        return self.get('asso.member')(self._bindings('member')[member]).party

    def reference(self, member):
        def work(association):
            return self._party(member).payment_reference
        return self.run(work)

    # -- acts -----------------------------------------------------------------

    def import_file(self, content, movements):
        "Import; (statement, its rows as the oracle knows them), of these new movements."
        def work(association):
            from trytond_asso_members.bank import importing
            _, (one,) = importing.run(
                association, content, 'relevé.csv', answers={'date_order': 'dmy'})
            sums = {}
            for decided in one.decided:
                sums[decided.outcome] = (
                    sums.get(decided.outcome, Decimal(0)) + decided.row.amount)
            assert sums.keys() <= {'matched', 'proposed', 'waiting', 'rule', 'double'}
            left = list(movements)
            rows = []
            for decided in one.decided:
                row = decided.row
                movement = next(m for m in left if (
                        FIRST + timedelta(days=m.day), m.amount, m.label) == (
                        row.date, row.amount, row.label))
                left.remove(movement)
                rows.append(Row(decided.entry.id, movement))
            assert left == []
            return one.statement, rows
        return self.run(work)

    def decided(self, origins):
        "{origin: (left, whether by a rule, member, [payment of the portal])}"
        def work(association):
            parties = {
                self._party(member).id: member for member in self._bindings('member')}
            payments = {id_: number for number, id_ in self._bindings('payment').items()}
            return {
                o.id: (
                    o.left, o.outcome == 'rule',
                    next((parties[p.party.id] for p in o.payments if not p.feed), None),
                    [payments[p.id] for p in o.payments if p.feed])
                for o in self.get('account.statement.origin').browse(origins)}
        return self.run(work)

    def again(self):
        def work(association):
            from trytond_asso_members.bank import again
            again.decide_again(association)
        self.run(work)

    def best(self, origin):
        "The member who is proposed first, or None"
        def work(association):
            row = self.get('account.statement.origin')(origin)
            best = row.proposals[0].party if row.proposals else None
            return next(
                (m for m in self._bindings('member') if self._party(m) == best), None)
        return self.run(work)

    def accept(self, origin):
        def work(association):
            row = self.get('account.statement.origin')(origin)
            row.__class__.accept([row])
        self.run(work)

    def divide(self, origin, parts):
        def work(association):
            from trytond_asso_members.bank import by_hand
            by_hand.divide(self._row(origin), [
                    by_hand.Part(amount, party=self._party(member).id) if member
                    else by_hand.Part(amount, account=association.account_donation.id)
                    for amount, member in parts], 'split', "vu")
        self.run(work)

    def pair(self, origin, payment):
        def work(association):
            from trytond_asso_members.bank import by_hand
            by_hand.pair(self._row(origin), [self._bindings('payment')[payment]], "le même")
        self.run(work)

    def keep(self, origin):
        def work(association):
            from trytond_asso_members.bank import by_hand
            by_hand.keep(self._row(origin), "à voir")
        self.run(work)

    def undo(self, origin):
        def work(association):
            from trytond_asso_members.bank import undo
            undo.undo(self._row(origin), "erreur")
        self.run(work)

    def take_back(self, statement):
        def work(association):
            from trytond_asso_members.bank import undo
            undo.take_back(self.get('account.statement')(statement), "mauvais fichier")
        self.run(work)

    def _row(self, origin):
        return self.get('account.statement.origin')(origin)

    # -- what is there --------------------------------------------------------

    def left(self):
        "{origin: what of it waits}, as it is searched for and as it is read"
        def work(association):
            Origin = self.get('account.statement.origin')
            waiting = {o.id: o.left for o in Origin.search([('left', '!=', 0)])}
            assert waiting == {o.id: o.left for o in Origin.search([]) if o.left}
            return waiting
        return self.run(work)

    def unpaired(self):
        "The portal's payments that the bank has not shown"
        def work(association):
            from trytond_asso_members.bank import transit
            payments = {id_: number for number, id_ in self._bindings('payment').items()}
            return {payments[p.payment] for p in transit.pending(association, FIRST)}
        return self.run(work)

    def bank(self):
        def work(association):
            account, = association.accounts_of_bank()
            return self._balance(account)
        return self.run(work)

    def open(self):
        "What is open on suspense, on transit and on that of cheques: positive where it waits"
        def work(association):
            method, = self.get('account.invoice.payment.method').search([
                    ('journal.code', '=', 'CHQ')])
            accounts = {
                association.account_suspense, association.account_transit,
                method.debit_account}
            return -sum(
                self._balance(a.id, ('reconciliation', '=', None)) for a in accounts)
        return self.run(work)

    def statements(self):
        "{statement: sum of its rows}, of those that were not taken back; they end as they say"
        def work(association):
            Statement = self.get('account.statement')
            found = Statement.search([('state', '!=', 'cancelled')])
            assert all(
                s.end_balance - s.start_balance == sum(o.amount for o in s.origins)
                for s in found)
            return {s.id: sum(o.amount for o in s.origins) for s in found}
        return self.run(work)

    def _balance(self, account, *domain):
        lines = self.get('account.move.line').search([('account', '=', account), *domain])
        return sum((line.debit - line.credit for line in lines), Decimal(0))
