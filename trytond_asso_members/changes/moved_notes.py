"""Credit notes whose bill the portal has given to another member: they follow it.

What is posted keeps its party: the note is reversed, and posted again for the member who has the
bill now (see moved_bills.py).
"""
from trytond.pool import Pool

from ..settlement import withdraw as withdrawal
from .moved_bills import of_member, portal_members


def withdraw(batch, changes):
    """Reverse those of the notes of which only the member has changed, as their bill's has too.

    Their changes are marked as moved, to be posted as new ones.  Raise Guilty for one that is
    lettered by hand or in a closed year.
    """
    differing = [
        c for c in changes
        if c.record.frozen() != c.binding.frozen
        and batch.bill_party(batch.target('bill', c.record.bill)) == batch.party(c.record.member)]
    notes = dict(zip(differing, Pool().get('asso.payment').browse(
                [c.target for c in differing])))
    owners = portal_members(batch, [note.party.id for note in notes.values()])
    moved = [
        c for c, note in notes.items()
        if any(of_member(c.record, owner).frozen() == c.binding.frozen
            for owner in owners.get(note.party.id, []))]
    if not moved:
        return
    batch.parties |= withdrawal.withdraw(batch, [c.target for c in moved], to_suspense=False)
    for change in moved:
        change.moved = True
