"""A batch being applied: what its changes refer to, and what becomes of them."""
import json
from dataclasses import dataclass

from trytond.pool import Pool

from .. import bulk
from ..exceptions import Refusal
from ..feed.binding import type_names
from ..feed.words import MODELS
from ..settlement.act import Act
from ..settlement.positions import order_key

KEPT_WHEN_DELETED = {'offer', 'member', 'subscription'}


@dataclass
class Bound:
    "A row of asso.binding."
    id: int
    record: int
    digest: str | None
    frozen: str | None
    deleted: bool
    brought: str | None
    merged: bool | None


@dataclass(eq=False)
class Change:
    "What is to become of one record: `op` is upsert, delete, or unreadable."
    type: str
    id: str
    op: str
    digest: str
    content: dict | None = None
    record: object = None
    bound: Bound | None = None
    entry: object = None  # in the quarantine
    sent: bool = True  # by the bridge now, not joined from the quarantine
    moved: bool = False  # a bill that has another member now
    without: Refusal | None = None  # why a payment that is booked is in quarantine

    @property
    def key(self):
        return (self.type, self.id)

    @property
    def order(self):
        return order_key(self.id, 0)

    @property
    def binding(self):
        "The binding, unless the portal has deleted the record."
        return self.bound if self.bound and not self.bound.deleted else None

    @property
    def brought(self):
        """What the portal brought last, as `register` noted it.

        None, if that was before it was noted; {} if there was nothing yet.
        """
        if not self.bound:
            return {}
        return json.loads(self.bound.brought) if self.bound.brought else None

    @property
    def target(self):
        """The id of the record in Tryton, or None.

        An offer, member or subscription that was deleted has it still, as it is only hidden.
        """
        if self.bound and (
                not self.bound.deleted or self.type in KEPT_WHEN_DELETED):
            return self.bound.record


@dataclass
class Outcome:
    name: str  # as in the contract
    refusal: Refusal | None = None

    @classmethod
    def of(cls, refusal):
        return cls('waiting' if refusal.waiting else 'refused', refusal)


