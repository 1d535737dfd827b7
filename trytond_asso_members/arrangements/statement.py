"""What is told of a bill that is paid in instalments: when so much of it is to be paid."""
from collections import defaultdict

from trytond.pool import Pool, PoolMeta

from .. import bulk
from ..statements.touched import last_written


class Statement(metaclass=PoolMeta):
    __name__ = 'asso.statement'

    @classmethod
    def written_since(cls, moment):
        table = Pool().get('asso.arrangement').__table__()
        return super().written_since(moment) + [table.select(
                table.party, where=last_written(table) >= moment)]

    @classmethod
    def agreements(cls, company):
        pool = Pool()
        arrangement = pool.get('asso.arrangement').__table__()
        in_force = (arrangement.company == company.id) & (arrangement.state == 'agreed')
        bills, parts = defaultdict(list), defaultdict(list)
        bill = pool.get('asso.arrangement.bill').__table__()
        for id_, which in bulk.select(bill
                .join(arrangement, condition=bill.arrangement == arrangement.id)
                .select(arrangement.id, bill.bill, where=in_force, order_by=bill.id)):
            bills[id_].append(which)
        part = pool.get('asso.arrangement.instalment').__table__()
        for id_, *dated in bulk.select(part
                .join(arrangement, condition=part.arrangement == arrangement.id)
                .select(
                    arrangement.id, part.date, part.amount, where=in_force,
                    order_by=part.date)):
            parts[id_].append((dated[0], bulk.money(dated[1])))
        return super().agreements(company) + [(bills[id_], parts[id_]) for id_ in bills]
