"""Statements put as the bridge puts them, and what the portal keeps of them."""
from decimal import Decimal

import pytest

from asso_portal.intake import statement
from asso_portal.intake.parts import Refused
from asso_portal.models import Account, Snapshot
from tests.portal.told import allocation, digest_of, entry, member
from tests.portal.told import statement as document

OWES = member('12', entry())
PAYS = member('12', entry(residual='0.00'), entry(
    'payment', '7', residual='0.00', allocations=[allocation('bill 40')]))
AHEAD = member('13', entry('payment', '8', '4.00'))
LEDGERS = member(None, entry('other', '9', '2.00', id=None))
THREE = [OWES, AHEAD, LEDGERS]
OTHER_LEDGER = '11111111-2b5e-4c52-9d7c-8e8c3d3f5a10'


def whole(members=THREE, generation=1, match=None, **head):
    return statement.receive(generation, document(members, generation, **head), match)


def difference(members, before, generation=2, base=1, match=None, **head):
    made = document(members, generation, before=(base, before), **head)
    return statement.receive(generation, made, match)


def refused(call, *arguments, **named):
    with pytest.raises(Refused) as caught:
        call(*arguments, **named)
    return caught.value.code, caught.value.status


def shown():
    "{digest: balance} of all accounts that are kept of what is shown"
    return dict(Account.objects.filter(snapshot__pointer__pk=1).values_list('digest', 'balance'))


def state(members):
    return {digest_of(one): Decimal(one['balance']) for one in members}


def row():
    "What is shown, without what grows with each writing"
    found = Snapshot.objects.filter(pointer__pk=1).values().get()
    return {name: found[name] for name in found if name not in ('id', 'received')}
