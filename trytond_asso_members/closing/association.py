"The accounts that are booked on at the end of a year."
from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.pyson import Eval


def _account(string, statement, help_):
    return fields.Many2One(
        'account.account', string, ondelete='RESTRICT',
        domain=[
            ('company', '=', Eval('company', -1)), ('type', '!=', None),
            ('type.statement', '=', statement), ('closed', '!=', True)],
        help=help_)


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    account_deferred = _account(
        "Deferred Income", 'balance',
        "Income of the next year waits on it at the end of a year (487).")
    account_doubtful = _account(
        "Depreciation of Members", 'balance',
        "What is taken off the sum that members owe: they may never pay it (491).")
    account_depreciation = _account(
        "Loss by Depreciation", 'income', "What is taken off more than the year before (68174).")
    account_recovery = _account(
        "Depreciation Taken Back", 'income', "What is taken off less than the year before (78174).")
