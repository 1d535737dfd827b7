"""Members, and others, as lists name and order them."""
from dataclasses import dataclass

from trytond.pool import Pool


@dataclass(frozen=True)
class Named:
    "`number` is None for a party that is no member."
    number: str | None
    name: str

    @property
    def order(self):
        "By number, 9 before 10; who has none comes last."
        return self.number is None, len(self.number or ''), self.number or '', self.name


def named(company, parties):
    "Return {party: Named} of these ids, in their order."
    pool = Pool()
    found = {
        member.party.id: member.number for member in pool.get('asso.member').search([
                ('company', '=', company.id), ('party', 'in', list(parties)),
                ('active', 'in', [True, False])])}
    names = {
        party.id: Named(found.get(party.id), party.name or '')
        for party in pool.get('party.party').browse(sorted(parties))}
    return dict(sorted(names.items(), key=lambda item: (item[1].order, item[0])))
