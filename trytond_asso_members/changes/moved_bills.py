"""Posted bills that the portal has given to another member, as when two members become one.

What is posted keeps its party: the bill is credited in full, what paid it is free again, and it
is posted again, under its number with a mark (see numbers.py), for the member who has it now.
"""
from trytond.pool import Pool

from . import posted_bills, stored


def credit(batch, changes):
    """Credit those bills of the changes of which nothing but the member has changed.

    Their changes are marked as moved, to be posted as new ones.  One that cannot be
    credited is left as it is.
    """
    Invoice = Pool().get('account.invoice')
    differing = [
        c for c in changes
        if not c.record.draft and not _is_stored(c.record, c.binding.frozen)]
    owners = _portal_members(batch, [
        invoice.party.id for invoice in Invoice.browse([c.target for c in differing])])
    moved = [
        c for c in differing
        if any(_is_stored(_of(c.record, owner), c.binding.frozen)
            for owner in owners.get(batch.bill_party(c.target), []))]
    posted_bills.delete(batch, moved)
    for change in moved:
        if batch.is_refused(change):
            # It is lettered for good: what is posted stays, and the change is refused
            del batch.outcomes[change.key]
        else:
            batch.bind_again(change)
            change.moved = True


def _is_stored(record, frozen):
    return frozen in {stored.of_bill(record), stored.of_bill_in_order(record)}


def _of(record, member):
    return record.model_copy(update={'member': member})


def _portal_members(batch, parties):
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
