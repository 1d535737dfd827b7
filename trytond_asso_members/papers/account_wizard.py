"""Print the accounts of the members that are chosen in a list."""
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateReport, StateView, Wizard


class Period(ModelView):
    "The days from and to which an account is printed"
    __name__ = 'asso.paper.period'

    first = fields.Date("From", required=True, domain=[('first', '<=', Eval('last'))])
    last = fields.Date("To", required=True)

    @classmethod
    def default_first(cls):
        return cls.default_last().replace(month=1, day=1)

    @staticmethod
    def default_last():
        return Pool().get('ir.date').today()


class Print(Wizard):
    "Print the accounts of members, from a day to a day."
    __name__ = 'asso.paper.account.print'

    start = StateView('asso.paper.period', 'asso_members.paper_period_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Print", 'print_', 'tryton-print', default=True),
            ])
    print_ = StateReport('asso.paper.account')

    def do_print_(self, action):
        return action, {
            'ids': [member.id for member in self.records],
            'first': self.start.first, 'last': self.start.last}
