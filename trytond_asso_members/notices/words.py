"What is said, and why something is not."
# To members
TO_MEMBERS = [
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
    ('receipt.issued', "Tax Receipt Issued"),
    ]
# To the treasurer, all in one message a day
TO_TREASURER = [
    ('quarantine.waiting', "Change in Quarantine"),
    ('bank.silent', "Nothing from the Bank"),
    ('payment.unmatched', "Money to Match"),
    ('drift.found', "Balances That Do Not Add Up"),
    ('run.failed', "Run That Failed"),
    ('address.returned', "Address That Fails"),
    ]
TREASURER = [kind for kind, _ in TO_TREASURER]
# To other programs alone
TO_PROGRAMS = [
    ('member.changed', "Member Changed"),
    ]
PROGRAMS = [kind for kind, _ in TO_PROGRAMS]
# What a person sends to a member, a paper each
BY_HAND = [
    ('paper.bill', "Bill Sent by Hand"),
    ('paper.account', "Statement of Account Sent by Hand"),
    ('paper.certificate', "Certificate Sent by Hand"),
    ('paper.receipt', "Tax Receipt Sent by Hand"),
    ]
PAPERS = [kind for kind, _ in BY_HAND]
TOLD = [*TO_MEMBERS, *TO_TREASURER, *TO_PROGRAMS]
KINDS = [*TOLD, *BY_HAND]
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
    ('treasurer', "The treasurer has no e-mail address"),
    ('refused', "The mail server refused it"),
    ('returned', "The mail came back"),
    ('choice', "Refused by the member"),
    ('person', "Somebody has decided so"),
    ('programs', "It is told to other programs alone"),
    ]
AGAIN, LAST, DIGEST = 'bill.overdue.again', 'bill.overdue.last', 'digest'
# What persons may write in their own words
TEMPLATES = [
    ('frame', "The Frame of Each Message"),
    *TO_MEMBERS,
    (AGAIN, "Bill Overdue: Again"),
    (LAST, "Bill Overdue: to the Treasurer"),
    (DIGEST, "The Frame of What the Treasurer Is Told"),
    *TO_TREASURER,
    *BY_HAND,
    ]
# The fields of all of them, of what the treasurer is told, and of each
COMMON, OF_TREASURER = ['name', 'number', 'association'], ['association']
_BILL = ['bill', 'date', 'amount', 'attached']
_SUBSCRIPTION = ['offer', 'date']
_INSTALMENT = ['left', 'due', 'rest']
_POSTED = [*_BILL, 'left', 'due', 'at_once', 'debited', 'covered']
_RECEIPT = ['receipt', 'year', 'amount', 'attached']
_OWED = ['owed', 'bills', 'oldest']
FIELDS = {
    'frame': ['subject', 'words', 'payee', 'iban', 'reference'],
    'member.joined': ['date', 'reference'],
    'member.left': ['date'],
    'subscription.started': _SUBSCRIPTION,
    'subscription.suspended': [*_SUBSCRIPTION, 'until'],
    'subscription.ended': _SUBSCRIPTION,
    'bill.posted': _POSTED,
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
    'receipt.issued': _RECEIPT,
    'paper.bill': [*_POSTED, 'corrects'],
    'paper.account': ['from', 'to', 'attached'],
    'paper.certificate': ['date', 'attached'],
    'paper.receipt': _RECEIPT,
    DIGEST: ['words'],
    'quarantine.waiting': ['count', 'oldest', 'menu'],
    'bank.silent': ['oldest', 'said', 'menu'],
    'payment.unmatched': ['count', 'amount', 'oldest', 'menu'],
    'drift.found': ['said', 'menu'],
    'run.failed': ['oldest', 'said', 'menu'],
    'address.returned': ['count', 'said', 'menu'],
    }
# Of several events, the first of these gives the message its subject
RANK = [
    LAST, AGAIN, 'bill.overdue', 'instalment.late', 'payment.returned', 'member.joined',
    'member.left', 'dues.lapsed', 'payment.received', 'bill.posted', 'bill.due_soon',
    'instalment.due', 'bill.credited', 'bill.paid', 'receipt.issued', 'dues.to_renew',
    'subscription.started', 'subscription.suspended', 'subscription.ended', *PAPERS]
