"""Print certificates of membership for the members that are chosen in a list."""
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Date
from trytond.wizard import Button, StateReport, StateView, Wizard


class Day(ModelView):
    "The day as of which a paper is printed"
    __name__ = 'asso.paper.day'

    day = fields.Date("On", required=True, domain=[('day', '<=', Date())])

    @staticmethod
    def default_day():
        return Pool().get('ir.date').today()


class Print(Wizard):
    "Print certificates of membership."
    __name__ = 'asso.paper.certificate.print'

    start = StateView('asso.paper.day', 'asso_members.paper_day_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Print", 'print_', 'tryton-print', default=True),
            ])
    print_ = StateReport('asso.paper.certificate')

    def do_print_(self, action):
        return action, {
            'ids': [member.id for member in self.records], 'day': self.start.day}
