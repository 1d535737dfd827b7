"""Credit notes of persons on a bill that the portal had deleted: restored, it has them again.

A dump that was written in part has not all bills; with the next one they are back.
"""
from trytond.pool import Pool, PoolMeta

from .. import bulk
from ..bills import credit_notes
from ..settlement.booking import OwnNote


class Payment(metaclass=PoolMeta):
    __name__ = 'asso.payment'

    @classmethod
    def bills_came_back(cls, act, bills):
        super().bills_came_back(act, bills)
        notes = [done.payment for done in Pool().get('asso.act').search([
                    ('bill', 'in', bills), ('kind', '=', 'credited'), ('undone', '=', False),
                    ('payment.state', '=', 'deleted')], order=[('id', 'ASC')])]
        documents = credit_notes.again(act, [note.credit_note for note in notes])
        ids = [note.id for note in notes]
        bulk.update('asso.payment', ids, state='booked')
        bulk.update_each('asso.payment', 'credit_note', [
                (id_, document.id) for id_, document in zip(ids, documents, strict=True)])
        for note, document in zip(notes, documents, strict=True):
            booking = OwnNote.of(act, document, note.named_bill.id)
            booking.id = note.id
            act.bookings.append(booking)
