"""The journal of an account of the bank: how its files are read, and what is missing of them."""
import datetime as dt
import json

from sql.aggregate import Max
from trytond.model import ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from .. import bulk
from .reading.profile import Profile


class Journal(metaclass=PoolMeta):
    __name__ = 'account.statement.journal'

    profile = fields.Text(
        "Layout of the Files", readonly=True, states={'invisible': ~Eval('profile')},
        help="How files of this account are read, as it was confirmed.")
    of_service = fields.Boolean(
        "Payment Service",
        help="Its files are exports of a payment service, as HelloAsso, Stripe or PayPal: "
        "members are credited with what they paid, and the fee is an expense.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons['forget_profile'] = {
            'invisible': ~Eval('profile'), 'depends': ['profile']}

    @classmethod
    @ModelView.button
    def forget_profile(cls, journals):
        "The next file is shown again before it is imported."
        cls.write(journals, {'profile': None})

    @property
    def layout(self):
        "The `Profile` that was confirmed, or None."
        return Profile.from_dict(json.loads(self.profile)) if self.profile else None

    @staticmethod
    def default_of_service():
        return False

    @classmethod
    def of_account(cls, company, identifier, service=None):
        """The journals of the company that an account's number or IBAN, as written, may mean.

        With `service`, only those of payment services, or of banks.
        """
        domain = [('company', '=', company.id)]
        if service is not None:
            domain.append(('of_service', '=', service))
        journals = cls.search(domain, order=[('id', 'ASC')])
        wanted = ''.join(filter(str.isalnum, identifier)).upper()
        known = [
            journal for journal in journals
            if wanted and any(
                wanted in number or number in wanted for number in journal.numbers())]
        return known or [j for j in journals if not j.numbers() or not wanted]

    def numbers(self):
        "The numbers of the account of the bank, without blanks."
        return [
            ''.join(filter(str.isalnum, number.number)).upper()
            for number in (self.bank_account.numbers if self.bank_account else [])]

    def balance_of_books(self, date):
        "The balance of the account in the books at the end of the day."
        pool = Pool()
        line = pool.get('account.move.line').__table__()
        move = pool.get('account.move').__table__()
        (cents,), = bulk.select(line
            .join(move, condition=line.move == move.id)
            .select(
                bulk.in_cents(line.debit - line.credit),
                where=(line.account == self.account.id) & (move.date <= date)))
        return bulk.from_cents(cents)

    def last_statement(self, before=None):
        "The last statement of the journal, up to a day if one is given; or None."
        Statement = Pool().get('account.statement')
        domain = [('journal', '=', self.id), ('state', '!=', 'cancelled')]
        if before:
            domain.append(('date', '<=', before))
        found = Statement.search(domain, order=[('date', 'DESC'), ('id', 'DESC')], limit=1)
        return found[0] if found else None

    @classmethod
    def silent(cls, company, weeks, today):
        "The journals of the company of which no statement came for so many weeks, with the day."
        statement = Pool().get('account.statement').__table__()
        last = dict(bulk.select(statement.select(
                    statement.journal, Max(statement.date),
                    where=(statement.company == company.id) & (statement.state != 'cancelled'),
                    group_by=[statement.journal])))
        return [
            (journal, bulk.date(last[journal.id])) for journal in cls.search([
                    ('company', '=', company.id)])
            if journal.id in last
            and bulk.date(last[journal.id]) < today - dt.timedelta(weeks=weeks)]
