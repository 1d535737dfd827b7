"""What the module raises: refusals of changes, and errors that a person reads."""
from trytond.exceptions import UserError, UserWarning
from trytond.model.exceptions import ValidationError


class FeedError(UserError):
    "The call cannot be answered as it is."


class FeedBusyError(FeedError):
    "Another bridge is at work."


class SetupError(UserError):
    "The association cannot be set up with these values."


class Refusal(Exception):
    """A change that cannot be applied; it goes to the quarantine.

    `code` names a message `msg_refused_<code>`, `values` fill it in.  `needs` are
    (type, id) of the portal's records: once one of them arrives or changes, the change
    is worth another try.  `waiting` says that nothing is wrong: they are just not there
    yet.
    """

    def __init__(self, code, needs=(), waiting=False, **values):
        super().__init__(code, values)
        self.code = code
        self.needs = tuple(needs)
        self.waiting = waiting
        self.values = values


class Guilty(Exception):
    "The changes because of which a batch cannot be applied: {change: Refusal}."

    def __init__(self, refusals):
        super().__init__(refusals)
        self.refusals = refusals


class MemberDatesError(ValidationError):
    "A member has left before it joined."


class OfferError(ValidationError):
    "An offer cannot be billed as it is."


class TariffError(ValidationError):
    "The formula of a tariff gives no price."


class SubscriptionError(ValidationError):
    "A subscription cannot be billed, ended or changed so."


class SubscriptionWarning(UserWarning):
    "A subscription is to end before the offer lets it."


class AllocationError(UserError):
    "A person's allocation cannot be made."


class ArrangementError(UserError):
    "Instalments cannot be agreed on so."


class ActError(UserError):
    "What a person asks for cannot be booked, or not be undone."


class ClosingError(UserError):
    "What belongs to the end of a year cannot be booked."


class MergeError(UserError):
    "Two members cannot be made one."


class BoundError(UserError):
    "The portal has the record, so it is not for a person to delete."


class BankError(UserError):
    """A file of the bank, or a row of it, cannot be booked or decided so.

    `fault` is the code of what is wrong with a file: see bank/reading/errors.py.
    """
    fault = None


class BankWarning(UserWarning):
    "Money of the bank is to pay other bills than was proposed."


class DocumentError(UserError):
    "What is asked for has no paper, or none can be drawn here."


class MessageError(UserError):
    "What is to be said to members cannot be said so."


class DebitError(UserError):
    "Bills cannot be collected, or a run not be taken back."


class MandateError(ValidationError):
    "A mandate does not say what was signed."


class MessageWarning(UserWarning):
    "What is to be sent to a member was sent already."


class ReceiptError(UserError):
    "A tax receipt cannot be issued."


class ReceiptWarning(UserWarning):
    "Tax receipts are to be issued, for which a body must have the right."
