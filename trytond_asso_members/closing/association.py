"The account on which income waits for its year."
from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.pyson import Eval


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    account_deferred = fields.Many2One(
        'account.account', "Deferred Income", ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)), ('type', '!=', None),
            ('type.statement', '=', 'balance'), ('closed', '!=', True)],
        help="On which income of the next year waits at the end of a year (487).")
