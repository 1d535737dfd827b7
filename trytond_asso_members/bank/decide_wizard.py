"""The wizards by which persons decide about rows that wait, and take back what was decided."""
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.modules.currency.fields import Monetary
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Bool, Eval, If
from trytond.wizard import Button, StateTransition, StateView, Wizard

from ..exceptions import AllocationError, BankError, BankWarning
from . import again, by_hand, returned, rules, undo


class Origin(metaclass=PoolMeta):
    __name__ = 'account.statement.origin'

    @classmethod
    @ModelView.button
    def accept(cls, origins):
        "Accept the best proposal of each row."
        Proposal = Pool().get('asso.bank.proposal')
        Proposal.accept([origin.proposals[0] for origin in origins if origin.proposals])

    @classmethod
    @ModelView.button_action('asso_members.wizard_bank_decide')
    def assign(cls, origins):
        pass

    @classmethod
    @ModelView.button
    def decide_again(cls, origins):
        "Decide once more the rows of these associations that wait."
        Association = Pool().get('asso.association')
        for company in {origin.company for origin in origins}:
            again.decide_again(Association.of(company))
        return 'reload'

    @classmethod
    @ModelView.button_action('asso_members.wizard_bank_undo')
    def undo(cls, origins):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_bank_keep')
    def keep(cls, origins):
        pass

    @classmethod
    @ModelView.button_action('asso_members.wizard_bank_drop')
    def drop(cls, origins):
        pass


class Proposal(metaclass=PoolMeta):
    __name__ = 'asso.bank.proposal'

    @classmethod
    @ModelView.button
    def accept(cls, proposals):
        """Book each as proposed: the row is this party's, or pairs with what the portal recorded.

        Where something else has paid the bills in the meantime, it pays what is the oldest.  Raise
        BankWarning first, until the treasurer agrees.
        """
        reason = gettext('asso_members.msg_bank_accepted')
        booked = []  # (proposal, receipt)
        for proposal in proposals:
            origin = proposal.origin
            if proposal.payment:
                returned.give_back(origin, proposal.payment, reason)
                continue
            wish = proposal.wish
            bills = [bill for _, bill in wish]
            if bills and origin.amount < 0:
                by_hand.pay_supplier(
                    origin, Pool().get('account.invoice')(bills[0]), reason)
                continue
            receipts = by_hand.divide(origin, [by_hand.Part(
                        origin.left, party=proposal.party.id,
                        bill=bills[0] if len(bills) == 1 else None)], 'assigned', reason)
            booked += [(proposal, receipt) for receipt in receipts]
            if len(bills) > 1 and receipts:
                payment = Pool().get('asso.payment')(receipts[0].id)
                with suppress(AllocationError):
                    payment.allocate_by_hand(wish, reason)
        cls._warn([proposal.origin for proposal in cls._paid_otherwise(booked)])

    @classmethod
    def _paid_otherwise(cls, booked):
        "Those of the (proposal, receipt) whose bills do not get what was proposed."
        given = defaultdict(Decimal)
        for row in Pool().get('asso.allocation').search([
                ('payment', 'in', [receipt.id for _, receipt in booked]), ('bill', '!=', None)]):
            given[row.payment.id, row.bill.id] += row.amount
        return [
            proposal for proposal, receipt in booked
            if sum(given[receipt.id, bill] for _, bill in proposal.wish)
            < min(sum(proposal.wish.values()), receipt.amount)]

    @classmethod
    def _warn(cls, origins):
        "Raise BankWarning for rows whose bills have no room any more, if there are any."
        Warning = Pool().get('res.user.warning')
        key = Warning.format('asso_bank_bills_paid', origins)
        if origins and Warning.check(key):
            raise BankWarning(key, gettext(
                    'asso_members.msg_bank_bills_paid',
                    rows='\n'.join(map(by_hand.said, origins))))


