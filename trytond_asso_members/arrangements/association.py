"""How late an instalment may be, and which bills are left alone."""
from trytond.model import fields
from trytond.pool import PoolMeta

from .arrangement import arranged

GRACE = 14  # days


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    arrangement_days = fields.Integer(
        "Days for an Instalment",
        domain=['OR', ('arrangement_days', '=', None), ('arrangement_days', '>=', 0)],
        help="So many days after the date of an instalment that is not paid, its arrangement is "
        "broken, and the member is reminded of the bills as usual.\nLeave empty for 14.")

    @property
    def days_of_grace(self):
        return GRACE if self.arrangement_days is None else self.arrangement_days

    @classmethod
    def arranged(cls, ids):
        "Return those of the bills (a set of ids) that their members pay in instalments."
        return arranged(ids)
