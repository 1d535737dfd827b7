"""Print what all owed on a day."""
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.wizard import Button, StateReport, StateView, Wizard


class Start(ModelView):
    __name__ = 'asso.paper.owed.start'

    day = fields.Date(
        "On", required=True, help="What the books had at the end of this day.")
    list = fields.Selection([
            ('open', "Open Entries"),
            ('aged', "Balances by Age"),
            ], "List", required=True, sort=False)
    form = fields.Selection([
            ('pdf', "Paper (PDF)"),
            ('csv', "Spreadsheet (CSV)"),
            ], "Form", required=True, sort=False)

    @staticmethod
    def default_day():
        return Pool().get('ir.date').today()

    @staticmethod
    def default_list():
        return 'aged'

    @staticmethod
    def default_form():
        return 'pdf'


class Print(Wizard):
    "Print open entries or balances by age, as of a day."
    __name__ = 'asso.paper.owed.print'

    start = StateView('asso.paper.owed.start', 'asso_members.paper_owed_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Print", 'print_', 'tryton-print', default=True),
            ])
    print_ = StateReport('asso.paper.owed')

    def do_print_(self, action):
        start = self.start
        return action, {
            'ids': [], 'day': start.day, 'list': start.list, 'form': start.form}
