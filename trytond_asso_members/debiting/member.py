"Whether a member's bills are collected, and by which mandate."
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    by_debit = fields.Boolean(
        "Collect by Direct Debit",
        help="What this member is billed is collected, as soon as there is a mandate.")
    mandate = fields.Function(fields.Many2One(
            'account.payment.sepa.mandate', "Mandate in Force",
            states={'invisible': ~Bool(Eval('mandate')) & ~Eval('by_debit', False)},
            help="The one that was signed last."),
        'get_mandate')

    @classmethod
    def get_mandate(cls, members, name):
        Mandate = Pool().get('account.payment.sepa.mandate')
        found = {}
        for company in {m.company for m in members}:
            ours = [m for m in members if m.company == company]
            mandates = Mandate.in_force(company, {m.party.id for m in ours})
            found.update((m.id, mandates.get(m.party.id)) for m in ours)
        return {id_: mandate.id if mandate else None for id_, mandate in found.items()}

    @classmethod
    def copy(cls, members, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('by_debit', False)
        return super().copy(members, default=default)
