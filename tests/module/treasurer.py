"""A treasurer, who brings the rows of the bank."""
import datetime as dt
import json
from decimal import Decimal
from types import SimpleNamespace


def row(amount, date='2026-02-10', label="VIR", **values):
    "A row as a file of the bank gives it"
    return SimpleNamespace(**{
            'line': 1, 'date': dt.date.fromisoformat(date), 'amount': Decimal(amount),
            'label': label, 'texts': (label,), 'information': {'libelle': label},
            'reference': '', 'counterparty': '', 'iban': '', **values})


def file(*rows, opening='0.00'):
    "A file of the bank: (day of February, label, amount)"
    lines, balance = ['Date;Libellé;Débit;Crédit;Solde'], Decimal(opening)
    for day, label, amount in rows:
        amount = Decimal(amount)
        balance += amount
        debit, credit = ('', amount) if amount > 0 else (-amount, '')
        lines.append(f'{day:02}/02/2026;{label};{debit};{credit};{balance}'.replace('.', ','))
    return '\n'.join(lines).encode()


class Treasurer:
    def __init__(self, ledger, portal):
        self.ledger = ledger
        self.portal = portal

    def run(self, work):
        "Do the work(association, journal) in a transaction of its own, as root"
        return self.ledger.run(self._in_books, work)

    def _in_books(self, work):
        association = self._association()
        Journal = self.ledger.get('account.statement.journal')
        journal, = Journal.search([
                ('company', '=', association.company.id), ('of_service', '=', False)])
        with association.own_context():
            return work(association, journal)

    def _association(self):
        feed, = self.portal.feed.search([('code', '=', self.portal.code)])
        return feed.association

    def party(self, number):
        Member = self.ledger.get('asso.member')
        member, = Member.search([('portal_id', '=', number)])
        return member.party.id

    def bill(self, number):
        Invoice = self.ledger.get('account.invoice')
        bill, = Invoice.search([('number', '=', number)])
        return bill.id

    def book(self, *rows, start='0.00'):
        """Book rows that were decided: (row, outcome, member, number of a bill, ids of
        payments in transit)."""
        def work(association, journal):
            from trytond_asso_members.bank import booking, transit
            from trytond_asso_members.settlement.act import Act
            act = Act(association, association.lock_books())
            pending = {p.payment: p for p in transit.pending(association)}
            decided = [
                booking.Decided(
                    row_, outcome, party=self.party(member) if member else None,
                    bill=self.bill(bill) if bill else None,
                    clears=[pending[id_] for id_ in clears])
                for row_, outcome, member, bill, *clears in rows]
            booking.book(
                act, journal, "Relevé", decided, Decimal(start), {'libelle': 'libelle'}, {})
            return [one.entry.id for one in decided]
        ids = self.run(work)
        assert self.portal.faults() == []
        return ids

    def left(self, *origins):
        def work(association, journal):
            Origin = self.ledger.get('account.statement.origin')
            return [f'{o.left:.2f}' for o in Origin.browse(list(origins))]
        return self.run(work)

    def _do(self, work):
        result = self.run(work)
        assert self.portal.faults() == []
        return result

    def _origin(self, id_):
        return self.ledger.get('account.statement.origin')(id_)

    def import_file(self, content):
        "Import; {label: outcome}, and the number of rows that had come before"
        def work(association, journal):
            from trytond_asso_members.bank import importing
            _, done = importing.run(
                association, content, 'relevé.csv', answers={'date_order': 'dmy'})
            return (
                {d.row.label: d.outcome for one in done for d in one.decided},
                sum(len(one.rows.known) for one in done))
        return self._do(work)

    def again(self):
        def work(association, journal):
            from trytond_asso_members.bank import again
            return again.decide_again(association)
        return self._do(work)

    def accept(self, label, warned=True):
        "Accept the first proposal; without `warned`, as who has not read the warning yet"
        def work():
            origin, = self.ledger.get('account.statement.origin').search([
                    ('description', '=', label), ('left', '!=', 0)])
            origin.accept([origin])
        self.ledger.run(work, _skip_warnings=warned)
        assert self.portal.faults() == []

    def divide(self, origin, *parts, kind='assigned'):
        "Have a person say where what waits goes: (amount, member or account, number of a bill)"
        def work(association, journal):
            from trytond_asso_members.bank import by_hand
            by_hand.divide(self._origin(origin), [
                    by_hand.Part(
                        Decimal(amount), party=self.party(to) if bill is not False else None,
                        account=None if bill is not False else to,
                        bill=self.bill(bill) if bill else None)
                    for amount, to, bill in parts], kind, "dit au téléphone")
        self._do(work)

    def pair(self, origin, payment):
        def work(association, journal):
            from trytond_asso_members.bank import by_hand
            by_hand.pair(self._origin(origin), [payment], "le même")
        self._do(work)

    def undo(self, origin):
        def work(association, journal):
            from trytond_asso_members.bank import undo
            undo.undo(self._origin(origin), "erreur")
        self._do(work)

    def take_back(self, origin):
        def work(association, journal):
            from trytond_asso_members.bank import undo
            undo.take_back(self._origin(origin).statement, "mauvais fichier")
        self._do(work)

    def origin(self, label):
        def work(association, journal):
            origin, = self.ledger.get('account.statement.origin').search([
                    ('description', '=', label)])
            return origin.id
        return self.run(work)

    def origin_of(self, label, amount):
        def work(association, journal):
            origin, = self.ledger.get('account.statement.origin').search([
                    ('description', '=', label), ('amount', '=', Decimal(amount))])
            return origin.id
        return self.run(work)

    def proposals(self, origin):
        "[(member, codes of the reasons)] for a row, the best first"
        def work(association, journal):
            Member = self.ledger.get('asso.member')
            numbers = {m.party.id: m.portal_id for m in Member.search([])}
            return [
                (numbers[p.party.id], [code for code, _ in json.loads(p.evidence)])
                for p in self._origin(origin).proposals]
        return self.run(work)

    def waits(self):
        "{label: (outcome, what waits, number of proposals)} of the rows that wait"
        def work(association, journal):
            return {
                o.description: (o.outcome, f'{o.left:.2f}', len(o.proposals))
                for o in self.ledger.get('account.statement.origin').search([
                        ('left', '!=', 0)])}
        return self.run(work)

    def transit(self):
        "The payments (ids) that the bank has not shown"
        def work(association, journal):
            from trytond_asso_members.bank import transit
            return [p.payment for p in transit.pending(association)]
        return self.run(work)

    def bank_balance(self):
        def work(association, journal):
            lines = self.ledger.get('account.move.line').search([
                    ('account', '=', journal.account.id)])
            return str(sum(line.debit - line.credit for line in lines))
        return self.run(work)

    def balance(self, code):
        "What stands on the account with this code"
        def work(association, journal):
            lines = self.ledger.get('account.move.line').search([
                    ('account.code', '=', code),
                    ('account.company', '=', association.company.id)])
            return f'{sum(line.debit - line.credit for line in lines):.2f}'
        return self.run(work)

    def log(self, origin):
        "[(kind, member, reason, undone)] of the decisions about a row, the oldest first"
        def work(association, journal):
            Member = self.ledger.get('asso.member')
            numbers = {m.party.id: m.portal_id for m in Member.search([])}
            return [
                (d.kind, numbers.get(d.party.id) if d.party else None, d.reason, d.undone)
                for d in reversed(self._origin(origin).decisions)]
        return self.run(work)

    def statements(self):
        "(balance before, balance after, number of rows) of each statement"
        def work(association, journal):
            Statement = self.ledger.get('account.statement')
            return [
                (f'{s.start_balance:.2f}', f'{s.end_balance:.2f}', len(s.origins))
                for s in Statement.search([], order=[('id', 'ASC')])]
        return self.run(work)
