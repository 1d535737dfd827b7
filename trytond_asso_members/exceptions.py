from trytond.exceptions import UserError


class FeedError(UserError):
    "The call cannot be answered as it is."


class FeedBusyError(FeedError):
    "Another bridge is at work."


class SetupError(UserError):
    "The association cannot be set up with these values."


class Refusal(Exception):
    """A change that cannot be applied; it goes to the quarantine.

    `code` names a message `msg_refused_<code>`, `values` fill it in.  `needs` are
    the (type, id) whose arrival or change makes another try worth it;
    `waiting` says that nothing is wrong but that they are not there yet.
    """

    def __init__(self, code, needs=(), waiting=False, **values):
        super().__init__(code, values)
        self.code = code
        self.needs = tuple(needs)
        self.waiting = waiting
        self.values = values


class Guilty(Exception):
    "The changes, with a Refusal each, because of which a batch cannot be applied."

    def __init__(self, refusals):
        super().__init__(refusals)
        self.refusals = refusals


class AllocationError(UserError):
    "A person's allocation cannot be had."
