"""All rows of the database that are about a person, whatever module they are of.

No table of models is kept by hand, so a field that is new, or another module's, is never left out.
A row is about the person if it refers to the party or to its member; so is what a row about the
person consists of (the lines of its bill), and what is attached to it.  What names another person
as its party is the other's.
"""
from collections import defaultdict

from trytond.model import ModelSQL
from trytond.pool import Pool
from trytond.transaction import inactive_records, without_check_access

# A person by two names: whatever refers to these is about the person
PERSONS = ('party.party', 'asso.member')
# How the database works, and who works with it
APART = ('ir.', 'res.')
ATTACHED = ('ir.attachment', 'ir.note', 'ir.avatar')
CHUNK = 1000


def held(party, company):
    """Return {model: [ids in ascending order]} of what is held about the party.

    Rows of other companies are left out: each answers for its own.  The parties that were merged
    into this one are the same person.
    """
    with without_check_access(), inactive_records():
        return _Held(company).about(party)


class _Held:

    def __init__(self, company):
        self.company = company
        self.found = defaultdict(set)
        self.models = [
            Model for name, Model in Pool().iterobject()
            if issubclass(Model, ModelSQL) and not callable(Model.table_query)
            and (name in ATTACHED or not name.startswith(APART))]

    def about(self, party):
        Party = Pool().get('party.party')
        new = [party]
        while new:
            self.found['party.party'].update(p.id for p in new)
            new = Party.search([('replaced_by', 'in', [p.id for p in new])])
        waiting = {'party.party': set(self.found['party.party'])}
        for name, ids in Party.held_beside(party).items():
            waiting.setdefault(name, set()).update(ids)
            self.found[name].update(ids)
        while waiting:
            name, ids = waiting.popitem()
            for Model, field in self._referring(name):
                more = self._search(Model, field, name, ids) - self.found[Model.__name__]
                if more:
                    self.found[Model.__name__] |= more
                    waiting.setdefault(Model.__name__, set()).update(more)
        return {name: sorted(ids) for name, ids in sorted(self.found.items()) if ids}

    def _referring(self, name):
        "The fields whose rows are about the person if those of the model `name` are."
        parts = {
            (field.model_name, field.field)
            for field in Pool().get(name)._fields.values() if field._type == 'one2many'}
        for Model in self.models:
            for field_name, field in Model._fields.items():
                of_person = name in PERSONS and (
                    Model.__name__ not in PERSONS
                    or (Model.__name__, field_name) == ('asso.member', 'party'))
                is_part = name not in PERSONS and (Model.__name__, field_name) in parts
                if not field.sql_type():
                    continue
                if field._type == 'many2one' and field.model_name == name:
                    if of_person or is_part or field.ondelete == 'CASCADE':
                        yield Model, field_name
                elif field._type == 'reference' and (
                        of_person or is_part or Model.__name__ in ATTACHED):
                    yield Model, field_name

    def _search(self, Model, field, name, ids):
        own = {'company': [self.company.id]}
        if name not in PERSONS:
            own['party'] = sorted(self.found['party.party'])
        domain = [
            ['OR', (other, 'in', ids_), (other, '=', None)] for other, ids_ in own.items()
            if other in Model._fields and Model._fields[other].sql_type()]
        is_reference = Model._fields[field]._type == 'reference'
        ids, found = sorted(ids), set()
        for start in range(0, len(ids), CHUNK):
            some = ids[start:start + CHUNK]
            found.update(map(int, Model.search([
                *domain,
                (field, 'in', [f'{name},{i}' for i in some] if is_reference else some)])))
        return found
