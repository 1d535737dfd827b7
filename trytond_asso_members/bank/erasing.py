"""The rows of the bank of a person, shown or erased: erased, they keep their labels alone.

The statement of the bank is a voucher, which the law keeps for ten years (Code de commerce,
L123-22): the day, the amount and the label stay.  By them a row that comes again is known, too.
"""
from trytond.pool import Pool, PoolMeta
from trytond.transaction import inactive_records, without_check_access

from ..members.erasing import erased


def of_party(id_):
    "The domain of the rows of a party (an id)."
    return ['OR', ('lines.party', '=', id_), ('decisions.party', '=', id_)]


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    def held_beside(self):
        "Rows of the bank name no party: their lines do, and what was decided about them."
        Origin = Pool().get('account.statement.origin')
        return {
            **super().held_beside(),
            'account.statement.origin': [row.id for row in Origin.search(of_party(self.id))]}


class PartyErase(metaclass=PoolMeta):
    __name__ = 'party.erase'

    def transition_erase(self):
        "Who might have paid a row is no longer proposed."
        Proposal = Pool().get('asso.bank.proposal')
        party = self.ask.party.id
        with without_check_access(), inactive_records():
            Proposal.delete(Proposal.search([
                    ['OR', ('party', '=', party), ('party.replaced_by', '=', party)]]))
        return super().transition_erase()

    def to_erase(self, party_id):
        pool = Pool()
        return super().to_erase(party_id) + [
            (pool.get('account.statement.origin'),
                of_party(party_id), False,
                ['payer', 'payer_iban', 'texts', 'information', 'evidence'],
                [None] * 5),
            (pool.get('asso.bank.decision'),
                ['OR', ('party', '=', party_id), ('origin.lines.party', '=', party_id)], False,
                ['reason'],
                [erased]),
            (pool.get('account.statement.line'),
                ['OR', ('party', '=', party_id), ('origin.decisions.party', '=', party_id)], False,
                ['description'],
                [erased]),
            (pool.get('account.move.line'), [
                    ('party', '=', party_id),
                    ('move.origin', 'like', 'account.statement%')], False,
                ['description'],
                [erased]),
            ]
