"""What is so of the events that are to be said, read for all of them at once."""
import datetime as dt
from collections import defaultdict
from functools import cached_property

from sql.aggregate import Max, Sum
from trytond.pool import Pool
from trytond.transaction import inactive_records

from .. import bulk
from ..bills.to_pay import owed
from ..documents import drawing
from ..documents.bill import of_portal
from .choice import CHOICE_OF
from .deadlines import asked_otherwise

WEEK = dt.timedelta(weeks=1)


class Facts:
    "What is so of the notices of an association, as of a day."

    def __init__(self, association, notices, day):
        self.association = association
        self.company = association.company
        self.day = day
        self._notices = notices
        self._records = _records(notices)
        self._parties = list({notice.party.id for notice in notices if notice.party})

    def record(self, notice):
        "What the notice is of, or None if it is gone."
        return self._records.get(_key(notice))

    def member(self, party):
        "The member that the party is, or None."
        return self._members.get(party.id)

    @cached_property
    def _members(self):
        with inactive_records():
            return {m.party.id: m for m in Pool().get('asso.member').search([
                        ('company', '=', self.company.id), ('party', 'in', self._parties)])}

    def refuses(self, notice):
        "Whether the member does not want to be told of it."
        member = notice.party and self.member(notice.party)
        return bool(member) and CHOICE_OF.get(notice.kind) in (member.messages_refused or ())

    def gathers(self, party, notices):
        "Until when these notices of the party, all that it has, are gathered; None: not at all."
        member = self.member(party)
        if not (member and member.messages_weekly) or any(
                notice.kind not in CHOICE_OF for notice in notices):
            return None
        last = self._gathered.get(party.id)
        return last + WEEK if last and last + WEEK > self.day else None

    @cached_property
    def _gathered(self):
        "{party: the last day on which it was told of what may wait}."
        notice, message = (
            Pool().get(name).__table__() for name in ['asso.notice', 'asso.notice.message'])
        return {party: bulk.date(day) for party, day in bulk.select_among(
                lambda where: notice
                .join(message, condition=message.id == notice.message)
                .select(
                    notice.party, Max(message.day), group_by=[notice.party],
                    where=where & (notice.company == self.company.id)
                    & (message.state != 'never') & notice.kind.in_(list(CHOICE_OF))),
                notice.party, self._parties)}

    @cached_property
    def _owed(self):
        found = defaultdict(list)
        for one in owed(self.company, self._parties):
            found[one.party].append(one)
        return found

    def owed_of(self, bill):
        "What is left to pay of the bill, as [Owed]; of one that is collected too."
        return [one for one in self._owed[bill.party.id] if one.bill == bill.id]

    def overdue(self, party):
        "What the party is to be reminded of, as [Owed], the oldest first."
        return [
            one for one in self._owed[party.id]
            if one.due < self.day and not one.spared and one.bill not in self.quiet]

    @cached_property
    def bills(self):
        "{id: bill} of all that is owed, and of all that is paid by the payments."
        ids = {one.bill for theirs in self._owed.values() for one in theirs}
        ids |= {bill for uses in self._uses.values() for bill, _ in uses}
        return {bill.id: bill for bill in Pool().get('account.invoice').browse(sorted(ids))}

    def uses(self, payment):
        "[(bill, amount)]: what the payment pays."
        return [(self.bills[bill], amount) for bill, amount in self._uses[payment.id]]

    @cached_property
    def _uses(self):
        pool = Pool()
        attached = pool.get('account.invoice-account.move.line').__table__()
        line, move = (
            pool.get(name).__table__() for name in ['account.move.line', 'account.move'])
        uses = defaultdict(list)
        for origin, bill, amount in sorted(bulk.select_among(
                lambda where: attached
                .join(line, condition=line.id == attached.line)
                .join(move, condition=move.id == line.move)
                .select(
                    move.origin, attached.invoice, Sum(line.credit - line.debit),
                    where=where, group_by=[move.origin, attached.invoice]),
                move.origin, [str(n.record) for n in self._of('asso.payment')])):
            if amount := bulk.money(amount):
                uses[bulk.referred(origin)].append((bill, amount))
        return uses

    @cached_property
    def collected(self):
        "The ids of the bills whose money the association takes itself."
        return self.association.collects(
            {one.bill for theirs in self._owed.values() for one in theirs})

    @cached_property
    def quiet(self):
        "The ids of the bills of which nobody is reminded as usual."
        return asked_otherwise(
            self.association, {one.bill for theirs in self._owed.values() for one in theirs})

    def promised(self, arrangement):
        "The bills of the arrangement of which something is left to pay."
        owed = {one.bill for one in self._owed[arrangement.party.id]}
        return [one.bill for one in arrangement.bills if one.bill.id in owed]

    @cached_property
    def _from_portal(self):
        "The ids of the invoices that a portal has brought, which has their papers."
        return of_portal([
                self.record(n) for n in self._of('account.invoice') if self.record(n)])

    def has_paper(self, invoice):
        "Whether Tryton has a paper of the bill or credit note, and can draw it here."
        return drawing.is_possible() and invoice.id not in self._from_portal

    def has_receipt(self, receipt):
        "Whether the paper of a tax receipt is kept, or can be drawn here."
        return bool(receipt.pdf) or drawing.is_possible() and not receipt.digest

    @cached_property
    def dues(self):
        "{party: last day of its paid fees}."
        return Pool().get('asso.member').dues(self.company, self._parties)

    def is_reminded(self, notice):
        "Whether another reminder of the bill was said, or is in a message that goes out before."
        return any(
            other.state == 'sent' or other.message != notice.message and other.id < notice.id
            for other in self._reminded[notice.record.id])

    @cached_property
    def _reminded(self):
        "{id of the bill: [the reminders that were said, or are in a message to be sent]}."
        found = defaultdict(list)
        bills = [str(n.record) for n in self._of('account.invoice')]
        for notice in Pool().get('asso.notice').search([
                    ('kind', '=', 'bill.overdue'), ('record', 'in', bills),
                    ['OR', ('state', '=', 'sent'),
                        [('state', '=', 'due'), ('message', '!=', None)]]]):
            found[notice.record.id].append(notice)
        return found

    def _of(self, name):
        return [n for n in self._notices if n.record.__name__ == name]


def _key(notice):
    return notice.record.__name__, notice.record.id


def _records(notices):
    "{(model, id): record} of what the notices are of, as far as it is there."
    ids = defaultdict(set)
    for name, id_ in map(_key, notices):
        ids[name].add(id_)
    found = {}
    with inactive_records():
        for name, theirs in ids.items():
            Model = Pool().get(name)
            found.update(
                ((name, record.id), record)
                for record in Model.search([('id', 'in', list(theirs))]))
    return found
