"""What happened to members, subscriptions and receipts, by what the books had before and after."""


def found(before, after, today):
    "Yield (kind, model, id, party, day, amount, occurrence) of two registers."
    for party, member in sorted(after.states.items()):
        yield from _of_member(before.states.get(party), member, today)
    for id_, one in sorted(after.subscriptions.items()):
        yield from _of_subscription(before.subscriptions.get(id_), one)
    for id_, receipt in sorted(after.receipts.items()):
        was = before.receipts.get(id_)
        if receipt.state == 'issued' and not (was and was.state == 'issued'):
            yield (
                'receipt.issued', 'asso.receipt', id_, receipt.party, receipt.day,
                receipt.amount, '')


def _of_member(was, member, today):
    def event(kind, day):
        day = day or today
        return kind, 'asso.member', member.id, member.party, day, None, str(day)
    if not was:
        if member.is_member:
            yield event('member.joined', member.joined)
    elif member.left and member.left != was.left:
        yield event('member.left', member.left)
    elif member.status == 'member' != was.status:
        yield event('member.joined', None if was.left else member.joined)
    elif was.status == 'member' and member.status == 'not_member':
        yield event('member.left', member.left)


def _of_subscription(was, one):
    def event(kind, day, occurrence=''):
        return kind, 'asso.subscription', one.id, one.party, day, None, occurrence
    if not one.is_told:
        return
    starts = not was or was.draft
    if starts:
        yield event('subscription.started', one.start)
    if one.end and (starts or one.end != was.end):
        yield event('subscription.ended', one.end, str(one.end))
    if was and not was.draft:
        for first in sorted(one.suspensions.keys() - was.suspensions.keys()):
            yield event('subscription.suspended', first, str(first))
