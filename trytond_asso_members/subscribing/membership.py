"""Until when the fees that Tryton bills are paid: they are the subscriber's, whoever pays.

A fee that costs nothing has no bill, and nobody has to pay it: its period counts as paid.
"""
from sql import Null, Union
from sql.aggregate import Max
from sql.conditionals import Coalesce
from trytond.model import Index, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .. import bulk
from ..statements.touched import last_written
from .period import SETUP


class Member(metaclass=PoolMeta):
    __name__ = 'asso.member'

    @classmethod
    def _billed_fees(cls, parties=None, invoices=None):
        """Return a query of (invoice, party, first, until): the fees that Tryton has billed.

        It is of all, or of those of the parties, or on the invoices (a query).
        """
        pool = Pool()
        period = pool.get('asso.subscription.period').__table__()
        line = pool.get('account.invoice.line').__table__()
        subscription = pool.get('asso.subscription').__table__()
        offer = pool.get('asso.offer').__table__()
        member = cls.__table__()
        where = (
            (offer.kind == 'membership_fee') & (period.line != Null)
            & (period.kept_until >= period.first_day))
        if parties is not None:
            where &= fields.SQL_OPERATORS['in'](member.party, parties)
        if invoices is not None:
            where &= line.invoice.in_(invoices)
        return (period
            .join(line, condition=period.line == line.id)
            .join(subscription, condition=period.subscription == subscription.id)
            .join(offer, condition=subscription.offer == offer.id)
            .join(member, condition=subscription.member == member.id)
            .select(
                line.invoice.as_('invoice'), member.party.as_('party'),
                period.first_day.as_('first'), period.kept_until.as_('until'), where=where))

    @classmethod
    def _membership_query(cls, parties=None, called=False):
        billed = super()._membership_query(parties, called)
        either = Union(billed, cls._free_fees(parties), all_=True)
        return either.select(
            either.company.as_('company'), either.party.as_('party'),
            Max(either.until).as_('until'), group_by=[either.company, either.party])

    @classmethod
    def _free_fees(cls, parties):
        "A query of (company, party, until): the fees that cost nothing."
        pool = Pool()
        period = pool.get('asso.subscription.period').__table__()
        subscription = pool.get('asso.subscription').__table__()
        offer = pool.get('asso.offer').__table__()
        member = cls.__table__()
        where = (
            (offer.kind == 'membership_fee') & (period.line == Null)
            & (period.number != SETUP) & (period.kept_until >= period.first_day))
        if as_of := Transaction().context.get('membership_date'):
            where &= period.first_day <= as_of
        if parties is not None:
            where &= fields.SQL_OPERATORS['in'](member.party, parties)
        return (period
            .join(subscription, condition=period.subscription == subscription.id)
            .join(offer, condition=subscription.offer == offer.id)
            .join(member, condition=subscription.member == member.id)
            .select(
                offer.company.as_('company'), member.party.as_('party'),
                period.kept_until.as_('until'), where=where))

    @classmethod
    def _join_owners(cls, invoice, parties=None):
        source, party, first, until = super()._join_owners(invoice, parties)
        billed = cls._billed_fees(
            invoices=None if parties is None else cls._fees(parties, ['paid', 'posted']))
        return (
            source.join(billed, 'LEFT', condition=billed.invoice == invoice.id),
            Coalesce(billed.party, party), Coalesce(billed.first, first),
            Coalesce(billed.until, until))

    @classmethod
    def _is_fee(cls, invoice, parties, states):
        where = super()._is_fee(invoice, None, states)
        if parties is not None:
            theirs = fields.SQL_OPERATORS['in'](invoice.party, parties)
            if others := cls._on_bills_of_others(parties):
                theirs |= fields.SQL_OPERATORS['in'](invoice.id, others)
            where &= theirs
        return where

    @classmethod
    def _on_bills_of_others(cls, parties):
        """The ids of the bills of others that have fees of these parties.

        They are few, and read first: no index would serve a condition that asks for them.
        """
        invoice = Pool().get('account.invoice').__table__()
        billed = cls._billed_fees(parties)
        return [id_ for id_, in bulk.select(billed
                .join(invoice, condition=billed.invoice == invoice.id)
                .select(
                    invoice.id, where=billed.party != invoice.party, group_by=[invoice.id]))]


class Subscription(metaclass=PoolMeta):
    __name__ = 'asso.subscription'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_indexes.add(Index(t, (last_written(t), Index.Range())))


class Statement(metaclass=PoolMeta):
    __name__ = 'asso.statement'

    @classmethod
    def written_since(cls, moment):
        "A run writes each subscription that it bills, also where there is no bill."
        pool = Pool()
        subscription = pool.get('asso.subscription').__table__()
        member = pool.get('asso.member').__table__()
        return super().written_since(moment) + [subscription
            .join(member, condition=subscription.member == member.id)
            .select(member.party, where=last_written(subscription) >= moment)]

    @classmethod
    def parties_beside(cls, parties):
        "The members whose fees are on bills of these parties."
        pool = Pool()
        period = pool.get('asso.subscription.period').__table__()
        line = pool.get('account.invoice.line').__table__()
        invoice = pool.get('account.invoice').__table__()
        subscription = pool.get('asso.subscription').__table__()
        member = pool.get('asso.member').__table__()
        return super().parties_beside(parties) | {party for party, in bulk.select_among(
                lambda where: period
                .join(line, condition=period.line == line.id)
                .join(invoice, condition=line.invoice == invoice.id)
                .join(subscription, condition=period.subscription == subscription.id)
                .join(member, condition=subscription.member == member.id)
                .select(
                    member.party, where=where & (member.party != invoice.party),
                    group_by=[member.party]),
                invoice.party, parties)}


class PartyReplace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        return super().fields_to_replace() + [('asso.subscription', 'payer')]
