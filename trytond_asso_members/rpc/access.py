"""The user of the bridge may call the feed, and do nothing else."""
from copy import copy

from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access

# A client asks for its context and language as it logs in.
FREE = {('res.user', 'get_preferences')}


def is_bridge():
    "Whether the user has no other group than that of the bridge."
    pool = Pool()
    ModelData = pool.get('ir.model.data')
    User = pool.get('res.user')
    if not Transaction().user:
        return False
    return User.get_groups() == (
        ModelData.get_id('asso_members', 'group_bridge'),)


def refuse():
    "Raise the AccessError that the bridge's user meets."
    # The message is a record too, which the bridge may not read either
    with without_check_access():
        message = gettext('asso_members.msg_bridge_access')
    raise AccessError(message)


class ModelAccess(metaclass=PoolMeta):
    __name__ = 'ir.model.access'

    @classmethod
    def get_access(cls, models):
        # Tryton lets everybody use a model that has no access record.
        if is_bridge():
            return {
                model: dict.fromkeys(
                    ['read', 'write', 'create', 'delete'], False)
                for model in models}
        return super().get_access(models)

    @classmethod
    def check(cls, model_name, mode='read', raise_exception=True):
        if Transaction().check_access and is_bridge():
            if raise_exception:
                refuse()
            return False
        return super().check(
            model_name, mode=mode, raise_exception=raise_exception)


class FeedOnly:
    """The remote calls of a class, refused to the bridge unless they are the feed's.

    Much may be called without access to any model: wizards, reports, the
    preferences, on_change (which reads any record for its caller). All are
    dispatched by __rpc__, so this takes its place.
    """

    def __get__(self, instance, owner):
        calls = super(CallAccess, owner).__rpc__
        if owner.__name__ == 'asso.feed':
            return calls
        return {
            name: rpc if (owner.__name__, name) in FREE else _guard(rpc)
            for name, rpc in calls.items()}


class CallAccess(metaclass=PoolMeta):
    __rpc__ = FeedOnly()


def _guard(rpc):
    def decorator(function):
        if is_bridge():
            refuse()
        return rpc.decorate(function)
    guarded = copy(rpc)
    guarded.decorator = decorator
    return guarded
