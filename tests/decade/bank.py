"""The bank of an association: its file of each month, and what its treasurer does with the rows."""
import datetime as dt
from decimal import Decimal

COSTS = Decimal('-4.90')
DAY = dt.timedelta(days=1)


class Bank:
    """Shows the money that the site knows of, what members pay of bills of Tryton, and costs."""

    def __init__(self, ledger, rng):
        self.ledger, self.rng = ledger, rng

    def rows(self, paid, owing, last):
        "[(day, label, amount)] of a month that ends on `last`; `owing`: {reference: amount}."
        rows = [
            (min(p.date + self.rng.randrange(2) * DAY, last), p.label, p.amount)
            for p in paid if p.means == 'transfer' and self.rng.random() < 0.95]
        cheques = sum((p.amount for p in paid if p.means == 'check'), Decimal(0))
        if cheques:
            rows.append((last, 'REMISE CHEQUES', cheques))
        rows += [
            (last - self.rng.randrange(5) * DAY, f'VIR REF {reference}', amount)
            for reference, amount in owing.items()]
        return sorted([*rows, (last, f'FRAIS {last:%m %Y}', COSTS)])

    def bring(self, rows, since):
        "Import the file; agree with what is proposed, and say what rows since a day are."
        content = '\n'.join(['Date;Libellé;Montant', *(
                    f'{day:%d/%m/%Y};{label};{amount}'.replace('.', ',')
                    for day, label, amount in rows)]).encode()
        self._in_books(self._import, content)
        self._in_books(self._explain, since)

    def _in_books(self, work, *arguments):
        def run():
            association, = self.ledger.get('asso.association').search([])
            with association.own_context():
                work(association, *arguments)
        self.ledger.run(run, _skip_warnings=True)

    def _import(self, association, content):
        from trytond_asso_members.bank import importing
        _, done = importing.run(
            association, content, 'relevé.csv', answers={'date_order': 'dmy'})
        Origin = self.ledger.get('account.statement.origin')
        Origin.accept(Origin.browse([
                    d.entry.id for one in done for d in one.decided if d.outcome == 'proposed']))

    def _explain(self, association, since):
        "Costs are an expense; half of what else waits is of some member."
        from trytond_asso_members.bank import by_hand
        costs, = self.ledger.get('account.account').search([('code', '=', '627')])
        members = self.ledger.get('asso.member').search([], order=[('id', 'ASC')])
        for origin in self.ledger.get('account.statement.origin').search(
                [('left', '!=', 0), ('date', '>=', since)], order=[('id', 'ASC')]):
            if origin.left < 0:
                part = by_hand.Part(origin.left, account=costs.id)
                by_hand.divide(origin, [part], 'assigned', "Frais de la banque")
            elif self.rng.random() < 0.5:
                part = by_hand.Part(origin.left, party=self.rng.choice(members).party.id)
                by_hand.divide(origin, [part], 'assigned', "Dit au téléphone")
