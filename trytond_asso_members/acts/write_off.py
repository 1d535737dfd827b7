"""Bills that will never be paid: what is left of them is a loss."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval, If
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .. import bulk
from ..bills import income
from ..books.moves import Line, Move
from ..exceptions import ActError
from . import open_bills
from .acting import acting, check_amount
from .log import log
from .subject import begun_with, check_bills, company_and_party, company_of


def write_off(company, amounts, date, reason):
    """Write off {bill (record): amount} of one company, within the limit of its association.

    What was called and is no income yet is taken off the account of what was called, so
    that it is no loss.  Raise ActError if more is written off than is left or may be.
    """
    with acting(company) as act:
        act.association.check_losses()
        left = open_bills.left_of_bills(company, {bill.party.id for bill in amounts})
        for bill, amount in amounts.items():
            _check(act, bill, amount, left.get(bill, Decimal(0)))
        calls = income.read({bill.id for bill in amounts})
        act.books.read_accounts({account for call in calls.values() for account in call.parts})
        moves, pairs = [], []
        for bill, amount in amounts.items():
            origin = bulk.reference('asso.act', log(
                company, 'written_off', bill.party.id, amount, date, reason, bill=bill.id))
            line = Line(
                bill.account.id, -amount, party=bill.party.id,
                description=gettext('asso_members.msg_act_loss', bill=bill.number))
            moves.append(_move(act, date, origin, line, act.association.account_loss.id))
            moves += _not_called(act, date, origin, amount, bill, calls.get(bill.id))
            pairs.append((bill, line))
        act.books.post(moves)
        act.books.attach([(bill.id, line.id, None) for bill, line in pairs])
        _letter(act, [bill for bill, _ in pairs])
        income.recognise(act, {bill.id for bill in amounts})


def _check(act, bill, amount, left):
    check_amount(act.company, amount, left, 'msg_act_left', bill=bill.rec_name)
    limit = act.association.write_off_limit
    if limit is not None:
        check_amount(act.company, amount, limit, 'msg_act_limit', bill=bill.rec_name)


def _move(act, date, origin, line, other):
    journal = act.association.journal_loss
    booked, period = act.place(date, journal, move=False)
    return Move(
        journal.id, booked, period, origin,
        [line, Line(other, -line.amount, description=line.description)])


def _not_called(act, date, origin, amount, bill, call):
    "The moves by which what was called, and is no income yet, is not called any more."
    if not call or not call.due:
        return []
    moves = []
    for part in call.parts.values():
        share = call.share(part, amount)
        if share:
            required = act.books.account(part.account).party_required
            line = Line(
                part.account, share, party=bill.party.id if required else None,
                description=gettext('asso_members.msg_act_loss', bill=bill.number))
            moves.append(_move(act, date, origin, line, act.association.account_loss.id))
    return moves


def _letter(act, bills):
    "Letter the bills of which nothing is left, each with all that settles it."
    Invoice = Pool().get('account.invoice')
    groups = []
    for bill in Invoice.browse([bill.id for bill in bills]):
        lines = [
            line for line in [*bill.lines_to_pay, *bill.payment_lines]
            if not line.reconciliation]
        if lines and not sum(line.debit - line.credit for line in lines):
            groups.append([line.id for line in lines])
    act.books.letter(groups)
    act.books.refresh([bill.id for bill in bills])


def take_back(act, done):
    "Take back what was written off: the bill is due again."
    pool = Pool()
    moves = pool.get('account.move').search([('origin', '=', str(done))])
    lines = [line for move in moves for line in move.lines]
    owed, = (line for line in lines if line.account == done.bill.account)
    if owed.reconciliation:
        act.books.unletter({owed.reconciliation.id})
        act.books.refresh([done.bill.id])
    act.books.detach([owed.id])
    opposites, groups = [], []
    for move in moves:
        booked, period = act.place(move.date, move.journal, move=False)
        pairs = [(line, Line(
            line.account.id, line.credit - line.debit,
            party=line.party.id if line.party else None, description=line.description))
            for line in move.lines]
        opposites.append(Move(
                move.journal.id, booked, period, str(done), [new for _, new in pairs]))
        groups += [(line, new) for line, new in pairs if line == owed]
    act.books.post(opposites)
    act.books.letter([[line.id, new.id] for line, new in groups])
    act.books.refresh([done.bill.id])
    income.recognise(act, {done.bill.id})
    act.add_bill(done.bill.id, done.party.id, done.bill.number)


class WriteOff(Wizard):
    "Write off what is left of bills, or of all bills of a member."
    __name__ = 'asso.act.write_off'
    start = StateView('asso.act.write_off.start', 'asso_members.act_write_off_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Write Off", 'write_off', 'tryton-ok', default=True),
            ])
    write_off = StateTransition()

    def default_start(self, names):
        chosen = begun_with(self)
        company = company_of(chosen)
        values = {
            'company': company.id, 'currency': company.currency.id,
            'date': Pool().get('ir.date').today(), 'chosen': bool(chosen)}
        if chosen and chosen[0].__name__ == 'account.invoice':
            check_bills(chosen)
            left = open_bills.left_of_bills(company, {bill.party.id for bill in chosen})
            left = {bill: amount for bill, amount in left.items() if bill in chosen}
            values['bills'] = open_bills.rows(left)
        elif chosen:
            _, party = company_and_party(chosen)
            values |= {
                'party': party.id,
                'bills': open_bills.rows(open_bills.left_of_bills(company, {party.id}))}
        return values

    def transition_write_off(self):
        start = self.start
        amounts = {row.bill: row.amount for row in start.bills if row.amount}
        if not amounts:
            raise ActError(gettext('asso_members.msg_act_nothing'))
        write_off(start.company, amounts, start.date, start.reason)
        return 'end'

    def end(self):
        return 'reload'


class WriteOffStart(ModelView):
    __name__ = 'asso.act.write_off.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    chosen = fields.Boolean("Chosen before", readonly=True)
    party = fields.Many2One(
        'party.party', "Member",
        states={
            'readonly': Eval('chosen', False),
            'invisible': Eval('chosen', False) & ~Eval('party')},
        domain=[
            If(Eval('chosen', False), (), ('members.company', '=', Eval('company', -1)))],
        context={'company': Eval('company', -1)}, depends={'company'})
    date = fields.Date("Date", required=True)
    bills = fields.One2Many(
        'asso.act.bill', None, "Bills",
        context={'company': Eval('company', -1)}, depends={'company'})
    reason = fields.Char("Reason", required=True)

    @fields.depends('bills', 'company', 'party')
    def on_change_party(self):
        "The bills of the member: what is not to be written off is emptied."
        if self.party:
            Pool().get('asso.association').check_reader(self.company)
        left = open_bills.left_of_bills(self.company, {self.party.id}) if self.party else {}
        self.bills = open_bills.rows(left)
