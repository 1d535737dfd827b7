"""Who gave, as a receipt names them: it is kept so, whatever becomes of the party."""
from dataclasses import dataclass

from trytond.pool import Pool


@dataclass
class Donor:
    "`kind` is 'persons' or 'companies'; a person has a first name, a company a SIREN."
    kind: str
    name: str
    first_name: str | None
    siren: str | None
    address: str | None

    @property
    def lack(self):
        "What is missing to issue a receipt, or None."
        if not self.address:
            return 'address'
        if self.kind == 'persons' and not self.first_name:
            return 'first_name'
        if self.kind == 'companies' and not self.siren:
            return 'siren'
        return None


def read(company, parties):
    "Return {party: Donor} of the parties (ids)."
    pool = Pool()
    Member, Party = pool.get('asso.member'), pool.get('party.party')
    members = {
        member.party.id: member for member in Member.search([
                ('company', '=', company.id), ('party', 'in', list(parties)),
                ('active', 'in', [True, False])])}
    return {
        party.id: _donor(party, members.get(party.id))
        for party in Party.browse(list(parties))}


def _donor(party, member):
    siren = next((
            identifier.code.replace(' ', '')[:9] for identifier in party.identifiers
            if identifier.type in {'fr_siren', 'fr_siret'}), None)
    if member and member.kind == 'natural' or not member and not siren:
        kind, first = 'persons', member.first_name if member else None
        name = member.last_name if member and member.last_name else party.full_name
    else:
        kind, first, name = 'companies', None, party.full_name
    return Donor(kind, name, first, siren if kind == 'companies' else None, _address(party))


def _address(party):
    "The address where letters come, if it has a street and a town."
    address = party.address_get('invoice')
    if not address or not address.city or not address.street:
        return None
    return address.full_address
