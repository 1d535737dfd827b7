"""A line of a statement: what it clears, and whether its money waits to be taken further."""
from trytond.model import fields
from trytond.pool import PoolMeta


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
    def _get_relations(cls):
        return super()._get_relations() + ['asso.payment']
