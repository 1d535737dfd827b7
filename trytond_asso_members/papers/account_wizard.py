"""Print the accounts of the members that are chosen in a list."""
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateReport, StateView, Wizard


class Period(ModelView):
    "The days from and to which an account is printed"
    __name__ = 'asso.paper.period'

    company = fields.Many2One('company.company', "Company", readonly=True)
    chosen = fields.Boolean("Chosen before", readonly=True)
    member = fields.Many2One(
        'asso.member', "Member",
        states={'invisible': Eval('chosen', False), 'required': ~Eval('chosen', False)},
        domain=[('company', '=', Eval('company', -1))])
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

    def default_start(self, names):
        "From the menu, a person says whose account it is."
        return {
            'chosen': bool(self.model) and self.model.__name__ == 'asso.member',
            'company': Pool().get('asso.association').company_of_user().id}

    def do_print_(self, action):
        members = self.records if self.start.chosen else [self.start.member]
        return action, {
            'ids': [member.id for member in members],
            'first': self.start.first, 'last': self.start.last}
