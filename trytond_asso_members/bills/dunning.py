"""Who is reminded of what: never of a gift, never of what is disputed or covered."""
from sql import Null
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from .left import left_to_pay, members_of


class Dunning(metaclass=PoolMeta):
    __name__ = 'account.dunning'

    @classmethod
    def _overdue_line_domain(cls, date):
        pool = Pool()
        Invoice = pool.get('account.invoice')
        invoice = Invoice.__table__()
        additional = pool.get('account.invoice-additional-account.move').__table__()
        left_alone = Invoice.never_dunned(invoice)
        return super()._overdue_line_domain(date) + [
            ('move', 'not in', invoice.select(
                    invoice.move, where=(invoice.move != Null) & left_alone)),
            # Nor the moves that reschedule them
            ('move', 'not in', additional
                .join(invoice, condition=additional.invoice == invoice.id)
                .select(additional.move, where=left_alone)),
            ('id', 'not in', cls._covered_lines()),
            ]

    @classmethod
    def _covered_lines(cls):
        "The ids of the lines of members that what is on account covers."
        Company = Pool().get('company.company')
        return [
            line for company in Company.search([])
            for line, left in left_to_pay(company).items() if not left]

    @classmethod
    def generate_dunnings(cls, date=None):
        "Leave at its level the reminder of a line that is covered by now."
        covered = set(cls._covered_lines())
        with Transaction().set_context(_asso_covered=covered):
            super().generate_dunnings(date=date)

    def get_amount(self, name):
        """What is still to pay of the line.

        Of a member, part payments count before they are lettered, and so does what is on
        account: it pays what falls due first.
        """
        amount = super().get_amount(name)
        if not self.party or self.line.reconciliation:
            return amount
        return left_to_pay(self.company, [self.party.id]).get(self.line.id, amount)

    def get_amount_second_currency(self, name):
        "The part of the amount in the second currency that is still to pay."
        amount = super().get_amount_second_currency(name)
        whole = self.line.debit - self.line.credit
        if not whole:
            return amount
        return self.second_currency.round(
            amount * self.get_amount('amount') / whole)


class Level(metaclass=PoolMeta):
    __name__ = 'account.dunning.level'

    def test(self, line, date):
        covered = Transaction().context.get('_asso_covered', ())
        return line.id not in covered and super().test(line, date)


class Letter(metaclass=PoolMeta):
    "The letters of the module account_dunning_letter take off what parties have on account."
    __name__ = 'account.dunning.letter'

    @classmethod
    def get_pending_payments(cls, parties):
        "Leave out members: what they have on account is deducted from their reminders already."
        Company = Pool().get('company.company')
        company = Transaction().context.get('company')
        if company is None:
            return super().get_pending_payments(parties)
        company = Company(company)
        members = {id_ for id_, in bulk.select(
                members_of(company, [party.id for party in parties]))}
        return super().get_pending_payments(
            [party for party in parties if party.id not in members])
