"""The statement of one member, as a button of a list."""
from trytond.model import ModelView
from trytond.pool import PoolMeta


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons['print_account'] = {}

    @classmethod
    @ModelView.button_action('asso_members.wizard_paper_account')
    def print_account(cls, members):
        pass