class Decide(Wizard):
    "Say whose the money of a row is."
    __name__ = 'asso.bank.decide'

    start = StateView(
        'asso.bank.decide.start', 'asso_members.bank_decide_start_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("Book", 'book', 'tryton-ok', default=True),
            ])
    book = StateTransition()

    def default_start(self, names):
        origin = self.record
        proposal = origin.proposals[0] if origin.proposals else None
        return {
            'company': origin.company.id,
            'currency': origin.currency.id,
            'label': origin.description,
            'reasons': origin.reasons,
            'left': origin.left,
            'parts': [{
                    'company': origin.company.id,
                    'currency': origin.currency.id,
                    'amount': origin.left,
                    'party': proposal.party.id if proposal else None,
                    }],
            }

    def transition_book(self):
        origin, start = self.record, self.start
        parts = [part.as_part() for part in start.parts if part.amount]
        kind = 'assigned' if len(parts) == 1 else 'split'
        if len(parts) == 1 and parts[0].account:
            kind = 'account'
        elif len(parts) == 1 and parts[0].amount < 0:
            kind = 'refunded'
        if start.make_rule:
            if kind != 'account':
                raise BankError(gettext('asso_members.msg_bank_rule_account'))
            rules.make(origin, start.rule_text or '', parts[0])
        by_hand.divide(origin, parts, kind, start.reason)
        return 'end'


class DecideStart(ModelView):
    __name__ = 'asso.bank.decide.start'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    label = fields.Char("Label", readonly=True)
    reasons = fields.Text(
        "What Was Found", readonly=True, states={'invisible': ~Eval('reasons')})
    left = Monetary(
        "Amount of the Row", currency='currency', digits='currency', readonly=True)
    parts = fields.One2Many('asso.bank.decide.part', None, "Whose It Is", required=True)
    reason = fields.Char("Reason", required=True)
    make_rule = fields.Boolean(
        "Make a Rule",
        help="Rows with this text are booked so by themselves from now on, where they go to "
        "one account.")
    rule_text = fields.Char(
        "Text of the Rule",
        states={'invisible': ~Eval('make_rule'), 'required': Bool(Eval('make_rule'))})

    @fields.depends('make_rule', 'rule_text', 'label')
    def on_change_make_rule(self):
        if self.make_rule and not self.rule_text:
            self.rule_text = rules.telling(self.label or '')


class DecidePart(ModelView):
    "A part of a row: for a member, or for an account."
    __name__ = 'asso.bank.decide.part'

    company = fields.Many2One('company.company', "Company", readonly=True)
    currency = fields.Many2One('currency.currency', "Currency", readonly=True)
    party = fields.Many2One(
        'party.party', "Party", context={'company': Eval('company', -1)},
        depends={'company'})
    bill = fields.Many2One(
        'account.invoice', "Bill",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '=', 'out'),
            ('state', '=', 'posted'),
            If(Bool(Eval('party')), ('party', '=', Eval('party', -1)), ()),
            ],
        states={'invisible': Bool(Eval('account'))},
        help="The bill that it pays first. Leave empty to pay the oldest.")
    account = fields.Many2One(
        'account.account', "Account",
        domain=[
            ('company', '=', Eval('company', -1)),
            ('type', '!=', None),
            ('closed', '!=', True),
            ],
        help="Leave empty for money of a member.")
    amount = Monetary("Amount", currency='currency', digits='currency', required=True)

    @fields.depends('bill', 'party')
    def on_change_bill(self):
        if self.bill and not self.party:
            self.party = self.bill.party

    def as_part(self):
        account, bill = getattr(self, 'account', None), getattr(self, 'bill', None)
        party = getattr(self, 'party', None)
        if not account and not party:
            raise BankError(gettext('asso_members.msg_bank_part_empty'))
        if account and not account.party_required:
            party = None
        return by_hand.Part(
            self.amount, party=party.id if party else None,
            account=account.id if account else None,
            bill=bill.id if bill and not account else None)


class _WithReason(Wizard):
    start = StateView(
        'asso.bank.reason', 'asso_members.bank_reason_view_form', [
            Button("Cancel", 'end', 'tryton-cancel'),
            Button("OK", 'act', 'tryton-ok', default=True),
            ])
    act = StateTransition()

    def transition_act(self):
        for record in self.records:
            self._act(record, self.start.reason)
        return 'end'


class Undo(_WithReason):
    "Take back what was decided about rows."
    __name__ = 'asso.bank.undo'

    _act = staticmethod(undo.undo)


class Keep(_WithReason):
    "Leave rows on the suspense account, with the reason."
    __name__ = 'asso.bank.keep'

    _act = staticmethod(by_hand.keep)


class Drop(_WithReason):
    "Take rows that came twice out of the books."
    __name__ = 'asso.bank.drop'

    _act = staticmethod(by_hand.drop)


class TakeBack(_WithReason):
    "Take whole files back."
    __name__ = 'asso.bank.take_back'

    _act = staticmethod(undo.take_back)


class Reason(ModelView):
    __name__ = 'asso.bank.reason'

    reason = fields.Char("Reason", required=True)
