"""What accounts are to an association, and stay once it has chosen others.

What was booked on an account keeps to it, so an account on which members owe, or calls stand,
is remembered as such.  One that was chosen, and never used, is forgotten.
"""
from sql import Literal, Null
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access

from .. import bulk

# {field of the account: fields of the association}
ROLES = {
    'of_members': ['account_receivable'],
    'called': ['account_opening', 'account_fee_deferral', 'account_donation_deferral'],
    }


class Account(metaclass=PoolMeta):
    __name__ = 'account.account'

    of_members = fields.Boolean(
        "Of Members", readonly=True,
        help="What members owe stands on it, or stood on it before the association "
        "chose another account.")
    called = fields.Boolean(
        "Called", readonly=True,
        help="Bills may stand on it: what they call is income later, or was income "
        "before the cut-over.")

    @classmethod
    def copy(cls, accounts, default=None):
        default = {} if default is None else default.copy()
        for role in ROLES:
            default.setdefault(role, False)
        return super().copy(accounts, default=default)


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        # Before accounts remembered, only documents did
        if any(_forgotten(role) for role in ROLES):
            for role in ROLES:
                _remember(role, _forgotten(role) + _used(role))

    @classmethod
    def on_modification(cls, mode, associations, field_names=None):
        super().on_modification(mode, associations, field_names=field_names)
        for role, names in ROLES.items():
            if mode != 'delete' and (field_names is None or field_names.intersection(names)):
                cls._note(role, associations)

    @classmethod
    @without_check_access
    def _note(cls, role, associations):
        "Note which accounts have the role now; those before keep it if something stands on them."
        Account = Pool().get('account.account')
        accounts = {getattr(a, name) for a in associations for name in ROLES[role]}
        before = set(Account.search([
                    (role, '=', True),
                    ('company', 'in', [a.company.id for a in associations])])) - accounts
        unused = before - set(Account.browse(_used(role, before)))
        if new := [a for a in accounts if not getattr(a, role)]:
            Account.write(new, {role: True})
        if unused:
            Account.write(list(unused), {role: False})

    def accounts_of_members(self):
        "The ids of the accounts on which members owe: the one chosen, and those before it."
        account = Pool().get('account.account').__table__()
        return [id_ for id_, in bulk.select(account.select(
                    account.id, where=(account.company == self.company.id)
                    & (account.of_members == Literal(True)),
                    order_by=account.id))]


def _forgotten(role):
    "The accounts (ids) that associations have in the role, and that do not know it."
    pool = Pool()
    account = pool.get('account.account').__table__()
    association = pool.get('asso.association').__table__()
    unknown = getattr(account, role)
    return [id_ for name in ROLES[role] for id_, in bulk.select(association
            .join(account, condition=getattr(association, name) == account.id)
            .select(account.id, where=(unknown == Null) | (unknown == Literal(False))))]


def _used(role, among=None):
    "The accounts (ids), or those of them, on which documents of ours stand in the role."
    queries = {'of_members': _of_members, 'called': _called}[role]()
    return list({id_ for query, account in queries for id_, in bulk.select(query(
                    Literal(True) if among is None
                    else bulk.among(account, [a.id for a in among])))})


def _of_members():
    "Yield (query, column of the account): bills, then payments."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    yield lambda where: invoice.select(
        invoice.account, where=where & (invoice.bill_kind != Null),
        group_by=invoice.account), invoice.account
    yield lambda where: line.join(move, condition=line.move == move.id).select(
        line.account, where=where & move.origin.like('asso.payment,%')
        & (line.party != Null), group_by=line.account), line.account


def _called():
    "Yield (query, column of the account): lines of bills that are no income yet."
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.invoice.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    yield lambda where: (line
        .join(invoice, condition=line.invoice == invoice.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .select(
            line.account, where=where & (invoice.bill_kind != Null)
            & (type_.revenue != Literal(True)), group_by=line.account)), line.account


def _remember(role, accounts):
    account = Pool().get('account.account').__table__()
    if accounts:
        Transaction().connection.cursor().execute(*account.update(
                [getattr(account, role)], [True], where=bulk.among(account.id, accounts)))
