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
