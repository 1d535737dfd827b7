"""What an act on the books needs, whoever acts: a batch of changes, or a person."""
from contextlib import contextmanager
from functools import cached_property

from trytond.pool import Pool

from .. import bulk
from ..books.door import Books
from ..exceptions import Guilty, Refusal
from ..feed.quarantine import reason


class Act:
    """One act on the books of an association, under the locks of `lock_books`.

    `run` is the bridge's run, or None when a person acts.
    """

    def __init__(self, association, calendar, run=None):
        self.association = association
        self.company = association.company
        self.calendar = calendar
        self.books = Books(calendar)
        self.run = run
        # What the act has touched, to be settled
        self.bookings = []
        self.touched_bills = []
        self.parties = set()
        self._bills = {}

    def place(self, date, journal, move=None):
        """The accounting date and period of a document, or of an act on one of this date.

        Nothing is booked before the cut-over; see Calendar.place for the rest.
        """
        if self.association.is_opening(date):
            date = self.association.cutover
        if move is None:
            move = self.association.closed_periods == 'move'
        return self.calendar.place(date, journal, move)

    @property
    def has_bank(self):
        "Whether files of the bank may be imported."
        return bool(self._accounts_of_bank)

    def is_on_bank(self, account):
        "Whether it is an account that files of the bank are booked on."
        return account.id in self._accounts_of_bank

    def money_account(self, account, date):
        """Where money of a day is booked whose means of payment has this account.

        It is the account itself.  But from the day on which the bank's files are imported, these
        alone are booked on the accounts of the bank, and the money stands in transit.
        """
        since = self.association.bank_since
        if since and date >= since and self.is_on_bank(account):
            return self.association.transit
        return account

    @cached_property
    def _accounts_of_bank(self):
        return self.association.accounts_of_bank()

    def bill_party(self, invoice):
        "The id of the party of the bill."
        return self._bill(invoice)[0]

    def bill_parties(self, invoices):
        "The ids of the parties of the bills."
        self.read_bills(set(invoices) - self._bills.keys())
        return {self._bills[invoice][0] for invoice in invoices}

    def bill_number(self, invoice):
        return self._bill(invoice)[1]

    def _bill(self, invoice):
        if invoice not in self._bills:
            self.read_bills([invoice])
        return self._bills[invoice]

    def read_bills(self, ids):
        "Read the parties and numbers of bills, all at once."
        invoice = Pool().get('account.invoice').__table__()
        for id_, party, number in bulk.select_among(
                lambda where: invoice.select(
                    invoice.id, invoice.party, invoice.number, where=where),
                invoice.id, ids):
            self._bills[id_] = (party, number)

    def add_bill(self, invoice, party, number):
        "Note a bill that this act has posted."
        self._bills[invoice] = (party, number)
        self.touch_bill(invoice)

    def touch_bill(self, invoice):
        "Let `settle` share out again what the member of this bill has paid."
        self.touched_bills.append(invoice)

    def new_externals(self, *types):
        "Return {id in Tryton: portal's id} of the bindings that are not written yet."
        return {}

    def change_of(self, payment):
        "The change of the portal behind this payment (id), or None if there is none."
        return

    def refuse_payments(self, refusals):
        "Raise {payment (id): Refusal} as Guilty, or the Refusal of one that no change is behind."
        changes = {self.change_of(id_): refusal for id_, refusal in refusals.items()}
        if None in changes:
            raise changes[None]
        if changes:
            raise Guilty(changes)


@contextmanager
def acting(association, Error):
    "Yield an `Act` under the locks of the association; what is refused is raised as this error."
    with association.own_context(), refused_as(Error):
        yield Act(association, association.lock_books())


@contextmanager
def refused_as(Error):
    "Raise what the block refuses as this error, in words of the context's language."
    try:
        yield
    except Guilty as guilty:
        raise Error(reason(next(iter(guilty.refusals.values())))) from guilty
    except Refusal as refusal:
        raise Error(reason(refusal)) from refusal
