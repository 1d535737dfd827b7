"""What figures need to know of an offer: the accounts of its costs, and whether it is counted."""
from sql import Literal, Null
from trytond.model import ModelSQL, Unique, fields
from trytond.pool import PoolMeta
from trytond.pyson import Eval
from trytond.transaction import Transaction


class Offer(metaclass=PoolMeta):
    __name__ = 'asso.offer'

    costs = fields.Many2Many(
        'asso.offer-cost-account', 'offer', 'account', "Accounts of Costs",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type.statement', '=', 'income'),
            ('code', 'like', '6%'),
            ],
        help="What is booked on them is spent on this offer.")
    internet_access = fields.Boolean(
        "Internet Access", help="Who subscribes to it is counted as a subscriber of a provider.")

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        table = cls.__table__()
        Transaction().connection.cursor().execute(*table.update(
                [table.internet_access], [Literal(True)], where=table.internet_access == Null))

    @staticmethod
    def default_internet_access():
        return True

    @classmethod
    def copy(cls, offers, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('costs', None)
        return super().copy(offers, default=default)


class OfferCost(ModelSQL):
    __name__ = 'asso.offer-cost-account'

    offer = fields.Many2One('asso.offer', "Offer", required=True, ondelete='CASCADE')
    account = fields.Many2One(
        'account.account', "Account", required=True, ondelete='CASCADE')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('offer')
        t = cls.__table__()
        cls._sql_constraints += [
            ('account_unique', Unique(t, t.account), 'asso_members.msg_offer_cost_unique')]
