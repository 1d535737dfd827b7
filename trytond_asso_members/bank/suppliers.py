"""Bills of suppliers that a row may pay: open, of that amount, and of a supplier it names."""
from trytond.pool import Pool

from .matching.words import words

# Of a name, what tells nobody
FORMS = {'SARL', 'SAS', 'SASU', 'SA', 'EURL', 'ASSOCIATION', 'STE', 'SOCIETE', 'ETS', 'LES', 'DES'}
LEAST = 3  # letters of a word that tells


class Suppliers:
    "The open bills of suppliers of a company, read once for a file."

    def __init__(self, company):
        Invoice = Pool().get('account.invoice')
        self._open = {}
        for invoice in Invoice.search([
                    ('company', '=', company.id), ('type', '=', 'in'),
                    ('state', '=', 'posted'), ('currency', '=', company.currency.id)]):
            self._open.setdefault(invoice.amount_to_pay, []).append(invoice)

    def proposals(self, row):
        "Proposals for the row: the bills that it may pay, the oldest first."
        written = set(words(' '.join([row.label, *row.texts, row.counterparty])))
        return [
            (invoice.party.id, {('bill', invoice.id): -row.amount}, None, [
                    ('name', {'name': invoice.party.name}),
                    ('amount', {'amount': -row.amount, 'bill': _number(invoice)})])
            for invoice in sorted(
                self._open.get(-row.amount, []), key=lambda i: (i.invoice_date, i.id))
            if (name := _telling(invoice.party.name)) and name <= written]


def _number(invoice):
    return invoice.reference or invoice.number or ''


def _telling(name):
    return {
        word for word in words(name or '') if len(word) >= LEAST and word not in FORMS}
