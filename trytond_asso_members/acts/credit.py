"""Credit notes on bills of members: whole, by line, or of an amount."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from ..bills import credit_notes
from ..bills.credit_shares import credit_items, left_to_credit
from ..books.documents import Document
from ..exceptions import ActError
from ..settlement.booking import OwnNote
from ..settlement.settle import settle
from .acting import acting, check_amount
from .log import log
from .subject import begun_with, check_bills, company_of


def credit(bill, date, reason, amount=None, lines=None):
    """Credit the bill (record): wholly, by an amount, or by {line of it (id): amount}.

    Amounts are with tax.  The note pays its bill first; what that does not owe is ahead.
    Return the payment that the note is.  Raise ActError if more is credited than the bill
    has left to credit.
    """
    with acting(bill.company) as act:
        _check_bill(bill)
        lefts = left_to_credit([bill])[bill.id]
        rest = _rest(bill, lefts)
        if lines is not None:
            amount = sum(lines.values(), Decimal(0))
        elif amount is None:
            amount = rest
        check_amount(bill.company, amount, rest, 'msg_act_credit', bill=bill.rec_name)
        note = _post(act, bill, date, reason, _items(act, bill, lefts, amount, lines))
        log(
            bill.company, 'credited', bill.party.id, amount, date, reason, bill=bill.id,
            payment=note.id)
    return note


def _check_bill(bill):
    check_bills([bill])
    if bill.bill_kind == 'credit_note' or bill.total_amount <= 0:
        raise ActError(gettext('asso_members.msg_act_no_bill', bill=bill.rec_name))


def _rest(bill, lefts):
    "What may still be credited: a part that was written off is settled already."
    lost = Pool().get('asso.act').search([
            ('bill', '=', bill.id), ('kind', '=', 'written_off'), ('undone', '=', False)])
    return sum((left.gross for left in lefts), Decimal(0)) - sum(
        (act.amount for act in lost), Decimal(0))


def _items(act, bill, lefts, amount, lines):
    accounts = credit_notes.current_accounts(act.association, bill)
    if lines is None:
        return credit_items(lefts, amount, accounts)
    items = []
    for left in lefts:
        if part := lines.get(left.line.id):
            check_amount(
                bill.company, part, left.gross, 'msg_act_credit', bill=left.line.rec_name)
            items += credit_items([left], part, accounts)
    return items


def _post(act, bill, date, reason, items):
    association = act.association
    booked, period = act.place(date, association.journal_bill, move=False)
    document = Document(
        None, 'credit_note', bill.party.id, None, date, booked, period, bill.account.id,
        association.journal_bill, None, items,
        description=gettext(
            'asso_members.msg_act_credit_label', bill=bill.portal_number,
            reason=reason)[:255])
    credit_notes.issue(act, [document])
    note = OwnNote.of(act, document, bill.id)
    note.id, = bulk.insert('asso.payment', [note.values])
    act.bookings.append(note)
    settle(act)
    return Pool().get('asso.payment')(note.id)


def _shown(bill):
    "The values of the form of what is left to credit of the bill."
    lefts = left_to_credit([bill])[bill.id]
    total, currency = _rest(bill, lefts), bill.currency.id
    return {
        'currency': currency, 'left': total, 'amount': total,
        'lines': [{
                'line': left.line.id, 'description': left.line.description,
                'left': left.gross, 'amount': None, 'currency': currency}
            for left in lefts if left.gross > 0]}


class Credit(Wizard):
    "Credit a bill, with the reason."
    __name__ = 'asso.act.credit'
    start = StateView('asso.act.credit.start', 'asso_members.act_credit_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Credit", 'credit', 'tryton-ok', default=True),
            ])
    credit = StateTransition()

    def default_start(self, names):
        records = begun_with(self)
        values = {
            'company': company_of(records).id, 'date': Pool().get('ir.date').today(),
            'how': 'whole'}
        if records:
            bill, *_ = records
            _check_bill(bill)
            values |= {'chosen': True, 'bill': bill.id, **_shown(bill)}
        return values

    def transition_credit(self):
        start, chosen = self.start, {}
        if start.how == 'amount':
            chosen['amount'] = start.amount or Decimal(0)
        elif start.how == 'lines':
            chosen['lines'] = {
                row.line.id: row.amount for row in start.lines if row.amount}
        credit(start.bill, start.date, start.reason, **chosen)
        return 'end'

    def end(self):
        return 'reload'


class CreditStart(ModelView):
    __name__ = 'asso.act.credit.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    chosen = fields.Boolean("Chosen before", readonly=True)
    bill = fields.Many2One(
        'account.invoice', "Bill", required=True, states={'readonly': Eval('chosen', False)},
        domain=[
            ('company', '=', Eval('company', -1)), ('type', '=', 'out'),
            ('state', 'in', ['posted', 'paid'])])
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    left = Monetary(
        "Left to Credit", currency='currency', digits='currency', readonly=True)
    date = fields.Date("Date", required=True)
    how = fields.Selection([
            ('whole', "All That is Left"),
            ('amount', "An Amount"),
            ('lines', "By Line"),
            ], "What", required=True, sort=False)
    amount = Monetary(
        "Amount", currency='currency', digits='currency',
        states={
            'invisible': Eval('how') != 'amount', 'required': Eval('how') == 'amount'})
    lines = fields.One2Many(
        'asso.act.credit.line', None, "Lines", states={'invisible': Eval('how') != 'lines'})
    reason = fields.Char(
        "Reason", required=True, help="Members read it on the credit note.")

    @fields.depends('bill', 'lines')
    def on_change_bill(self):
        if self.bill:
            Pool().get('asso.association').check_reader(self.bill.company)
        shown = {'left': None, 'amount': None, 'lines': []}
        if self.bill:
            shown = _shown(self.bill)
        for name, value in shown.items():
            setattr(self, name, value)


class CreditLine(ModelView):
    __name__ = 'asso.act.credit.line'

    line = fields.Many2One('account.invoice.line', "Line", readonly=True)
    description = fields.Text("Description", readonly=True)
    left = Monetary(
        "Left to Credit", currency='currency', digits='currency', readonly=True)
    amount = Monetary("Amount", currency='currency', digits='currency')
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