class Batch(Act):
    """One attempt at applying some changes, within the caller's savepoint.

    The `last` try of a run does without the records that only inform, and books money
    without its bills and its member.  Refusals are noted, not raised.  Guilty is raised
    for a fault that shows only after other changes were written.
    """

    def __init__(self, feed, run, calendar, changes, last=False):
        calendar.forget()
        super().__init__(feed.association, calendar, run)
        self.feed = feed
        self.last = last
        self.changes = changes
        self.outcomes = {}
        self.brought = None  # by the bank, of members here: a Brought, while payments are booked
        self._new_bindings = {}
        self._unbound = []
        self._targets = {}
        self._read_references()

    # -- what is referred to ------------------------------------------------

    def _read_references(self):
        keys = {c.key for c in self.changes}
        for change in self.changes:
            if change.record:
                record = change.record
                keys.update(record.refs + record.informing + record.hints)
        self._targets.update(
            (key, bound.record)
            for key, bound in bindings(self.feed, keys).items()
            if not bound.deleted)
        Member = Pool().get('asso.member')
        member = Member.__table__()
        ids = [i for (type_, _), i in self._targets.items() if type_ == 'member']
        self._parties = dict(bulk.select_among(
                lambda where: member.select(member.id, member.party, where=where),
                member.id, ids))
        self.read_bills(
            [i for (type_, _), i in self._targets.items() if type_ == 'bill'])
        self._methods = {
            m.means: m.method for m in self.feed.payment_methods}

    def target(self, type_, id_):
        "The id in Tryton of the portal's record, or None."
        return self._targets.get((type_, id_)) if id_ is not None else None

    def party(self, member):
        "The party of the portal's member."
        target = self.target('member', member)
        if target not in self._parties:
            Member = Pool().get('asso.member')
            self._parties[target] = Member(target).party.id
        return self._parties[target]

    def bound(self, type_, targets):
        "Return those of the ids in Tryton to which a record of the portal is bound."
        binding = Pool().get('asso.binding').__table__()
        return {
            bulk.referred(reference) for reference, in bulk.select_among(
                lambda where: binding.select(
                    binding.record,
                    where=where & (binding.feed == self.feed.id)
                    & (binding.deleted == False)),  # noqa: E712
                binding.record, [
                    bulk.reference(MODELS[type_], id_) for id_ in targets])}

    def bound_otherwise(self, changes):
        "Return those of the changes whose record has, or gets, another record of the portal."
        binding = Pool().get('asso.binding').__table__()
        ids = {change.bound.id for change in changes}
        others = {
            bulk.referred(reference) for reference, in bulk.select_among(
                lambda where: binding.select(
                    binding.record, where=where & (binding.deleted == False)  # noqa: E712
                    & ~binding.id.in_(list(ids) or [-1])),
                binding.record, {
                    bulk.reference(MODELS[c.type], c.target) for c in changes})}
        others |= {
            target for change, target, *_ in self._new_bindings.values()
            if change.type in {c.type for c in changes}}
        return [c for c in changes if c.target in others]

    def method(self, means):
        "The feed's payment method for the means; raise Refusal if there is none."
        try:
            return self._methods[means]
        except KeyError:
            raise Refusal('means_unset', means=means)

    # -- what becomes of the changes ----------------------------------------

    def take(self, type_, op):
        "The changes still to apply; those that refer to a missing record are refused, to wait."
        standing = []
        for change in self.changes:
            if (change.type, change.op) != (type_, op) or change.key in self.outcomes:
                continue
            refs = change.record.refs if change.record else []
            if change.record and not self.last:
                refs = refs + change.record.informing
            missing = [ref for ref in refs if ref not in self._targets]
            if missing and not self._is_booked_without(change, missing):
                self.refuse(change, _waiting('missing', missing))
                continue
            if change.record:
                change.without = change.record.fault
            if missing and not change.without:
                change.without = _waiting('payment_waiting', missing)
            standing.append(change)
        return standing

    def _is_booked_without(self, change, missing):
        "Whether it is money, which is booked although some of what it is for is missing."
        if not self.last or change.type != 'payment':
            return False
        # A payment that is booked keeps its member until another is there
        return not change.binding or ('member', change.record.member) not in missing

    def refuse(self, change, refusal):
        self.outcomes[change.key] = Outcome.of(refusal)

    def skip(self, change):
        self.outcomes[change.key] = Outcome('skipped')

    def is_refused(self, change):
        return change.key in self.outcomes

    def bind(self, change, target, frozen=None, brought=None):
        "Note which record of Tryton it is now; `write_bindings` stores that."
        self._targets[change.key] = target
        self._new_bindings[change.key] = (change, target, frozen, brought)

    def new_externals(self, *types):
        "Return {id in Tryton: portal's id} of the bindings that are not written yet."
        return {
            target: change.id
            for change, target, *_ in self._new_bindings.values()
            if change.type in types}

    def unbind(self, change):
        "Note that the portal's record is deleted; `write_bindings` stores that."
        self._targets.pop(change.key, None)
        self._unbound.append(change)

    def bind_again(self, change):
        "Take `unbind` back: the portal's record stays, and is to be bound to another here."
        self._unbound.remove(change)

    def change_of(self, payment):
        "The change of this batch that is about the payment; None for one of Tryton's own."
        return next((
                c for c in self.changes
                if c.target == payment and c.type in {'payment', 'credit_note'}), None)

    def write_bindings(self):
        "Store the bindings, one for each record of the portal; their changes are applied."
        new, known, dead = [], [], []
        for change, target, frozen, brought in self._new_bindings.values():
            if self.is_refused(change):
                continue
            self.outcomes[change.key] = (
                Outcome.of(change.without) if change.without else Outcome('applied'))
            values = {
                'digest': None if change.without else change.digest,
                'frozen': frozen, 'deleted': False,
                'record': bulk.reference(MODELS[change.type], target),
                'brought': None if brought is None else json.dumps(
                    brought, ensure_ascii=False)}
            if change.bound:
                known.append({'id': change.bound.id, **values})
            else:
                new.append({
                        'feed': self.feed.id, 'type': change.type,
                        'external_id': change.id, 'merged': False, **values})
        for change in self._unbound:
            self.outcomes[change.key] = Outcome('applied')
            dead.append(change.bound.id)
        bulk.insert('asso.binding', new)
        bulk.update_rows('asso.binding', known)
        bulk.update('asso.binding', dead, deleted=True, digest=None)


def _waiting(code, missing):
    types = type_names()
    names = ', '.join(f'{types[t]} {i}' for t, i in missing[:3])
    return Refusal(code, needs=missing, waiting=True, names=names)


def bindings(feed, keys):
    "Return {(type, external id): Bound} of the feed, in one query a type."
    Binding = Pool().get('asso.binding')
    table = Binding.__table__()
    by_type = {}
    for type_, id_ in keys:
        by_type.setdefault(type_, set()).add(id_)
    found = {}
    for type_, ids in by_type.items():
        for id_, external, record, *values in bulk.select_among(
                lambda where, type_=type_: table.select(
                    table.id, table.external_id, table.record, table.digest,
                    table.frozen, table.deleted, table.brought, table.merged,
                    where=where & (table.feed == feed.id)
                    & (table.type == type_)),
                table.external_id, ids):
            found[type_, external] = Bound(
                id_, bulk.referred(record), *values)
    return found
