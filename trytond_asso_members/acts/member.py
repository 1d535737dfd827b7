"""What is done for one member, as buttons of a list and of the form."""
from trytond.model import ModelView
from trytond.pool import PoolMeta
from trytond.pyson import Eval


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'receive': {},
                'refund': {'invisible': Eval('balance', 0) <= 0, 'depends': ['balance']},
                'write_off': {'invisible': Eval('balance', 0) >= 0, 'depends': ['balance']},
                })

    @classmethod
    @ModelView.button_action('asso_members.wizard_act_receive')
    def receive(cls, members):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_act_refund')
    def refund(cls, members):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_act_write_off')
    def write_off(cls, members):
        pass
