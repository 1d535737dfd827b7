"""Offers, members and subscriptions of the portal, made or changed."""
from trytond.pool import Pool
from trytond.transaction import inactive_records

from ..exceptions import Refusal
from . import contacts


def offers(batch, changes):
    """Make or change the offers; account, taxes and product stay the accountant's.

    One that Tryton has already under the same reference is taken over.
    """
    Offer = Pool().get('asso.offer')
    keys = {change.key: change.record.reference for change in changes}
    owners = _owners(
        Offer, 'reference', keys.values(), ('company', '=', batch.company.id))
    new = []
    for change, target in _targets(batch, changes, keys, owners, 'offer_reference'):
        record = change.record
        values = {
            'company': batch.company.id,
            'reference': record.reference,
            'name': record.name,
            'period_months': record.period_months,
            'period_price': record.period_price,
            'setup_price': record.setup_price,
            'billable': record.billable,
            'active': True,
            }
        _write_or_plan(batch, Offer, change, target, values, new)
    for _, values, _ in new:
        values['billed_by'] = 'portal'
    _create(batch, Offer, new)


def members(batch, changes):
    """Make or change the members, and their parties with address and contacts.

    One that Tryton has already under the same number and name is taken over.
    """
    pool = Pool()
    Member = pool.get('asso.member')
    Party = pool.get('party.party')
    keys = {change.key: _number(change.record) for change in changes}
    owners = _owners(
        Member, 'number', keys.values(), ('company', '=', batch.company.id))
    countries = contacts.countries({change.record.country for change in changes})
    new, parties = [], []
    free = Member.free_codes(keys.values())
    for change in changes:
        # Another record of the portal says who the member is
        if change.bound and change.bound.merged:
            batch.bind(change, change.target)
    changes = [c for c in changes if not (c.bound and c.bound.merged)]
    for change, target in _targets(batch, changes, keys, owners, 'member_number'):
        record = change.record
        party = contacts.brought_by(record, countries)
        if target:
            before = change.brought
            contacts.write_party(
                Member(target).party, party, before and before.get('party'))
        else:
            number = keys[change.key]
            parties.append({
                    **contacts.new_party(party), 'code': number if number in free else None})
        _write_or_plan(
            batch, Member, change, target, _member_values(batch, record), new, party=party)
    parties = Party.create(parties)
    for (_, values, _), party in zip(new, parties):
        values['party'] = party.id
    _create(batch, Member, new)


def subscriptions(batch, changes):
    "Make or change the subscriptions; refuse those that end before they start."
    Subscription = Pool().get('asso.subscription')
    new = []
    for change in changes:
        record = change.record
        if record.end and record.end < record.start:
            batch.refuse(change, Refusal(
                    'subscription_dates', start=record.start, end=record.end))
            continue
        values = {
            'member': batch.target('member', record.member),
            'offer': batch.target('offer', record.offer),
            'start': record.start,
            'end': record.end,
            'comment': record.comment or None,
            'active': True,
            }
        _write_or_plan(batch, Subscription, change, change.target, values, new)
    _create(batch, Subscription, new)


def deactivate(batch, changes):
    """Hide what the portal has deleted; the books refer to it, so it is not erased.

    A member with open entries is refused.
    """
    pool = Pool()
    for type_, name in [
            ('subscription', 'asso.subscription'),
            ('member', 'asso.member'),
            ('offer', 'asso.offer')]:
        Model = pool.get(name)
        theirs = [c for c in changes if c.type == type_]
        kept = batch.bound_otherwise(theirs)
        for change in kept:
            batch.unbind(change)
        theirs = [c for c in theirs if c not in kept]
        if type_ == 'member':
            theirs = _settled(batch, theirs)
        if not theirs:
            continue
        records = Model.browse([c.target for c in theirs])
        Model.write(records, {'active': False})
        if type_ == 'member':
            # Another association may have the same party for a member
            pool.get('party.party').write(
                [m.party for m in records if not m.party.members],
                {'active': False})
        for change in theirs:
            batch.unbind(change)


def _settled(batch, changes):
    "The members with nothing open; the others are refused."
    pool = Pool()
    Member = pool.get('asso.member')
    Line = pool.get('account.move.line')
    parties = {
        c.key: m.party for c, m in zip(
            changes, Member.browse([c.target for c in changes]))}
    owing = {
        line.party for line in Line.search([
                ('party', 'in', [p.id for p in parties.values()]),
                ('account', 'in', batch.association.accounts_of_members()),
                ('reconciliation', '=', None),
                ])}
    for change in changes:
        if parties[change.key] in owing:
            batch.refuse(change, Refusal('member_open_entries'))
    return [c for c in changes if parties[c.key] not in owing]


def _owners(Model, field, keys, *domain):
    "Return {key: record} of the records, active or not, that have the keys."
    with inactive_records():
        records = Model.search([(field, 'in', list(keys)), *domain])
    return {getattr(record, field): record for record in records}


def _targets(batch, changes, keys, owners, code):
    """Yield (change, id of the record to write, or None to make one).

    A key that another record of the portal uses is refused.
    """
    if not changes:
        return
    bound = batch.bound(changes[0].type, [o.id for o in owners.values()])
    # Deleted in the portal, and made again under the same number
    bound -= {
        c.target for c in batch.changes
        if (c.type, c.op) == (changes[0].type, 'delete')}
    for change in changes:
        key = keys[change.key]
        owner, target = owners.get(key), change.target
        if owner and owner.id != target:
            if target or owner.id in bound or not _same(owner, change.record):
                batch.refuse(change, Refusal(code, key=key, name=owner.rec_name))
                continue
            target = owner.id
            bound.add(target)
        yield change, target
        if not target:
            owners[key] = _New(change.record)


class _New:
    "Stands for the record that this batch is about to make."
    id = -1

    def __init__(self, record):
        self.rec_name = record.id


def _same(owner, record):
    return (
        owner.id > 0
        and (owner.__name__ != 'asso.member'
            or owner.party.name.casefold() == contacts.name_of(record).casefold()))


def _write_or_plan(batch, Model, change, target, values, new, **others):
    """Write what the portal has changed since it last brought it, or plan a new record.

    `others`: what it brings besides the values, to be remembered with them.
    """
    brought = {
        **{name: None if v is None else str(v) for name, v in values.items()}, **others}
    if target:
        record, before = Model(target), change.brought or {}
        changed = {
            name: value for name, value in values.items()
            if _stored(record, name) != value
            and (name == 'active' or name not in before or before[name] != brought[name])}
        if changed:
            Model.write([record], changed)
        batch.bind(change, target, brought=brought)
    else:
        new.append((change, values, brought))


def _stored(record, name):
    value = getattr(record, name)
    return getattr(value, 'id', value)


def _create(batch, Model, new):
    records = Model.create([values for _, values, _ in new])
    for (change, _, brought), record in zip(new, records):
        batch.bind(change, record.id, brought=brought)


def _number(record):
    return record.number or record.id


def _member_values(batch, record):
    return {
        'company': batch.company.id,
        'number': _number(record),
        'kind': record.kind,
        'first_name': record.first_name or None,
        'last_name': record.last_name or None,
        'organization_name': record.organization_name or None,
        'nickname': record.nickname or None,
        'status': record.status,
        'joined': record.joined,
        'left': record.left,
        'comment': record.comment or None,
        'active': True,
        }
