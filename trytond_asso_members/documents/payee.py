"""On which account a bill is to be paid, and the QR code that banks' apps read."""
from dataclasses import dataclass
from io import BytesIO

from stdnum import iban as ibans
from trytond.pool import Pool
from trytond.transaction import without_check_access

LONGEST = 70  # of a payee's name in the code
LARGEST = 10 ** 9  # of an amount
BORDER = 4  # modules that stay white around the code


@dataclass(frozen=True)
class Payee:
    name: str
    iban: str
    bic: str

    @property
    def iban_in_groups(self):
        return ibans.format(self.iban)

    def code(self, amount, reference):
        "The code as SVG, of the European Payments Council; None where it has no room for it."
        from segno import helpers
        if not 0 < amount < LARGEST or not ibans.is_valid(self.iban):
            return None
        drawn = BytesIO()
        helpers.make_epc_qr(
            name=self.name[:LONGEST], iban=self.iban, bic=self.bic or None, amount=amount,
            reference=reference, encoding='utf-8',
            ).save(
                drawn, kind='svg', border=BORDER, light='#fff', omitsize=True, xmldecl=False,
                svgns=True, lineclass=None)
        return drawn.getvalue().decode()


@without_check_access
def payee_of(invoice):
    """The account that the bill names, else that of the association's bank; None if neither has
    an IBAN.
    """
    named = [
        mean.instrument for mean in invoice.payment_means
        if mean.instrument.__name__ == 'bank.account']
    return _first(named, invoice.company) or payee_of_company(invoice.company)


@without_check_access
def payee_of_company(company):
    """The account of the association's bank, or None.

    Where nobody has said which that is, it is the first account of the association that has
    an IBAN.
    """
    journals = Pool().get('account.statement.journal').search([
            ('company', '=', company.id), ('of_service', '=', False),
            ('bank_account', '!=', None)],
        order=[('id', 'ASC')])
    return _first(
        [*(journal.bank_account for journal in journals), *company.party.bank_accounts],
        company)


def _first(accounts, company):
    for account in accounts:
        for number in account.numbers:
            if number.type == 'iban':
                return Payee(
                    company.party.name, ibans.compact(number.number),
                    account.bank.bic if account.bank and account.bank.bic else '')
    return None
