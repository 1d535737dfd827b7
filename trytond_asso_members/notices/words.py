"What is said, and why something is not."
KINDS = [
    ('member.joined', "Joined"),
    ('member.left', "Left"),
    ('subscription.started', "Subscription Started"),
    ('subscription.suspended', "Subscription Suspended"),
    ('subscription.ended', "Subscription Ended"),
    ('bill.posted', "New Bill"),
    ('bill.credited', "Credit Note"),
    ('bill.due_soon', "Bill Due Soon"),
    ('bill.overdue', "Bill Overdue"),
    ('instalment.due', "Instalment Due"),
    ('instalment.late', "Instalment Late"),
    ('bill.paid', "Bill Paid"),
    ('payment.received', "Payment Received"),
    ('payment.returned', "Payment Returned"),
    ('dues.to_renew', "Dues to Renew"),
    ('dues.lapsed', "Dues Lapsed"),
    ]
STATES = [
    ('due', "To Be Said"),
    ('sent', "Said"),
    ('never', "Never"),
    ]
WHY = [
    (None, ""),
    ('import', "Came with the first load"),
    ('nothing', "Nothing is to be paid"),
    ('told', "Another message says it"),
    ('over', "It is not so any more"),
    ('address', "No e-mail address"),
    ('refused', "The mail server refused it"),
    ('person', "Somebody has decided so"),
    ]
AGAIN, LAST = 'bill.overdue.again', 'bill.overdue.last'
# What persons may write in their own words
TEMPLATES = [
    ('frame', "The Frame of Each Message"),
    *KINDS,
    (AGAIN, "Bill Overdue: Again"),
    (LAST, "Bill Overdue: to the Treasurer"),
    ]
# The fields of all of them, and of each
COMMON = ['name', 'number', 'association']
_BILL = ['bill', 'date', 'amount', 'attached']
_SUBSCRIPTION = ['offer', 'date']
_INSTALMENT = ['left', 'due', 'rest']
_OWED = ['owed', 'bills', 'oldest']
FIELDS = {
    'frame': ['subject', 'words', 'payee', 'iban', 'reference'],
    'member.joined': ['date', 'reference'],
    'member.left': ['date'],
    'subscription.started': _SUBSCRIPTION,
    'subscription.suspended': [*_SUBSCRIPTION, 'until'],
    'subscription.ended': _SUBSCRIPTION,
    'bill.posted': [*_BILL, 'left', 'due', 'at_once', 'debited', 'covered'],
    'bill.credited': [*_BILL, 'corrects'],
    'bill.due_soon': ['bill', 'date', 'left', 'due'],
    'bill.overdue': _OWED,
    AGAIN: _OWED,
    LAST: [*_OWED, 'member', 'email', 'phone'],
    'instalment.due': _INSTALMENT,
    'instalment.late': _INSTALMENT,
    'bill.paid': ['bill', 'date', 'amount'],
    'payment.received': ['amount', 'date', 'paid', 'rest'],
    'payment.returned': ['amount', 'date'],
    'dues.to_renew': ['date'],
    'dues.lapsed': ['date'],
    }
# Of several events, the first of these gives the message its subject
RANK = [
    LAST, AGAIN, 'bill.overdue', 'instalment.late', 'payment.returned', 'member.joined',
    'member.left', 'dues.lapsed', 'payment.received', 'bill.posted', 'bill.due_soon',
    'instalment.due', 'bill.credited',
    'bill.paid', 'dues.to_renew', 'subscription.started', 'subscription.suspended',
    'subscription.ended']
# What may be over by the time that it is said
REMINDERS = {
    'bill.due_soon', 'bill.overdue', 'instalment.due', 'instalment.late', 'dues.to_renew',
    'dues.lapsed'}
