"""A line of a statement: what it clears, and whether its money waits to be taken further."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.model.exceptions import AccessError
from trytond.pool import PoolMeta

from .by_hand import said


class StatementLine(metaclass=PoolMeta):
    __name__ = 'account.statement.line'

    waits = fields.Boolean(
        "Waits", readonly=True,
        help="Its money is taken from its account to where it belongs: to a member's "
        "payment, or by what a person decides.")

    @staticmethod
    def default_waits():
        return False

    @classmethod
    def check_modification(cls, mode, lines, values=None, external=False):
        "No person may say whether its money waits: that follows from what was booked."
        super().check_modification(mode, lines, values=values, external=external)
        if external and (
                mode == 'write' and 'waits' in values
                or mode == 'create' and any(line.waits for line in lines)):
            line = lines[0]
            raise AccessError(gettext(
                    'asso_members.msg_bank_line_waits',
                    line=said(line.origin) if line.origin else line.rec_name))

    @classmethod
    def _get_relations(cls):
        return super()._get_relations() + ['asso.payment']
