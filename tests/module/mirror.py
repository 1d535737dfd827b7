"""What a portal keeps of statements: the whole once, and then what differs."""
from decimal import Decimal

from trytond_asso_members.feed.canonical import digest


class Mirror:
    "Takes statements over; `members` is {digest: member}."

    def __init__(self):
        self.generation = None
        self.members, self.unmatched = {}, []

    def take(self, statement):
        "Take the statement over, and prove the state after it as a portal does."
        if statement['base'] is None:
            self.members = {}
        else:
            assert statement['base'] == self.generation
            for gone in statement['gone']:
                del self.members[gone]
        for member in statement['members']:
            assert digest(member) not in self.members
            self.members[digest(member)] = member
        self.unmatched = statement['unmatched']
        self.generation = statement['generation']
        assert statement['digest'] == digest({
                'members': sorted(self.members), 'unmatched': self.unmatched})
        assert statement['count'] == len(self.members)
        assert Decimal(statement['total']) == sum(
            Decimal(m['balance']) for m in self.members.values())
        for member in self.members.values():
            prove(member)


def prove(member):
    "The balance is the sum of the effects, and of what is left."
    balance = Decimal(member['balance'])
    assert balance == sum(Decimal(e['effect']) for e in member['entries'])
    assert balance == sum(
        Decimal(e['residual']) * (-1 if e['type'] == 'bill' else 1)
        for e in member['entries'])
    keys = [e['key'] for e in member['entries']]
    assert len(keys) == len(set(keys))
