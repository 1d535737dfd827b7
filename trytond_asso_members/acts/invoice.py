"""What is done about one bill, as buttons of a list."""
from trytond.model import ModelView
from trytond.pool import PoolMeta
from trytond.pyson import Eval


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name, states in [('give_credit', ['posted', 'paid']), ('write_off', ['posted'])]:
            cls._buttons[name] = {
                'invisible': ~Eval('state').in_(states) | (Eval('type') != 'out') | (
                    Eval('bill_kind') == 'credit_note'),
                'depends': ['state', 'type', 'bill_kind']}

    @classmethod
    @ModelView.button_action('asso_members.wizard_act_credit')
    def give_credit(cls, bills):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_act_write_off')
    def write_off(cls, bills):
        pass
