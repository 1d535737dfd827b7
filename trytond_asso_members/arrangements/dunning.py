"""Nobody is reminded of a bill that is paid in instalments, as long as that is agreed."""
from sql import Null
from trytond.pool import Pool, PoolMeta

from .. import bulk
from ..bills.owing import join_bill


class Dunning(metaclass=PoolMeta):
    __name__ = 'account.dunning'

    @classmethod
    def _covered_lines(cls):
        pool = Pool()
        line = pool.get('account.move.line').__table__()
        row = pool.get('asso.arrangement.bill').__table__()
        arrangement = pool.get('asso.arrangement').__table__()
        source, bill = join_bill(line, line)
        bills = row.join(arrangement, condition=row.arrangement == arrangement.id).select(
            row.bill, where=arrangement.state == 'agreed')
        return super()._covered_lines() + [id_ for id_, in bulk.select(source.select(
                    line.id, where=(line.reconciliation == Null) & bill.in_(bills)))]
