"""What a reader of the two statements may choose."""
from trytond.model import fields
from trytond.pool import PoolMeta


class _ZeroLines:
    __slots__ = ()
    zero_lines = fields.Boolean(
        "Lines of Zero", help="Show also the lines on which nothing stands.")

    @classmethod
    def default_zero_lines(cls):
        return False


class BalanceSheetComparisonContext(_ZeroLines, metaclass=PoolMeta):
    __name__ = 'account.balance_sheet.comparison.context'


class IncomeStatementContext(_ZeroLines, metaclass=PoolMeta):
    __name__ = 'account.income_statement.context'
