"""What each offer has every month: subscriptions, income, costs and result.

Income and costs are the entries of the ledger on accounts of income and expense, so all offers
together, and what is of none, are the result of the month.  Income is of the offer of the bill's
line; what becomes income when paid, of the offer of a bill that has one offer only.  Costs are of
the offer that names their account.  Tryton's own closing of a year is left out.
"""
from sql import Literal, Null
from sql.aggregate import Max, Min
from sql.conditionals import Case, Coalesce, NullIf
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from .monthly import Monthly, Source, span, within

SHOW = 'asso_members.act_figure_show'


def _money(string, help):
    return Monetary(
        string, currency='currency', digits='currency', readonly=True, help=help)


class Service(Monthly):
    "An offer in a month; without an offer, what is of none."
    __name__ = 'asso.figure.service'

    _sums = ('begun', 'ended', 'running', 'income', 'cost', 'result')

    offer = fields.Many2One('asso.offer', "Offer", readonly=True)
    begun = fields.Integer("Begun", readonly=True)
    ended = fields.Integer("Ended", readonly=True)
    running = fields.Integer(
        "Running", readonly=True, help="After the last day of the month.")
    income = _money("Income", "Credit less debit on accounts of income.")
    cost = _money("Costs", "Debit less credit on the accounts of costs of the offer.")
    result = _money("Result", "Income less costs.")

    @classmethod
    def _columns(cls, rows):
        return [NullIf(rows.offer, 0).as_('offer')]

    @classmethod
    def _sources(cls, company):
        subscription = Pool().get('asso.subscription').__table__()
        months = span()
        return {
            'begun': [_subscriptions(
                    company, within(months, subscription.start), subscription, months)],
            'ended': [_subscriptions(
                    company, within(months, subscription.end), subscription, months)],
            'running': [_subscriptions(
                    company, (subscription.start <= months.last)
                    & ((subscription.end == Null) | (subscription.end > months.last)),
                    subscription, months)],
            'income': [_income(company)],
            'cost': [_cost(company)],
            'result': [_income(company), _cost(company, less=True)],
            }

    def get_rec_name(self, name):
        month = super().get_rec_name(name)
        return f'{month} {self.offer.name}' if self.offer else month

    def _told(self):
        return {'offer': self.offer.reference if self.offer else None, **super()._told()}

    @classmethod
    @ModelView.button_action(SHOW)
    def show_begun(cls, services):
        return cls._behind(services, 'begun')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_ended(cls, services):
        return cls._behind(services, 'ended')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_running(cls, services):
        return cls._behind(services, 'running')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_income(cls, services):
        return cls._behind(services, 'income')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_cost(cls, services):
        return cls._behind(services, 'cost')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_result(cls, services):
        return cls._behind(services, 'result')


def _subscriptions(company, where, subscription, months):
    offer = Pool().get('asso.offer').__table__()
    return Source('asso.subscription', months
        .join(subscription, condition=where)
        .join(offer, condition=subscription.offer == offer.id)
        .select(
            subscription.id.as_('id'), months.number.as_('month'),
            subscription.offer.as_('offer'), Literal(1).as_('value'),
            where=(offer.company == company.id) & (subscription.active == Literal(True))
            & (Coalesce(subscription.draft, Literal(False)) == Literal(False))))


def _cost(company, less=False):
    "Positive where it is spent; `less`, negative."
    costs = Pool().get('asso.offer-cost-account').__table__()
    lines, line, months, where = _lines(company, '6')
    return Source('account.move.line', lines
        .join(costs, 'LEFT', condition=costs.account == line.account)
        .select(
            line.id.as_('id'), months.number.as_('month'),
            Coalesce(costs.offer, 0).as_('offer'),
            (line.credit - line.debit if less else line.debit - line.credit).as_('value'),
            where=where))


def _income(company):
    pool = Pool()
    move = pool.get('account.move').__table__()
    item = pool.get('account.invoice.line').__table__()
    credited = pool.get('account.invoice.line').__table__()
    subscription = pool.get('asso.subscription').__table__()
    lines, line, months, where = _lines(company, '7')
    single = _single()
    return Source('account.move.line', lines
        .join(move, condition=line.move == move.id)
        .join(item, 'LEFT', condition=item.id == _referred('account.move.line', line))
        # The line of a credit note comes from that of its bill
        .join(credited, 'LEFT', condition=credited.id == _referred(
                'account.invoice.line', item, to='account.invoice.line'))
        .join(subscription, 'LEFT', condition=subscription.id == Coalesce(
                _referred('account.invoice.line', item),
                _referred('account.invoice.line', credited)))
        .join(single, 'LEFT',
            condition=(item.id == Null)
            & (single.invoice == _referred('account.move', move)))
        .select(
            line.id.as_('id'), months.number.as_('month'),
            Coalesce(subscription.offer, single.offer, 0).as_('offer'),
            (line.credit - line.debit).as_('value'), where=where))


def of_class(digit, account, type_):
    "The SQL of: an account of the income statement, of class 6 (costs) or 7 (income)."
    return (type_.statement == 'income') & account.code.like(f'{digit}%')


def closes_a_year(move, period):
    "The SQL of: the move by which Tryton balances the accounts of costs and income of a year."
    return (period.type == 'adjustment') & Coalesce(move.origin, '').like('account.fiscalyear,%')


def _lines(company, digit):
    "(tables, lines, months, condition): the posted lines of months on accounts of a class."
    pool = Pool()
    line = pool.get('account.move.line').__table__()
    move = pool.get('account.move').__table__()
    period = pool.get('account.period').__table__()
    account = pool.get('account.account').__table__()
    type_ = pool.get('account.account.type').__table__()
    months = span()
    return (
        line
        .join(move, condition=line.move == move.id)
        .join(period, condition=move.period == period.id)
        .join(account, condition=line.account == account.id)
        .join(type_, condition=account.type == type_.id)
        .join(months, condition=within(months, move.date)),
        line, months,
        (move.company == company.id) & (move.state == 'posted')
        & ~closes_a_year(move, period) & of_class(digit, account, type_))


# Of what an origin is asked for, by the model that has it
ORIGINS = {
    'account.move.line': 'account.invoice.line',
    'account.invoice.line': 'asso.subscription',
    'account.move': 'account.invoice',
    }


def _referred(name, table, to=None):
    "The SQL of the id of the record that is the origin, Null where that is another thing."
    Model = Pool().get(name)
    return Case(
        (table.origin.like(f'{to or ORIGINS[name]},%'), Model.origin.sql_id(table.origin, Model)),
        else_=Null)


def _single():
    "A query of (invoice, offer) of bills whose lines are all of one offer."
    pool = Pool()
    item = pool.get('account.invoice.line').__table__()
    subscription = pool.get('asso.subscription').__table__()
    return (item
        .join(subscription, condition=subscription.id == _referred(
                'account.invoice.line', item))
        .select(
            item.invoice.as_('invoice'), Min(subscription.offer).as_('offer'),
            group_by=[item.invoice], having=Min(subscription.offer) == Max(subscription.offer)))
