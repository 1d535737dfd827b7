"""A member leaves: what is ended, credited and owed is shown, and then done in one act."""
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import Button, StateView

from ..exceptions import SubscriptionError, SubscriptionWarning
from . import preview
from .endings import endings, running


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    left_reason = fields.Char(
        "Reason of Leaving", states={'invisible': ~Eval('left', None)})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
            'leave': {'invisible': Bool(Eval('left')), 'depends': ['left']},
            'come_back': {'invisible': ~Eval('left'), 'depends': ['left']},
            })

    @classmethod
    @ModelView.button_action('asso_members.wizard_member_leave')
    def leave(cls, members):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_member_come_back')
    def come_back(cls, members):
        pass

    @classmethod
    def end_memberships(cls):
        """Set those to 'not a member' whose last day is over, of the context's company or of all.

        Members of the portal are left out: it tells their status itself.
        """
        company = Transaction().context.get('company')
        members = cls.search([
                ('left', '<', Pool().get('ir.date').today()),
                ('status', '=', 'member'),
                ('portal_id', '=', None),
                ('company', '=', company) if company else (),
                ])
        cls.write(members, {'status': 'not_member'})


class Subscription(metaclass=PoolMeta):
    __name__ = 'asso.subscription'

    ended_by_leaving = fields.Boolean(
        "Ended by Leaving", readonly=True, states={'invisible': ~Eval('ended_by_leaving')},
        help="It was ended because the member left, and goes on if the member comes back.")
    end_before = fields.Date(
        "End Before", readonly=True, states={'invisible': ~Eval('end_before', None)},
        help="The end that it had before the member left.")

    @classmethod
    def copy(cls, subscriptions, default=None):
        default = default.copy() if default is not None else {}
        default.setdefault('ended_by_leaving', None)
        default.setdefault('end_before', None)
        return super().copy(subscriptions, default=default)


class Ended(ModelView):
    "A subscription that ends because its member leaves"
    __name__ = 'asso.member.leave.ended'

    offer = fields.Many2One('asso.offer', "Offer", readonly=True)
    last_day = fields.Date(
        "Last Day", readonly=True, help="Empty: it had not begun, and will not.")
    earliest = fields.Date(
        "Not Before", readonly=True,
        help="The earliest last day, by the minimum time and the notice of the offer.")


class Leave(ModelView):
    __name__ = 'asso.member.leave.start'

    member = fields.Many2One('asso.member', "Member", readonly=True)
    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    day = fields.Date("Last Day", required=True, help="The last day as a member.")
    reason = fields.Char("Reason")
    keeps_fees = fields.Boolean(
        "Fees Stay Due",
        help="Membership fees run on to the end of the period that was billed.\n"
        "Otherwise the days that are left are credited.")
    bill_now = fields.Boolean(
        "Bill at Once", help="Otherwise the next run credits and bills.")
    ended = fields.One2Many('asso.member.leave.ended', None, "What Ends", readonly=True)
    charges = fields.One2Many(
        'asso.subscription.preview', None, "What the Next Run Bills", readonly=True)
    in_words = fields.Char("That Is", readonly=True)
    balance = Monetary(
        "Balance Today", currency='currency', digits='currency', readonly=True,
        help="Positive: the member is ahead.\nNegative: the member owes.")
    balance_after = Monetary(
        "Balance After", currency='currency', digits='currency', readonly=True,
        help="The balance once that is billed.")
    portal = fields.Char(
        "Ends in the Portal", readonly=True, states={'invisible': ~Eval('portal')},
        help="What the portal bills is to be ended there.")

    @staticmethod
    def default_keeps_fees():
        return True

    def show(self):
        "Show what ends, what a run of today would bill, and what is then owed."
        if not (self.member and self.day):
            return
        ends = endings(self.member, self.day, self.keeps_fees)
        self.ended = [{
                'offer': end.subscription.offer.id,
                'last_day': end.last_day,
                'earliest': end.earliest,
                } for end in ends]
        self.portal = ', '.join(
            s.offer.rec_name for s in running(self.member, self.day)
            if s.billed_by == 'portal') or None
        show_balances(self, [end.after() for end in ends])

    @fields.depends(
        'member', 'day', 'keeps_fees', 'currency', 'ended', 'charges', 'in_words', 'balance',
        'balance_after', 'portal')
    def on_change_day(self):
        self.show()

    on_change_keeps_fees = on_change_day

    def apply(self):
        member = self.member
        if member.joined and self.day < member.joined:
            raise SubscriptionError(gettext(
                    'asso_members.msg_member_dates', member=member.rec_name))
        ends = endings(member, self.day, self.keeps_fees)
        self._warn(ends)
        payers = {end.subscribed.payer for end in ends}
        for end in ends:
            end.apply(self.reason)
        values = {'left': self.day, 'left_reason': self.reason}
        if self.day < Pool().get('ir.date').today():
            values['status'] = 'not_member'
        member.__class__.write([member], values)
        if self.bill_now:
            bill_now(self.company, payers)

    def _warn(self, ends):
        early = [end for end in ends if end.earliest and end.last_day
            and end.last_day < end.earliest]
        if early:
            day = Pool().get('ir.lang').get().strftime(max(end.earliest for end in early))
            self._warn_of('early', 'msg_leave_early', day=day)
        if self.member.portal_id:
            self._warn_of('portal', 'msg_leave_portal')

    def _warn_of(self, code, message, **values):
        Warning = Pool().get('res.user.warning')
        key = Warning.format(f'asso_leave_{code}', [self.member])
        if Warning.check(key):
            raise SubscriptionWarning(key, gettext(
                    f'asso_members.{message}', member=self.member.rec_name, **values))


def show_balances(form, subscribed):
    "Show on the form what a run of today would bill of these, and what the member then owes."
    charges = preview.of_today(subscribed)
    form.charges = preview.rows(charges, form.currency)
    form.in_words = preview.in_words(
        sum((charge.amount for charge in charges), Decimal(0)), form.currency)
    party = form.member.party.id
    form.balance = form.member.balance
    form.balance_after = form.balance - sum(
        (charge.amount for charge in charges if charge.subscribed.payer == party), Decimal(0))


def bill_now(company, payers):
    "Bill what is due today to the payers, if the user may bill."
    pool = Pool()
    pool.get('ir.model.access').check('asso.billing', 'create')
    with without_check_access():
        pool.get('asso.association').of(company).bill_now(sorted(payers))


class LeaveWizard(preview.Foreseen):
    __name__ = 'asso.member.leave'
    about = 'member'
    start = StateView(
        'asso.member.leave.start', 'asso_members.member_leave_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Leave", 'act', 'tryton-ok', default=True),
            ])

    def _defaults(self, member, today):
        return {'day': today, 'keeps_fees': True, 'bill_now': False}
