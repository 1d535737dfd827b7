"""The party of a member: the portal changes only what it brought of name, address and contacts.

What an accountant has added or corrected in Tryton stays: a field that the portal has not
changed is not touched, and what it has changed is written where its last value still
stands, or else beside what stands there now.
"""
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction

TYPES = ['email', 'phone', 'mobile']
LONGEST = 255  # characters of what Tryton indexes


def name_of(record):
    "The name by which the member's party goes."
    if record.kind == 'legal' and record.organization_name:
        return record.organization_name
    names = ' '.join(filter(None, [record.first_name, record.last_name]))
    return names or record.organization_name or record.nickname or record.id


def brought_by(record, countries):
    "What the portal brings to the party, to be remembered: {name, address, and each contact}."
    return {
        'name': _short(name_of(record)),
        'address': {
            'street_unstructured': record.street or None,
            'postal_code': _short(record.postal_code) or None,
            'city': _short(record.city) or None,
            'country': countries.get(record.country.casefold()),
            },
        **{type_: _short(getattr(record, type_)) or None for type_ in TYPES},
        }


def _short(text):
    "The text as PostgreSQL's indexes take it; the member keeps its names whole."
    return text if len(text) <= LONGEST else text[:LONGEST - 1] + '…'


def new_party(brought):
    "The values of a party that has just this."
    return {
        'name': brought['name'],
        'addresses': [('create', [brought['address']])],
        'contact_mechanisms': [('create', [
                    {'type': _usable(type_, brought[type_]), 'value': brought[type_]}
                    for type_ in TYPES if brought[type_]])],
        }


def write_party(party, brought, before):
    """Bring up to date what the portal has changed since `before`, which it brought last.

    Without `before`, as for a member that an earlier release has brought, what stands first
    of each kind is taken for it, but nothing is deleted.
    """
    name = (before or {}).get('name')
    if name != brought['name'] and party.name != brought['name'] or not party.active:
        if name != brought['name']:
            party.name = brought['name']
        party.active = True
        party.save()
    if not before or before.get('address') != brought['address']:
        _write_address(party, brought['address'], before)
    for type_ in TYPES:
        if not before or before.get(type_) != brought[type_]:
            _write_contact(party, type_, brought[type_], before)


def _write_address(party, values, before):
    Address = Pool().get('party.address')
    addresses = list(party.addresses)
    if any(_has(address, values) for address in addresses):
        return
    if before is None:
        last = addresses[:1]
    else:
        empty = dict.fromkeys(values)
        last = [
            a for a in addresses
            if _has(a, before.get('address') or empty) or _has(a, empty)][:1]
    if last:
        Address.write(last, values)
    elif not addresses or any(values.values()):  # Tryton wants one on each invoice
        Address.create([dict(values, party=party.id)])


def _has(address, values):
    return all(_plain(getattr(address, name)) == value for name, value in values.items())


def _plain(value):
    return getattr(value, 'id', value) or None


def _write_contact(party, type_, value, before):
    Mechanism = Pool().get('party.contact_mechanism')
    theirs = list(party.contact_mechanisms)
    if value and any(_is(m, type_, value) for m in theirs):
        return
    if before is None:
        last = [m for m in theirs if m.type == type_][:1] if value else []
    else:
        last = [m for m in theirs if _is(m, type_, before.get(type_))][:1]
    if last and value:
        Mechanism.write(last, {'type': _usable(type_, value), 'value': value})
    elif last:
        Mechanism.delete(last)
    elif value:
        Mechanism.create([{
                    'party': party.id, 'type': _usable(type_, value), 'value': value}])


def _is(mechanism, type_, value):
    "Whether the contact is this one, which Tryton may have written in another form."
    return bool(value) and mechanism.type in {type_, 'other'} and mechanism.value in {
        value, mechanism.format_value(value=value, type_=type_)}


def _usable(type_, value):
    "The type under which Tryton takes the value: 'other' for one that it would refuse."
    pool = Pool()
    Mechanism = pool.get('party.contact_mechanism')
    mechanism = Mechanism(
        type=type_, value=value, party=pool.get('party.party')(rec_name=''))
    try:
        Mechanism.check_valid_phonenumber([mechanism])
        Mechanism.check_valid_email([mechanism])
    except UserError:
        return 'other'
    return type_


def countries(names):
    "Return {casefolded name: id}, by names in the company's language and in English."
    Country = Pool().get('country.country')
    found = {}
    for language in {Transaction().language, 'en'}:
        with Transaction().set_context(language=language):
            for country in Country.search([('name', 'in', list(names))]):
                found[country.name.casefold()] = country.id
    return found
