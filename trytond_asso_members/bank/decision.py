"""What was decided about a row of the bank: by whom, when and why."""
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pyson import Eval

from ..feed.authored import Authored
from ..feed.uncopied import Uncopied

KINDS = [
    ('matched', "Matched"),
    ('cleared', "Paired with the Portal"),
    ('rule', "By Rule"),
    ('waits', "Waits"),
    ('assigned', "Assigned"),
    ('split', "Split"),
    ('account', "To an Account"),
    ('refunded', "Refunded"),
    ('kept', "Kept on Suspense"),
    ('double', "Came Twice"),
    ('returned', "Returned Payment"),
    ('undone', "Undone"),
    ('taken_back', "File Taken Back"),
    ]
# The decisions of persons from which the next rows learn whose a label or an IBAN is
TEACHES = {'assigned', 'cleared'}


class Decision(Authored, Uncopied, ModelSQL, ModelView):
    "Rows are added only: an undoing is a decision of its own."
    __name__ = 'asso.bank.decision'

    origin = fields.Many2One(
        'account.statement.origin', "Row", required=True, readonly=True, ondelete='CASCADE')
    kind = fields.Selection(KINDS, "Decision", required=True, readonly=True, sort=False)
    by_person = fields.Boolean("By a Person", readonly=True)
    party = fields.Many2One(
        'party.party', "Party", readonly=True, ondelete='RESTRICT')
    account = fields.Many2One(
        'account.account', "Account", readonly=True, ondelete='RESTRICT')
    move = fields.Many2One(
        'account.move', "Move", readonly=True, ondelete='RESTRICT',
        help="The entry that the decision booked, apart from payments.")
    reason = fields.Char("Reason", readonly=True)
    undone = fields.Boolean(
        "Undone", readonly=True, states={'invisible': ~Eval('undone')},
        help="A later decision has taken it back: nothing is learned from it.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.origin, Index.Range())),
            Index(t, (t.party, Index.Range())),
            }
