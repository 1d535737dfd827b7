"""One who pays for several members: families, employers."""
from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.pyson import Bool, Eval


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    payer = fields.Many2One(
        'party.party', "Payer", ondelete='RESTRICT',
        context={'company': Eval('company', -1)}, depends={'company'},
        help="Who gets the bills of new subscriptions, if that is not the member.\n"
        "Subscriptions that are there already keep the payer they have.")
    pays_for = fields.Function(fields.Many2Many(
            'asso.member', None, None, "Pays For",
            states={'invisible': ~Bool(Eval('pays_for', []))},
            help="The members whose bills this one gets."),
        'get_pays_for')

    @property
    def billed_party(self):
        "Who gets the bills of a new subscription."
        return self.payer or self.party

    @classmethod
    def get_pays_for(cls, members, name):
        parties = [m.party.id for m in members]
        paid = cls.search([
                ['OR', ('payer', 'in', parties), ('subscriptions.payer', 'in', parties)]])
        found = {}
        for one in paid:
            for payer in {one.payer, *(s.payer for s in one.subscriptions)} - {one.party}:
                found.setdefault((one.company, payer), []).append(one.id)
        return {m.id: found.get((m.company, m.party), []) for m in members}


class Subscription(metaclass=PoolMeta):
    __name__ = 'asso.subscription'

    @fields.depends(methods=['_propose_payer'])
    def on_change_offer(self):
        super().on_change_offer()
        self._propose_payer()

    @fields.depends(methods=['_propose_payer'])
    def on_change_member(self):
        self._propose_payer()

    @fields.depends(
        'id', 'member', '_parent_member.payer', 'payer', 'offer', '_parent_offer.billed_by')
    def _propose_payer(self):
        is_new = not self.id or self.id < 0
        if (is_new and self.member and not self.payer
                and self.offer and self.offer.billed_by == 'tryton'):
            self.payer = self.member.payer


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    pays_for = fields.One2Many(
        'asso.member', 'payer', "Pays For", readonly=True,
        states={'invisible': ~Bool(Eval('pays_for', []))},
        help="The members who have this party as their payer.")

    @classmethod
    def copy(cls, parties, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('pays_for', None)
        return super().copy(parties, default=default)


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [('asso.member', 'payer')]
