"""The user of the bridge may call the feed, and do nothing else."""
from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

def is_bridge():
    "Whether the user has no other group than that of the bridge."
    pool = Pool()
    ModelData = pool.get('ir.model.data')
    User = pool.get('res.user')
    if not Transaction().user:
        return False
    return User.get_groups() == (
        ModelData.get_id('asso_members', 'group_bridge'),)


class ModelAccess(metaclass=PoolMeta):
    __name__ = 'ir.model.access'

    @classmethod
    def get_access(cls, models):
        # Tryton opens a model that has no access record to everybody.
        if is_bridge():
            return {
                model: dict.fromkeys(
                    ['read', 'write', 'create', 'delete'], False)
                for model in models}
        return super().get_access(models)


class WizardAccess(metaclass=PoolMeta):

    @classmethod
    def check_access(cls):
        _refuse_bridge()
        super().check_access()


class ReportAccess(metaclass=PoolMeta):

    @classmethod
    def check_access(cls, action, model, ids):
        _refuse_bridge()
        super().check_access(action, model, ids)


def _refuse_bridge():
    if is_bridge():
        raise AccessError(gettext('asso_members.msg_bridge_access'))
