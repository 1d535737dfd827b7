"""Members and dues of each month."""
from sql import Literal, Null
from sql.conditionals import Coalesce
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool

from .monthly import Monthly, Source, span, within

SHOW = 'asso_members.act_figure_show'


class Month(Monthly):
    """A month: the members before it and who joined, less who left, are the members after it.

    Who left is a member until the end of that day.
    """
    __name__ = 'asso.figure.month'

    _sums = ('joined', 'resigned', 'members', 'dues', 'dues_before')

    joined = fields.Integer("Joined", readonly=True)
    resigned = fields.Integer("Left", readonly=True)
    members = fields.Integer(
        "Members", readonly=True, help="After the last day of the month.")
    dues = Monetary(
        "Dues Called", currency='currency', digits='currency', readonly=True,
        help="The membership fees whose bills are dated in the month.")
    dues_before = Monetary(
        "A Year Before", currency='currency', digits='currency', readonly=True,
        help="The membership fees of the same month of the year before.")

    @classmethod
    def _sources(cls, company):
        member = Pool().get('asso.member').__table__()
        months = span()
        return {
            'joined': [_members(company, within(months, member.joined), member, months)],
            'resigned': [_members(company, within(months, member.left), member, months)],
            'members': [_members(
                    company, (Coalesce(member.joined, months.first) <= months.last)
                    & ((member.left == Null) | (member.left > months.last)),
                    member, months)],
            'dues': [_dues(company, span())],
            'dues_before': [_dues(company, span(years=-1))],
            }

    @classmethod
    @ModelView.button_action(SHOW)
    def show_joined(cls, months):
        return cls._behind(months, 'joined')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_resigned(cls, months):
        return cls._behind(months, 'resigned')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_members(cls, months):
        return cls._behind(months, 'members')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_dues(cls, months):
        return cls._behind(months, 'dues')

    @classmethod
    @ModelView.button_action(SHOW)
    def show_dues_before(cls, months):
        return cls._behind(months, 'dues_before')


def _members(company, where, member, months):
    is_or_was = (member.status == 'member') & (member.active == Literal(True))
    return Source('asso.member', months
        .join(member, condition=where)
        .select(
            member.id.as_('id'), months.number.as_('month'), Literal(0).as_('offer'),
            Literal(1).as_('value'),
            where=(member.company == company.id) & (is_or_was | (member.left != Null))))


def _dues(company, months):
    invoice = Pool().get('account.invoice').__table__()
    return Source('account.invoice', months
        .join(invoice, condition=within(months, invoice.invoice_date))
        .select(
            invoice.id.as_('id'), months.number.as_('month'), Literal(0).as_('offer'),
            invoice.total_amount_cache.as_('value'),
            where=(invoice.company == company.id) & (invoice.bill_kind == 'membership_fee')
            & invoice.state.in_(['posted', 'paid'])))
