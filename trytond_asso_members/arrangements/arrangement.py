"""What a member and the treasurer have agreed on: so much on each of some days.

It books nothing.  What is paid of it is what its bills have less to pay than when it was agreed,
however that came: by money, a credit note, or what was on the account.
"""
import datetime as dt
from collections import defaultdict
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Workflow, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction, without_check_access

from .. import bulk
from ..bills.instalments import spread
from ..bills.to_pay import owed
from ..exceptions import ArrangementError
from ..feed.authored import Authored
from ..feed.uncopied import Uncopied
from ..statements.touched import last_written

STATES = [
    ('draft', "Draft"),
    ('agreed', "Agreed"),
    ('kept', "Kept"),
    ('broken', "Broken"),
    ('cancelled', "Cancelled"),
    ]
DRAFT = {'readonly': Eval('state') != 'draft'}
# What may still be written of one that was agreed
OPEN = {'state', 'reason', 'party'}


class Arrangement(Authored, Uncopied, Workflow, ModelSQL, ModelView):
    __name__ = 'asso.arrangement'

    company = fields.Many2One(
        'company.company', "Company", required=True, readonly=True, ondelete='RESTRICT')
    party = fields.Many2One(
        'party.party', "Party", required=True, readonly=True, ondelete='RESTRICT',
        context={'company': Eval('company', -1)}, depends={'company'})
    currency = fields.Function(
        fields.Many2One('currency.currency', "Currency"), 'get_currency')
    bills = fields.One2Many(
        'asso.arrangement.bill', 'arrangement', "Bills", states=DRAFT,
        help="The bills to be paid in instalments.  Nobody is reminded of them as long as that is "
        "agreed.")
    instalments = fields.One2Many(
        'asso.arrangement.instalment', 'arrangement', "Instalments", states=DRAFT)
    amount = fields.Function(
        Monetary("Amount", currency='currency', digits='currency'), 'get_sums')
    left = fields.Function(
        Monetary(
            "Still to Pay", currency='currency', digits='currency',
            help="What is left to pay of its bills, by the books."),
        'get_sums')
    until = fields.Function(fields.Date("Until"), 'get_until')
    reason = fields.Char("Reason")
    state = fields.Selection(STATES, "State", required=True, readonly=True, sort=False)
    agreed_by = fields.Many2One(
        'res.user', "Agreed By", readonly=True, ondelete='RESTRICT',
        states={'invisible': ~Bool(Eval('agreed_by'))})
    agreed_on = fields.Date(
        "Agreed On", readonly=True, states={'invisible': ~Bool(Eval('agreed_on'))})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes |= {
            Index(t, (t.party, Index.Range())),
            Index(t, (t.company, Index.Equality()), where=t.state == 'agreed'),
            Index(t, (last_written(t), Index.Range())),
            }
        cls._transitions |= {
            ('draft', 'agreed'), ('agreed', 'kept'), ('agreed', 'broken'),
            ('agreed', 'cancelled'),
            }
        cls._buttons.update({
                'agree': {'invisible': Eval('state') != 'draft', 'depends': ['state']},
                'cancel': {'invisible': Eval('state') != 'agreed', 'depends': ['state']},
                })

    @staticmethod
    def default_state():
        return 'draft'

    @classmethod
    def get_currency(cls, arrangements, name):
        return {a.id: a.company.currency.id for a in arrangements}

    @classmethod
    def get_sums(cls, arrangements, names):
        amounts = {
            a.id: sum((one.amount or Decimal(0) for one in a.instalments), Decimal(0))
            for a in arrangements}
        sums = {'amount': amounts, 'left': left_of(arrangements)}
        return {name: sums[name] for name in names}

    @classmethod
    def get_until(cls, arrangements, name):
        return {
            a.id: max((one.date for one in a.instalments), default=None) for a in arrangements}

    def get_rec_name(self, name):
        return f'{self.party.rec_name} - {self.agreed_on or self.id}'

    @classmethod
    def search_rec_name(cls, name, clause):
        return [('party.rec_name', *clause[1:])]

    @classmethod
    def check_modification(cls, mode, arrangements, values=None, external=False):
        super().check_modification(mode, arrangements, values=values, external=external)
        if mode == 'delete' or (mode == 'write' and values.keys() - OPEN):
            cls.check_drafts(arrangements)

    @classmethod
    def check_drafts(cls, arrangements):
        "Raise ArrangementError if one of them is not a draft any more."
        for arrangement in arrangements:
            if arrangement.state != 'draft':
                raise ArrangementError(gettext(
                        'asso_members.msg_arrangement_agreed', arrangement=arrangement.rec_name))

    @classmethod
    @ModelView.button
    @Workflow.transition('agreed')
    def agree(cls, arrangements):
        """Let reminders of the bills wait; what is owed now is what was agreed on.

        A second time, nothing happens.  Raise ArrangementError unless the instalments are all
        that is left to pay of the bills, one after the other, and no other arrangement in force
        has one of the bills.
        """
        companies = {arrangement.company.id for arrangement in arrangements}
        with without_check_access():
            bulk.hold('asso.association', [a.id for a in Pool().get('asso.association').search([
                            ('company', 'in', list(companies))])])
        left = left_of_bills(arrangements)
        taken = arranged(left)
        for arrangement in arrangements:
            arrangement._check(left, taken)
            arrangement._take(left)
            taken.update(one.bill.id for one in arrangement.bills)

    def _check(self, left, taken):
        days = [one.date for one in self.instalments]
        agreed = sum(one.amount for one in self.instalments)
        due = sum(left[one.bill.id] for one in self.bills)
        lang = Pool().get('ir.lang').get()
        if days != sorted(set(days)):
            raise ArrangementError(gettext('asso_members.msg_arrangement_days'))
        if not due or agreed != due:
            raise ArrangementError(gettext(
                    'asso_members.msg_arrangement_sum', party=self.party.rec_name,
                    agreed=lang.currency(agreed, self.currency),
                    due=lang.currency(due, self.currency)))
        for one in self.bills:
            if one.bill.party != self.party or one.bill.company != self.company:
                raise ArrangementError(gettext('asso_members.msg_act_one_member'))
            if one.bill.id in taken:
                raise ArrangementError(gettext(
                        'asso_members.msg_arrangement_bill', bill=one.bill.rec_name))

    def _take(self, left):
        "Write down what is owed now, and who agrees."
        Bill = Pool().get('asso.arrangement.bill')
        Bill.write(*[
            value for one in self.bills for value in ([one], {'amount': left[one.bill.id]})])
        self.write([self], {
                'agreed_by': Transaction().user or None,
                'agreed_on': Pool().get('ir.date').today()})

    @classmethod
    @ModelView.button
    @Workflow.transition('cancelled')
    def cancel(cls, arrangements):
        "Reminders go on, as if nothing had been agreed."

    @classmethod
    @Workflow.transition('kept')
    def keep(cls, arrangements):
        "All is paid."

    @classmethod
    @Workflow.transition('broken')
    def give_up(cls, arrangements):
        "An instalment is too late: reminders go on."

    @classmethod
    def in_force(cls, company, parties, day):
        "Those of the parties (ids) that were agreed until the day, and are still in force."
        return cls.search([
                ('company', '=', company.id), ('party', 'in', list(parties)),
                ('state', '=', 'agreed'), ('agreed_on', '<=', day)], order=[('id', 'ASC')])

    def parts_of(self, lefts):
        "Return [(day, amount)] of what is left of its bills: {id of a bill: so much}."
        left = sum((lefts.get(one.bill.id, Decimal(0)) for one in self.bills), Decimal(0))
        return spread(left, [(one.date, one.amount) for one in self.instalments])

    @classmethod
    def review(cls, association, day):
        "Find which of the association are kept, or broken, on the day; the others go on."
        agreed = cls.search([
                ('company', '=', association.company.id), ('state', '=', 'agreed')])
        grace = dt.timedelta(days=association.days_of_grace)
        left = left_of(agreed)
        kept = [a for a in agreed if not left[a.id]]
        broken = [
            a for a in agreed if left[a.id] and any(
                one.left and one.date + grace < day for one in a.instalments)]
        cls.keep(kept)
        cls.give_up(broken)


def left_of_bills(arrangements):
    "Return {id of a bill: what is left to pay of it}, of the bills of the arrangements."
    bills = defaultdict(set)
    for arrangement in arrangements:
        bills[arrangement.company].update(one.bill for one in arrangement.bills)
    left = {bill.id: Decimal(0) for theirs in bills.values() for bill in theirs}
    for company, theirs in bills.items():
        for one in owed(company, {bill.party.id for bill in theirs}):
            if one.bill in left:
                left[one.bill] += one.left
    return left


def left_of(arrangements):
    "Return {id of an arrangement: what is left to pay of its bills}."
    left = left_of_bills(arrangements)
    return {
        a.id: sum((left[one.bill.id] for one in a.bills), Decimal(0)) for a in arrangements}


def arranged(bills):
    "Return those of the bills (ids) of which an arrangement is agreed."
    pool = Pool()
    arrangement = pool.get('asso.arrangement').__table__()
    row = pool.get('asso.arrangement.bill').__table__()
    return {id_ for id_, in bulk.select_among(
            lambda where: row
            .join(arrangement, condition=row.arrangement == arrangement.id)
            .select(row.bill, where=where & (arrangement.state == 'agreed')),
            row.bill, set(bills))}
