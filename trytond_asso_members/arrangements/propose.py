"""The wizard by which a member is given time: what is owed now, in parts."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..bills.to_pay import owed
from ..exceptions import ArrangementError
from .arrangement import arranged
from .parts import parts

NUMBER = 3  # of parts, at first
MOST = 60


class Propose(Wizard):
    "Propose instalments to a member."
    __name__ = 'asso.arrangement.propose'

    start = StateView(
        'asso.arrangement.propose.start', 'asso_members.arrangement_propose_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Keep as Draft", 'draft', 'tryton-save'),
            Button("Agree", 'agree', 'tryton-ok', default=True),
            ])
    draft = StateTransition()
    agree = StateTransition()

    def default_start(self, names):
        if len(self.records) != 1:
            raise ArrangementError(gettext('asso_members.msg_act_one_member'))
        member, = self.records
        left = _left(member.company, member.party)
        if not left:
            raise ArrangementError(gettext(
                    'asso_members.msg_arrangement_nothing', party=member.party.rec_name))
        values = {
            'company': member.company.id, 'party': member.party.id,
            'currency': member.company.currency.id, 'bills': list(left), 'number': NUMBER,
            'first': Pool().get('ir.date').today()}
        start = Pool().get('asso.arrangement.propose.start')(**values)
        start.on_change_bills()
        return {
            **values, 'amount': start.amount, 'parts': [
                {'date': one.date, 'amount': one.amount, 'currency': one.currency.id}
                for one in start.parts]}

    def _arrangement(self):
        start = self.start
        arrangement, = Pool().get('asso.arrangement').create([{
                    'company': start.company.id, 'party': start.party.id,
                    'reason': start.reason,
                    'bills': [('create', [{'bill': bill.id} for bill in start.bills])],
                    'instalments': [('create', [
                                {'date': part.date, 'amount': part.amount}
                                for part in start.parts])]}])
        return arrangement

    def transition_draft(self):
        self._arrangement()
        return 'end'

    def transition_agree(self):
        arrangement = self._arrangement()
        arrangement.agree([arrangement])
        return 'end'

    def end(self):
        return 'reload'


class ProposeStart(ModelView):
    __name__ = 'asso.arrangement.propose.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    party = fields.Many2One(
        'party.party', "Party", readonly=True, context={'company': Eval('company', -1)},
        depends={'company'})
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    bills = fields.Many2Many(
        'account.invoice', None, None, "Bills", required=True,
        domain=[
            ('company', '=', Eval('company', -1)), ('party', '=', Eval('party', -1)),
            ('type', '=', 'out'), ('state', '=', 'posted')])
    amount = Monetary("Owed Now", currency='currency', digits='currency', readonly=True)
    number = fields.Integer(
        "Number of Instalments", required=True,
        domain=[('number', '>=', 1), ('number', '<=', MOST)])
    first = fields.Date("First Date", required=True)
    parts = fields.One2Many('asso.arrangement.propose.part', None, "Instalments")
    reason = fields.Char("Reason")

    @fields.depends(
        'amount', 'bills', 'company', 'currency', 'first', 'number', 'parts', 'party')
    def on_change_bills(self):
        "Propose equal parts of what is left of the bills, in place of those that were there."
        self.amount = Decimal(0)
        self.parts = []
        if not (self.company and self.party):
            return
        left = _left(self.company, self.party)
        self.amount = sum((left.get(bill.id, Decimal(0)) for bill in self.bills or []), Decimal(0))
        if self.amount and self.first and 1 <= (self.number or 0) <= MOST:
            Part = Pool().get('asso.arrangement.propose.part')
            self.parts = [
                Part(date=day, amount=amount, currency=self.currency)
                for day, amount in parts(self.amount, self.number, self.first)]

    @fields.depends(methods=['on_change_bills'])
    def on_change_number(self):
        self.on_change_bills()

    @fields.depends(methods=['on_change_bills'])
    def on_change_first(self):
        self.on_change_bills()


class ProposePart(ModelView):
    __name__ = 'asso.arrangement.propose.part'

    date = fields.Date("Date", required=True)
    amount = Monetary("Amount", currency='currency', digits='currency', required=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)


def _left(company, party):
    "Return {id of a bill: what is left to pay}, the oldest first, of what may be arranged."
    company = Pool().get('asso.association').company_of_user(company)
    left = {}
    for one in owed(company, [party.id]):
        if not one.spared:
            left[one.bill] = left.get(one.bill, Decimal(0)) + one.left
    taken = arranged(left)
    return {bill: amount for bill, amount in left.items() if bill not in taken}
