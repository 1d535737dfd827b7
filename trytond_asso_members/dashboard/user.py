"""Who keeps the books begins the day at the dashboard."""
from trytond.pool import Pool, PoolMeta


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def _get_preferences(cls, user, context_only=False):
        "Open the dashboard after log-in, for accountants who have chosen nothing to be opened."
        preferences = super()._get_preferences(user, context_only=context_only)
        if not context_only and not preferences['actions']:
            ModelData = Pool().get('ir.model.data')
            if ModelData.get_id('account.group_account') in cls.get_groups():
                preferences['actions'] = [Pool().get('ir.action').get_action_id(
                        ModelData.get_id('asso_members.act_board'))]
        return preferences
