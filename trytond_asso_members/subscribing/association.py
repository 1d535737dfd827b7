"""When an association bills what is due."""
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction

from . import run

# Payers in one transaction: more would keep others from the books for long
PAYERS = 500


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    bills_daily = fields.Boolean(
        "Bill Every Day",
        help="What is due is billed by itself.  Uncheck to look at it first.")
    bills_as_drafts = fields.Boolean(
        "Leave Bills as Drafts",
        help="Somebody looks at the bills and posts them; only then they have a number, and are "
        "owed.  A draft that is deleted is billed again by the next run.")

    membership_month = fields.Selection(
        'get_membership_months', "Membership Year",
        help="The month in which the membership year of all begins; new offers of membership "
        "fees are counted from it.\nLeave empty if each member has a year of its own.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update({'bill': RPC(readonly=False, instantiate=0)})

    @staticmethod
    def get_membership_months():
        return [(None, ''), *Pool().get('asso.offer').get_months()]

    def sequence_of(self, kind):
        "The sequence of the bills of a kind that Tryton makes, and of its credit notes."
        if kind == 'credit_note':
            return self.sequence_credit_note
        if kind == 'invoice' and self.sequence_service:
            return self.sequence_service
        return self.sequence_bill

    @classmethod
    def bill(cls, associations, day=None):
        """Bill what is due on the day (default: today) to the associations' members.

        Return the ids of the runs.  What is billed already is not billed again.  If many payers
        are due, those after the first are billed in transactions of their own, once this one is
        committed.
        """
        Pool().get('ir.model.access').check('asso.billing', 'create')
        billings = [association.bill_due(day) for association in associations]
        return [billing.id for billing in billings if billing]

    def bill_due(self, day=None, after=None):
        """Bill what is due on the day (default: today) to the payers after one (an id).

        Return the run, or None if nothing was due.
        """
        day = day or Pool().get('ir.date').today()
        with self.own_context():
            association = self.__class__(self.id)
            billing, last = run.bill(association, day, PAYERS, after)
            if last:
                self.__class__.__queue__.bill_rest([association], day, last)
        return billing

    def bill_now(self, payers):
        "Bill what is due today to these payers (ids of parties); return the run, or None."
        with self.own_context():
            return run.bill_only(
                self.__class__(self.id), Pool().get('ir.date').today(), payers)

    @classmethod
    def bill_rest(cls, associations, day, after):
        "Bill what a run has left."
        for association in associations:
            association.bill_due(day, after)

    @classmethod
    def bill_every_day(cls):
        "Bill what is due today to the members of the context's company, or of all, if so set."
        company = Transaction().context.get('company')
        for association in cls.search([('bills_daily', '=', True)]):
            if company in {None, association.company.id}:
                association.bill_due()
