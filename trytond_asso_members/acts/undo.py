"""Acts undone by one click, while their period is open."""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.pool import PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction

from .. import bulk
from ..exceptions import ActError
from ..settlement.settle import settle
from ..settlement.withdraw import withdraw
from . import attach, write_off
from .acting import acting


class Act(metaclass=PoolMeta):
    __name__ = 'asso.act'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'undo': {
                    'invisible': Eval('undone', False) | ~Eval('kind').in_(list(UNDO)),
                    'depends': ['undone', 'kind'],
                    },
                })

    @classmethod
    @ModelView.button
    def undo(cls, acts):
        """Undo them, the last one first; what is undone already stays so.

        That a payment was given back is not undone: the portal decides about it.

        Raise ActError if the period of one is closed, or a row of the bank holds it.
        """
        user = Transaction().user
        for done in sorted(acts, key=lambda a: a.id, reverse=True):
            with acting(done.company) as act:
                done = cls(done.id)
                if done.undone or done.kind not in UNDO:
                    continue
                UNDO[done.kind](act, done)
                settle(act)
                bulk.update(
                    'asso.act', [done.id], undone=True, undone_by=user,
                    undone_at=dt.datetime.now())


def _take_payment_back(act, done):
    "Take the payment out of the books; what it had paid is due again."
    payment = done.payment
    if payment.state == 'deleted':
        return
    if payment.statement_line:
        raise ActError(gettext(
                'asso_members.msg_act_of_bank', payment=payment.rec_name))
    move = payment.credit_note.move if payment.credit_note else payment.move
    act.place(move.date, move.journal, move=False)
    parties = withdraw(act, [payment.id], to_suspense=False)
    act.parties |= parties
    settle(act)
    if payment.called_fee:
        act.association.take_fees_back(act, [payment.called_fee])
    act.association.follow_rows(parties)


UNDO = {
    'received': _take_payment_back,
    'refunded': _take_payment_back,
    'written_off': write_off.take_back,
    'credited': _take_payment_back,
    'attached': attach.take_back,
    'moved': attach.take_back,
    }
