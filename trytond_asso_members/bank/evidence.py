"""What speaks for whom: members, their open bills, and what persons decided before."""
import datetime as dt
from collections import defaultdict
from decimal import Decimal

from sql import Literal, Null
from sql.aggregate import Count, Max
from trytond.pool import Pool

from .. import bulk
from ..bills import reference
from ..settlement.brought import TRANSFERS
from ..settlement.residual import owned
from . import transit
from .decision import TEACHES
from .matching.index import Index
from .matching.memory import Memory
from .matching.records import LABELS, Bill, Member, Row, Settings
from .receipt import received

# Bills that were paid in the last days are known by their number, so as not to be paid again
PAID = dt.timedelta(days=500)
# So often within so many days makes an amount usual
USUAL, USUAL_DAYS = 3, dt.timedelta(days=400)


class Evidence:
    "All that is known of an association when rows of its bank are matched."

    def __init__(self, association, since=None):
        """Read it.

        `since` is the day of the first row: of what the portal has booked on the account of the
        bank itself, only payments from about that day on are read.
        """
        self.association = association
        self.company = association.company
        self.since = since or Pool().get('ir.date').today()
        self.pending = transit.pending(association, since and since - association.near)

    def decide(self, rows):
        "Return {key: matching.Decision} of rows that come in: (key, row of a file)."
        rows = list(rows)
        if not rows:
            return {}
        settings = self._settings()
        members = self._members()
        memory = self._memory(settings)
        index = Index(members, self._bills(), memory, settings)
        found = index.decide([as_row(key, row) for key, row in rows])
        return {decision.key: decision for decision in found}

    def _settings(self):
        lines = (self.association.payment_labels or '').splitlines()
        own = tuple(filter(None, (line.strip() for line in lines)))
        return Settings(
            labels=(*own, *(label for label in LABELS if label not in own)),
            own_names=self.association.own_names(), fees_first=self.association.fees_first)

    def _members(self):
        pool = Pool()
        member = pool.get('asso.member').__table__()
        party = pool.get('party.party').__table__()
        source, external = pool.get('asso.binding').join(
            member.join(party, condition=member.party == party.id), 'asso.member', member.id)
        rows = bulk.select(source.select(
                member.party, member.number, member.kind, member.first_name, member.last_name,
                member.organization_name, party.name, external,
                where=(member.company == self.company.id)
                & (member.active == Literal(True)), order_by=[member.party]))
        homes, usual, replaced = self._households(), self._usual(), _replaced()
        ibans = self._ibans()
        return [
            Member(
                id_, number or '', _names(first, last, organisation, name),
                reference.of_party(id_), person=kind == 'natural',
                portal_id=portal_id or '', household=homes.get(id_),
                usual=tuple(usual[id_]), surnames=(last,) if last else (),
                replaced=tuple(map(reference.of_party, replaced[id_])), ibans=tuple(ibans[id_]))
            for id_, number, kind, first, last, organisation, name, portal_id in rows]

    def _households(self):
        "Return {party: the address} of those who live with others."
        pool = Pool()
        address = pool.get('party.address').__table__()
        member = pool.get('asso.member').__table__()
        by_address = defaultdict(set)
        for party, *where in bulk.select(address
                .join(member, condition=member.party == address.party)
                .select(
                    address.party, address.street_unstructured, address.postal_code,
                    address.city,
                    where=(member.company == self.company.id)
                    & (address.street_unstructured != Null)
                    & (address.postal_code != Null))):
            by_address[' '.join(str(part).casefold() for part in where)].add(party)
        return {
            party: key for key, parties in by_address.items() if len(parties) > 1
            for party in parties}

    def _ibans(self):
        "Return {party: the IBAN of each account that stands in Tryton as the member's own}."
        pool = Pool()
        owner = pool.get('bank.account-party.party').__table__()
        number = pool.get('bank.account.number').__table__()
        member = pool.get('asso.member').__table__()
        ibans = defaultdict(list)
        for party, iban in bulk.select(owner
                .join(number, condition=number.account == owner.account)
                .join(member, condition=member.party == owner.owner)
                .select(
                    owner.owner, number.number_compact,
                    where=(member.company == self.company.id) & (number.type == 'iban')
                    & (number.active == Literal(True)), order_by=[number.id])):
            ibans[party].append(iban)
        return ibans

    def _usual(self):
        "Return {party: [(amount, day of the month)]}."
        payment = Pool().get('asso.payment').__table__()
        usual = defaultdict(list)
        for party, amount, last in bulk.select(payment.select(
                    payment.party, payment.amount, Max(payment.date),
                    where=(payment.company == self.company.id) & (payment.amount > 0)
                    & (payment.state == 'booked') & payment.means.in_(sorted(TRANSFERS))
                    & (payment.date >= self.since - USUAL_DAYS),
                    group_by=[payment.party, payment.amount],
                    having=Count(payment.id) >= USUAL)):
            usual[party].append((bulk.money(amount), bulk.date(last).day))
        return usual

    def _bills(self):
        "The bills that are open, and those that were paid not long ago."
        open_ = defaultdict(Decimal)
        for line in owned(self.company):
            kind, id_ = line.left
            if kind == 'bill':
                open_[id_] -= line.amount
        invoice = Pool().get('account.invoice').__table__()
        columns = [
            invoice.id, invoice.party, invoice.number, invoice.invoice_date,
            invoice.payment_term_date, invoice.bill_kind, invoice.bill_start,
            invoice.bill_end]
        paid = bulk.select(invoice.select(
                *columns, where=(invoice.company == self.company.id)
                & (invoice.type == 'out') & (invoice.state == 'paid')
                & (invoice.invoice_date >= self.since - PAID)))
        rows = bulk.select_among(
            lambda where: invoice.select(*columns, where=where), invoice.id,
            [id_ for id_, amount in open_.items() if amount > 0])
        return [
            Bill(
                id_, party, number or '', reference.of_bill(id_), bulk.date(date),
                bulk.date(due), max(open_.get(id_, Decimal(0)), Decimal(0)), kind or '',
                bulk.date(start), bulk.date(end))
            for id_, party, number, date, due, kind, start, end in [*rows, *paid]]

    def _memory(self, settings):
        pool = Pool()
        decision = pool.get('asso.bank.decision').__table__()
        origin = pool.get('account.statement.origin').__table__()
        statement = pool.get('account.statement').__table__()
        memory = Memory()
        for party, iban, payer, label in bulk.select(decision
                .join(origin, condition=decision.origin == origin.id)
                .join(statement, condition=origin.statement == statement.id)
                .select(
                    decision.party, origin.payer_iban, origin.payer, origin.description,
                    where=(statement.company == self.company.id)
                    & (decision.by_person == Literal(True)) & (decision.party != Null)
                    & (decision.undone != Literal(True))
                    & decision.kind.in_(sorted(TEACHES)))):
            memory.learn(
                Row(None, None, None, (), payer or '', iban or '', label or ''), party,
                settings.own_names)
        return memory


def _replaced():
    "Return {party: the parties that were merged into it, in however many steps}."
    party = Pool().get('party.party').__table__()
    by = dict(bulk.select(party.select(
                party.id, party.replaced_by, where=party.replaced_by != Null)))
    found = defaultdict(list)
    for source in by:
        last, seen = source, set()
        while last in by and last not in seen:
            seen.add(last)
            last = by[last]
        found[last].append(source)
    return found


def as_row(key, row):
    "A row of a file, as matching takes it."
    return Row(
        key, row.date, received(row), tuple(row.texts), row.counterparty, row.iban, row.label)


def _names(first, last, organisation, name):
    names = [' '.join(filter(None, [first, last])), organisation, name]
    return tuple(dict.fromkeys(filter(None, names)))
