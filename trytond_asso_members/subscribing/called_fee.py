"""The fee of a new member, called as the first money of the member comes."""
from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval

from ..exceptions import OfferError
from ..settlement.positions import Positions
from ..settlement.reversed_bills import may_be_reversed, reverse
from ..settlement.settle import settle
from . import given_back, run


class Offer(metaclass=PoolMeta):
    __name__ = 'asso.offer'

    called_by_payment = fields.Boolean(
        "Called by the First Payment", states={
            'invisible': (
                (Eval('billed_by') != 'tryton') | (Eval('kind') != 'membership_fee')
                | ~Eval('in_advance')),
            },
        help="The first transfer of a member for whom no fee was ever called begins a "
        "subscription, whose first bill it pays before anything else.")

    @classmethod
    def validate_fields(cls, offers, names):
        super().validate_fields(offers, names)
        for offer in offers:
            if not offer.called_by_payment:
                continue
            others = cls.search([
                    ('company', '=', offer.company.id),
                    ('called_by_payment', '=', True),
                    ('id', '!=', offer.id),
                    ], limit=1)
            if others:
                raise OfferError(gettext(
                        'asso_members.msg_offer_called', offer=offer.rec_name,
                        other=others[0].rec_name))


def _is_unpaid(positions, bill):
    return (
        may_be_reversed(positions, bill)
        and not any(('bill', bill.id) in p.given for p in positions.payments.values()))


class Association(metaclass=PoolMeta):
    __name__ = 'asso.association'

    def call_fees(self, act, payers):
        called = super().call_fees(act, payers)
        pool = Pool()
        Subscription = pool.get('asso.subscription')
        offers = pool.get('asso.offer').search([
                ('company', '=', self.company.id),
                ('billed_by', '=', 'tryton'),
                ('kind', '=', 'membership_fee'),
                ('in_advance', '=', True),
                ('called_by_payment', '=', True),
                ])
        members = _new(self.company, payers.keys() - called.keys()) if offers else []
        if not members:
            return called
        made = Subscription.create([{
                    'member': member.id,
                    'offer': offers[0].id,
                    'start': payers[member.party.id],
                    'free_months': offers[0].free_months,
                    } for member in members])
        run.bill_these(
            self, act.calendar, max(payers[member.party.id] for member in members), made)
        periods = pool.get('asso.subscription.period').search([
                ('subscription', 'in', [s.id for s in made]),
                ('line', '!=', None),
                ])
        return called | {p.subscription.member.party.id: p.line.invoice.id for p in periods}

    def take_fees_back(self, act, fees):
        """Credit the fees, unless something else pays them, and drop their subscriptions.

        What a person has lettered since stays as it is.
        """
        super().take_fees_back(act, fees)
        fees = set(fees)
        drafts = [fee for fee in fees if fee.state == 'draft']
        positions = Positions.of(act, {fee.party.id for fee in fees})
        unpaid = [
            position for fee in fees - set(drafts)
            if (position := positions.bills.get(fee.id)) and _is_unpaid(positions, position)]
        Invoice = Pool().get('account.invoice')
        gone = Invoice.browse([position.id for position in unpaid]) + drafts
        periods = given_back.periods(gone)
        subscriptions = {period.subscription for period in periods}
        reverse(act, positions, unpaid)
        given_back.give_back(periods)
        Invoice.delete(drafts)
        settle(act)
        Subscription = Pool().get('asso.subscription')
        Subscription.delete([
                s for s in Subscription.browse(sorted(s.id for s in subscriptions))
                if s.next_period is None])


def _new(company, parties):
    "The members among the parties for whom no fee was ever called, and who never paid before."
    pool = Pool()
    ids = list(parties)
    members = pool.get('asso.member').search([
            ('company', '=', company.id),
            ('party', 'in', ids),
            ('left', '=', None),
            ])
    called = {invoice.party for invoice in pool.get('account.invoice').search([
                ('company', '=', company.id),
                ('party', 'in', ids),
                ('bill_kind', '=', 'membership_fee'),
                ('state', '!=', 'cancelled'),
                ('portal_deleted', '!=', True),
                ])}
    subscribed = {subscription.member for subscription in pool.get('asso.subscription').search([
                ('member', 'in', [member.id for member in members]),
                ('offer.kind', '=', 'membership_fee'),
                ])}
    have_paid = {payment.party for payment in pool.get('asso.payment').search([
                ('company', '=', company.id),
                ('party', 'in', ids),
                ('kind', '=', 'payment'),
                ('state', '=', 'booked'),
                ])}
    return [
        member for member in members
        if member.party not in called | have_paid and member not in subscribed
        and member.billed_party == member.party]
