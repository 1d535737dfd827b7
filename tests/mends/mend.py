"""What mends a refusal: the state that causes it, the words followed, and where it ends."""
import json
from dataclasses import dataclass, field

from tests.module.accountant import Accountant
from tests.module.portal import Portal

MENDS = []


@dataclass
class Mend:
    """One way to mend a code.

    `steps` is a generator over a Scene: it brings the state about, yields, and does what the
    words ask for. `balances` are those of the members in the end, when nothing is left in
    quarantine.
    """

    code: str
    state: str
    words: str
    balances: dict
    layer: str
    steps: object

    @property
    def name(self):
        return f'{self.code}: {self.words}'


def mend(code, state, words, layer='ready', **balances):
    "Note a mend; the members' balances are given as m1='-30.00'."
    def note(steps):
        MENDS.append(Mend(
            code, state, words, {name[1:]: amount for name, amount in balances.items()},
            layer, steps))
        return steps
    return note


@dataclass
class Scene:
    "A portal, and a person who works in Tryton beside it."

    ledger: object
    portal: Portal = field(init=False)

    def __post_init__(self):
        self.portal = Portal(self.ledger)

    def send(self, *changes):
        return self.portal.send(*changes)

    def settle(self):
        "What each run does last: try again what is refused. Another run begins."
        self.portal.call('finish', str(self.portal.run), '{"state": "done"}')
        self.portal.run = json.loads(self.portal.call('begin', 'test'))['run']

    def balances(self):
        "Of the members that the portal has."
        balances = self.portal.balances()
        balances.pop(None, None)
        return balances

    def tryton(self, act, user=0):
        "Have a person act in Tryton; `act` is called with `get`, which gives a model."
        return self.ledger.run(lambda: act(self.ledger.get), user=user, _skip_warnings=True)

    def write(self, model, domain, **values):
        "Change the records found in Tryton."
        def act(get):
            Model = get(model)
            records = Model.search(domain)
            assert records, f"no {model} is found by {domain}"
            Model.write(records, values)
        self.tryton(act)

    def press(self, model, button, domain):
        "Press a button of the records found, one after the other."
        def act(get):
            Model = get(model)
            records = Model.search(domain)
            assert records, f"no {model} is found by {domain}"
            for record in records:
                getattr(Model, button)([record])
        self.tryton(act)

    def replace(self, model, domain):
        "Delete the records found; return a function that makes them again."
        def act(get):
            Model = get(model)
            records = Model.search(domain)
            assert records, f"no {model} is found by {domain}"
            names = [
                name for name, field in Model._fields.items()
                if not hasattr(field, 'getter') and name not in {
                    'id', 'create_uid', 'create_date', 'write_uid', 'write_date'}]
            values = [{
                    name: getattr(value, 'id', value) for name in names
                    for value in [getattr(record, name)]} for record in records]
            Model.delete(records)
            return values
        values = self.tryton(act)
        return lambda: self.tryton(lambda get: get(model).create(values) and None)

    def accountant(self):
        return Accountant(self.ledger, self.portal)

    def settings(self, **values):
        self.portal.settings(**values)
