"""Where an invoice asks to be paid: the bank accounts that the rules of its company name."""
from trytond.pool import Pool

from .. import bulk


def instruments(company):
    "The bank accounts that new invoices name, in the order of their rules."
    Rule = Pool().get('account.invoice.payment.mean.rule')
    pattern = {'company': company.id, 'currency': company.currency.id}
    return [rule.instrument for rule in Rule.search([]) if rule.match(pattern)]


def foreign(company, instruments):
    "The names of the bank accounts that the company does not own; of deleted ones, ''."
    if not instruments:
        return []
    Account = Pool().get('bank.account')
    owned = Account.search([
            ('id', 'in', [account.id for account in instruments if account]),
            ('owners.id', '=', company.party.id),
            ('active', 'in', [True, False]),
            ])
    return [
        account.rec_name if account else ''
        for account in instruments if account not in owned]


def without(invoices):
    "Those of the invoices that name no bank account, as the rules are younger."
    mean = Pool().get('account.invoice.payment.mean').__table__()
    return set(invoices).difference(id_ for id_, in bulk.select_among(
            lambda where: mean.select(mean.invoice, where=where), mean.invoice, invoices))
