"""Why somebody was given time is forgotten a while after it was agreed."""
from trytond.pool import PoolMeta


class Retention(metaclass=PoolMeta):
    __name__ = 'asso.retention'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.kind.selection.append(('arrangements', "Reasons of Arrangements"))

    def _old_arrangements(self, pool):
        return pool.get('asso.arrangement'), [
            ('agreed_on', '<', self.before), ('state', 'not in', ['draft', 'agreed']),
            ('reason', 'not in', [None, ''])]

    @classmethod
    def _forget_arrangements(cls, Table, arrangements):
        Table.write(arrangements, {'reason': None})
