"""Posted bills that the portal has given to another member, as when two members become one.

What is posted keeps its party: the bill is credited in full, what paid it is free again, and it
is posted again, under its number with a mark (see numbers.py), for the member who has it now.
The portal's credit notes on it follow it (see moved_notes.py), and so does what its payments give.
"""
from trytond.pool import Pool

from ..exceptions import Guilty
from ..settlement import excess
from . import posted_bills, stored


def credit(batch, changes):
    """Credit those of the bills of which the portal has changed nothing but the member.

    Their changes are marked as moved, to be posted as new ones.  One that cannot be
    credited, or that a person has credited in part, is left as it is.  Return what the
    portal's payments gave: {change: {payment: amount}}, for `give_again`.
    """
    Invoice = Pool().get('account.invoice')
    differing = [
        c for c in changes
        if not c.record.draft and not _is_stored(c.record, c.binding.frozen)]
    owners = portal_members(batch, [
        invoice.party.id for invoice in Invoice.browse([c.target for c in differing])])
    credited = _credited_by_persons([c.target for c in differing])
    moved = [
        c for c in differing
        if c.target not in credited
        and any(_is_stored(of_member(c.record, owner), c.binding.frozen)
            for owner in owners.get(batch.bill_party(c.target), []))]
    asked = excess.asked([c.target for c in moved])
    posted_bills.withdraw(batch, moved)
    for change in moved:
        if batch.is_refused(change):
            # It is lettered for good: what is posted stays, and the change is refused
            del batch.outcomes[change.key]
        else:
            batch.bind_again(change)
            change.moved = True
    return {c: asked[c.target] for c in moved if c.moved and c.target in asked}


def demand(batch, changes):
    "Raise Guilty if what was taken back of its former member cannot be posted for the other."
    guilty = {
        change: batch.outcomes[change.key].refusal for change in changes
        if change.moved and batch.is_refused(change)}
    if guilty:
        raise Guilty(guilty)


def give_again(batch, asked):
    """Let the payments give to the bills, posted again, what they gave before: `settle` books it.

    `asked` is what `credit` returned.  The portal does not send a payment again that is as it was.
    """
    excess.ask([
            (payment, batch.target('bill', change.id), amount)
            for change, payments in asked.items()
            for payment, amount in payments.items()])


def _credited_by_persons(bills):
    "Those of the bills (ids) on which a person has made a credit note that stands."
    return {note.named_bill.id for note in Pool().get('asso.payment').search([
                ('named_bill', 'in', bills), ('kind', '=', 'credit_note'),
                ('feed', '=', None), ('state', '=', 'booked')])}


def _is_stored(record, frozen):
    return frozen in {stored.of_bill(record), stored.of_bill_in_order(record)}


def of_member(record, member):
    "The record as it would be of that member."
    return record.model_copy(update={'member': member})


def portal_members(batch, parties):
    "Return {party: [portal's ids of the member, also of one that was deleted]}."
    pool = Pool()
    Member = pool.get('asso.member')
    Binding = pool.get('asso.binding')
    members, parties = {}, list(set(parties))
    if not parties:
        return {}
    for member in Member.search([
            ('party', 'in', parties), ('company', '=', batch.company.id),
            ('active', 'in', [True, False])]):
        members[str(member)] = member.party.id
    owners = {}
    for binding in Binding.search([
            ('feed', '=', batch.feed.id), ('record', 'in', list(members))]):
        owners.setdefault(members[str(binding.record)], []).append(binding.external_id)
    return owners
