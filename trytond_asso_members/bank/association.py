"""What an association asks of its members' transfers, and how often it looks at its bank."""
from trytond.model import fields
from trytond.pool import PoolMeta

LABELS = 'ID {id}'


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    payment_labels = fields.Text(
        "Labels of Transfers",
        help="What members are asked to write as the label of a transfer, one form a line: "
        "{id} stands for the id in the portal, {number} for the member's number.")
    silent_weeks = fields.Integer(
        "Weeks without Statement", domain=[('silent_weeks', '>', 0)],
        help="The administrators are told when no statement came for so many weeks.")

    @staticmethod
    def default_payment_labels():
        return LABELS

    @staticmethod
    def default_silent_weeks():
        return 5

    def call_fees(self, act, payers):
        """Call fees because these parties have paid something: {party: day of the money}.

        Return {party: invoice} of the fees that were called; the money pays them before
        anything else.  Here none is: who bills fees may call them.
        """
        return {}

    def take_fees_back(self, act, fees):
        "Take back fees (invoices) that a payment called as it came, and that it pays no more."

    def own_names(self):
        "The names of the association, which say nothing about who pays; others may be added."
        return (self.company.party.name,)

    def batch_of(self, row, taken=()):
        """The batch that the row brings whole, or None; `taken` are those of other rows.

        A batch is what the association has asked its bank to collect.  A hook, as are the next
        three: see debiting/.
        """

    def receive_batch(self, batch, date):
        "Note that the money of the batch has come; return its payments (transit.Pending)."
        return []

    def in_batches(self):
        "The ids of payments that come in batches: no row of their member's brings them."
        return set()

    def follow_rows(self, parties):
        "What else follows from rows of these parties that were undone, or took payments back."
