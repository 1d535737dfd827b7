"""What accounts are to an association, and stay once it has chosen others.

What was booked on an account keeps to it, so an account on which members owe, or calls stand,
is remembered as such.
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
        if any(_forgotten(role) for role in ROLES):
            for role, documents in [
                    ('of_members', _accounts_of_members()), ('called', _accounts_called())]:
                _remember(role, [*_forgotten(role), *bulk.select(documents)])

    @classmethod
    def on_modification(cls, mode, associations, field_names=None):
        super().on_modification(mode, associations, field_names=field_names)
        if mode in {'create', 'write'}:
            cls._remember_accounts(associations)

    @classmethod
    @without_check_access
    def _remember_accounts(cls, associations):
        "Note what the accounts are to the associations now; nothing is forgotten."
        Account = Pool().get('account.account')
        for role, names in ROLES.items():
            accounts = {getattr(a, name) for a in associations for name in names}
            if new := [a for a in accounts if not getattr(a, role)]:
                Account.write(new, {role: True})

    def accounts_of_members(self):
        "The ids of the accounts on which members owe: the one chosen, and those before it."
        account = Pool().get('account.account').__table__()
        return [id_ for id_, in bulk.select(account.select(
                    account.id, where=(account.company == self.company.id)
                    & (account.of_members == Literal(True)),
                    order_by=account.id))]


# Before accounts remembered, documents did: for the upgrade


def _forgotten(role):
    "The rows (id) of accounts that associations have in the role, which do not know it."
    pool = Pool()
    account = pool.get('account.account').__table__()
    association = pool.get('asso.association').__table__()
    return [row for name in ROLES[role] for row in bulk.select(association
            .join(account, condition=getattr(association, name) == account.id)
            .select(account.id, where=(
                    (getattr(account, role) == Null)
                    | (getattr(account, role) == Literal(False)))))]


def _accounts_of_members():
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    return invoice.select(
        invoice.account, where=invoice.bill_kind != Null
        ) | line.join(move, condition=line.move == move.id).select(
        line.account, where=move.origin.like('asso.payment,%') & (line.party != Null))


def _accounts_called():
    pool = Pool()
    invoice = pool.get('account.invoice').__table__()
    line = pool.get('account.invoice.line').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    return (line
        .join(invoice, condition=line.invoice == invoice.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .select(
            account.id, where=(invoice.bill_kind != Null)
            & (type_.revenue != Literal(True)), group_by=account.id))


def _remember(role, rows):
    account = Pool().get('account.account').__table__()
    if ids := {id_ for id_, in rows}:
        Transaction().connection.cursor().execute(*account.update(
                [getattr(account, role)], [True], where=bulk.among(account.id, list(ids))))
