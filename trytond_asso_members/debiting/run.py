"""A run: what is due on a day, collected in one file for the bank.

Under the locks of the books, so that two runs never collect the same bill.  Its payments and
its file are Tryton's; nothing is booked until the money comes.
"""
from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from ..exceptions import DebitError
from .due import due


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    def collect_due(self, day):
        """Collect what is due on the day, on that day; return the run (account.payment.group).

        None, if there is nothing to collect.  Raise DebitError if the association cannot
        collect yet, or if it is too late to tell the members.
        """
        Pool().get('ir.model.access').check('account.payment', 'create')
        self.check_debits()
        if day < self.first_debit:
            raise DebitError(gettext(
                    'asso_members.msg_debit_notice',
                    first=Pool().get('ir.lang').get().strftime(self.first_debit)))
        with self.own_context():
            association = self.__class__(self.id)
            association.lock_books()
            debits = [debit for debit in due(association, day) if debit.amount]
            return _process(_payments(association, day, debits)) if debits else None


def _payments(association, day, debits):
    Payment = Pool().get('account.payment')
    payments = Payment.create([{
                'company': association.company.id,
                'journal': association.debit_journal.id,
                'kind': 'receivable',
                'party': debit.party,
                'date': day,
                'amount': debit.amount,
                'line': debit.line,
                'reference': debit.number,
                # Tryton finds one for a single debit by itself: once named, it counts as used
                'sepa_mandate': debit.mandate.id if debit.mandate.type == 'recurrent' else None,
                } for debit in debits])
    Payment.submit(payments)
    return payments


def _process(payments):
    "The group that Tryton's own wizard makes of the payments, with its message for the bank."
    pool = Pool()
    Session = pool.get('ir.session.wizard')
    Process = pool.get('account.payment.process', type='wizard')
    session, = Session.create([{}])
    with Transaction().set_context(
            active_model='account.payment', active_id=payments[0].id,
            active_ids=[payment.id for payment in payments]):
        _, data = Process(session.id).do_process({})
    Session.delete([session])
    group, = pool.get('account.payment.group').browse(data['res_id'])
    return group
