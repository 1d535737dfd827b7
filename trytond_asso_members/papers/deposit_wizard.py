"""Print the slip of the cheques that are taken to the bank."""
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateReport, StateView, Wizard

from .deposit import check, waiting


class Start(ModelView):
    __name__ = 'asso.paper.deposit.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    day = fields.Date("Deposited On", required=True)
    cheques = fields.Many2Many(
        'asso.payment', None, None, "Cheques", required=True,
        domain=[
            ('company', '=', Eval('company', -1)), ('kind', '=', 'payment'),
            ('means', '=', 'check'), ('state', '!=', 'deleted'), ('amount', '>', 0)],
        help="Take out those that stay; what was deposited before may be added, to print its "
        "slip again.")
    count = fields.Function(fields.Integer("Number of Cheques"), 'on_change_with_count')
    total = fields.Function(
        Monetary("Total", currency='currency', digits='currency'), 'on_change_with_total')

    @fields.depends('cheques')
    def on_change_with_count(self, name=None):
        return len(self.cheques or [])

    @fields.depends('cheques')
    def on_change_with_total(self, name=None):
        amounts = [cheque.amount for cheque in self.cheques or []]
        return sum(amounts[1:], amounts[0]) if amounts else None


class Print(Wizard):
    """Print a deposit slip.

    From the menu, of all cheques that the bank has not shown; from payments, of these; from
    rows of the bank, of the cheques that they brought.
    """
    __name__ = 'asso.paper.deposit.print'

    start = StateView('asso.paper.deposit.start', 'asso_members.paper_deposit_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Print", 'print_', 'tryton-print', default=True),
            ])
    print_ = StateReport('asso.paper.deposit')

    def default_start(self, names):
        pool = Pool()
        Association, Payment = pool.get('asso.association'), pool.get('asso.payment')
        day = pool.get('ir.date').today()
        if self.model and self.model.__name__ == 'account.statement.origin':
            company = self.records[0].company
            cheques = [p.id for p in Payment.search([
                        ('statement_line.origin', 'in', [row.id for row in self.records]),
                        ('means', '=', 'check')])]
            day = self.records[0].date
            check(Payment.browse(cheques))
        elif self.model and self.model.__name__ == 'asso.payment':
            check(self.records)
            company, cheques = self.records[0].company, [p.id for p in self.records]
        else:
            company = Association.company_of_user()
            cheques = waiting(Association.of(company))
        return {
            'company': company.id, 'currency': company.currency.id, 'day': day,
            'cheques': cheques}

    def do_print_(self, action):
        return action, {
            'ids': [cheque.id for cheque in self.start.cheques], 'day': self.start.day}
