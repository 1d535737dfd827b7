"""Whether an event is still so as of a day, and may be told."""


def stands(event, books, day):
    kind = event.kind
    if kind.startswith('instalment'):
        return books.instalments[event.id].state == 'agreed' and bool(
            books.instalment(event.id)[1])
    if kind.startswith('payment'):
        payment = books.payments.get(event.id)
        return bool(payment) and payment.party == event.party and (
            kind == 'payment.returned' or payment.state == 'booked')
    if kind.startswith('bill'):
        bill = books.bills.get(event.id)
        return bool(bill) and _bill_stands(event, bill, books, day)
    if kind == 'receipt.issued':
        return books.register.receipts[event.id].state == 'issued'
    if kind.startswith('subscription'):
        return _subscription_stands(event, books.register.subscriptions[event.id])
    member = books.register.states[event.party]
    if kind == 'member.left':
        return not member.is_member
    paid = books.register.fees(books.bills.values())
    return member.is_member and (
        kind == 'member.joined' or str(paid.get(event.party)) == event.occurrence)


def _bill_stands(event, bill, books, day):
    if event.kind == 'bill.overdue':
        return any(one.bill is bill for one in books.overdue(event.party, day))
    if event.kind == 'bill.due_soon':
        return not bill.spared and bill.id not in books.arranged and bool(books.owed_of(bill))
    return bill.is_there and (event.kind != 'bill.paid' or bill.state == 'paid')


def _subscription_stands(event, one):
    if event.kind == 'subscription.ended':
        return one.end == event.day
    return one.active and not one.draft and (
        event.kind == 'subscription.started' or event.day in one.suspensions)
