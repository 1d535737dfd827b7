"""What an accountant enters on a member's party stays; the portal changes what it brought."""
import pytest

from tests.module.portal import Portal, bill, member

BROUGHT = {
    'email': 'ada@example.org', 'phone': '01 00', 'mobile': '', 'street': "1 rue A",
    'postal_code': '75001', 'city': "Paris", 'country': ''}


class Accountant:

    def __init__(self, ledger):
        self.ledger = ledger
        self.portal = Portal(ledger)

    def send(self, **data):
        assert self.portal.send(member(**{**BROUGHT, **data})) == {'1': 'applied'}

    def act(self, function, *arguments):
        def run():
            member, = self.ledger.get('asso.member').search([('number', '=', '1')])
            return function(member.party, *arguments)
        return self.ledger.run(run)

    def write(self, model, values, **domain):
        def write(party):
            Model = self.ledger.get(model)
            records = Model.search([
                    ('party', '=', party.id), *((n, '=', v) for n, v in domain.items())])
            if values is None:
                Model.delete(records)
            elif records:
                Model.write(records, values)
            else:
                Model.create([dict(values, party=party.id)])
        self.act(write)

    def contacts(self):
        return self.act(lambda party: sorted(
            (m.type, m.value) for m in party.contact_mechanisms))

    def addresses(self):
        return self.act(lambda party: [
            (a.street_unstructured, a.city) for a in party.addresses])


@pytest.fixture
def accountant(ledger):
    accountant = Accountant(ledger)
    accountant.send()
    return accountant


CONTACT = 'party.contact_mechanism'
ADA, PHONE = ('email', 'ada@example.org'), ('phone', '01 00')


def test_contact_added_by_hand_stays(accountant):
    accountant.write(CONTACT, {'type': 'mobile', 'value': '06'}, value='06')
    accountant.write(CONTACT, {'type': 'email', 'value': 'z@example.org'}, value='z@example.org')
    accountant.send(comment="une remarque")
    assert accountant.contacts() == [ADA, ('email', 'z@example.org'), ('mobile', '06'), PHONE]
    accountant.send(comment="", email='')
    assert accountant.contacts() == [('email', 'z@example.org'), ('mobile', '06'), PHONE]


def test_contact_corrected_or_deleted_by_hand_stays_so(accountant):
    accountant.write(CONTACT, {'value': 'ada@example.com'}, value='ada@example.org')
    accountant.write(CONTACT, None, value='01 00')
    accountant.send(comment="une remarque")
    assert accountant.contacts() == [('email', 'ada@example.com')]


def test_contact_that_the_portal_changes_is_changed_where_it_stands(accountant):
    accountant.send(email='a@example.org', phone='', mobile='06')
    assert accountant.contacts() == [('email', 'a@example.org'), ('mobile', '06')]


def test_contact_changed_on_both_sides_is_kept_beside(accountant):
    accountant.write(CONTACT, {'value': 'ada@example.com'}, value='ada@example.org')
    accountant.send(email='a@example.org')
    assert accountant.contacts() == [
        ('email', 'a@example.org'), ('email', 'ada@example.com'), PHONE]


def test_address_added_or_corrected_by_hand_stays(accountant):
    accountant.write('party.address', {'city': "Lyon"}, city="Paris")
    accountant.write('party.address', {'street_unstructured': "2 rue B"}, city="Lille")
    accountant.send(comment="une remarque", email='a@example.org')
    assert accountant.addresses() == [("1 rue A", "Lyon"), ("2 rue B", None)]
    accountant.send(city="Metz")
    assert accountant.addresses() == [
        ("1 rue A", "Lyon"), ("2 rue B", None), ("1 rue A", "Metz")]


def test_address_that_the_portal_changes_is_changed_where_it_stands(accountant):
    accountant.write('party.address', {'street_unstructured': "2 rue B"}, city="Lille")
    accountant.send(city="Metz")
    assert accountant.addresses() == [("1 rue A", "Metz"), ("2 rue B", None)]


def test_name_given_by_hand_stays(accountant):
    accountant.act(lambda party: party.__class__.write([party], {'name': "Ada M."}))
    accountant.send(comment="une remarque")
    assert accountant.act(lambda party: party.name) == "Ada M."
    accountant.send(last_name="Lovelace")
    assert accountant.act(lambda party: party.name) == "Ada Lovelace"


def test_field_of_the_member_given_by_hand_stays(accountant):
    def write(party):
        accountant.ledger.get('asso.member').write(
            list(party.members), {'comment': "appeler d'abord", 'nickname': "A."})
    accountant.act(write)
    accountant.send(email='a@example.org', nickname="Adé")
    assert accountant.act(lambda party: (party.members[0].comment, party.members[0].nickname)) == (
        "appeler d'abord", "Adé")


def test_language_given_by_hand_stays(accountant):
    def write(party):
        lang, = accountant.ledger.get('ir.lang').search([('code', '=', 'en')])
        party.lang = lang
        party.save()
    accountant.act(write)
    accountant.send(comment="une remarque", email='')
    assert accountant.act(lambda party: party.lang.code) == 'en'


def test_member_brought_by_an_earlier_release_loses_nothing(accountant):
    def forget():
        Binding = accountant.ledger.get('asso.binding')
        Binding.write(Binding.search([]), {'brought': None})
    accountant.ledger.run(forget)
    accountant.write(CONTACT, {'type': 'mobile', 'value': '06'}, value='06')
    accountant.send(phone='02 00', email='')
    assert accountant.contacts() == [ADA, ('mobile', '06'), ('phone', '02 00')]
    accountant.send(phone='03 00', email='')
    assert accountant.contacts() == [ADA, ('mobile', '06'), ('phone', '03 00')]


@pytest.mark.postgresql("what a column takes")
def test_member_made_by_hand_without_an_address_can_be_billed(ledger):
    def make():
        party, = ledger.get('party.party').create([{'name': "Ada Morin 9"}])
        ledger.get('asso.member').create([{'party': party.id, 'number': '9'}])
    ledger.run(make)
    assert Portal(ledger).send(member('9'), bill('1', '5.00', '2026-02-01', member='9')) == {
        '9': 'applied', '1': 'applied'}


def test_long_texts_of_a_member_and_a_payment_keep_no_money_out(ledger):
    from tests.module.portal import bill, payment
    portal, long = Portal(ledger), ' '.join(str(n) for n in range(2000))[:9000]
    made = {**BROUGHT, **dict.fromkeys(['street', 'city', 'email', 'phone', 'comment'], long)}
    assert portal.send(
        member(**made, first_name=long), bill('1', '20.00', '2026-01-05'),
        payment('5', '20.00', '2026-01-06', ('1', '20.00'), label=long)) == {
            '1': 'applied', '5': 'applied'}

    def read():
        payment, = ledger.get('asso.payment').search([])
        return payment.label, {line.description for line in payment.move.lines}
    assert ledger.run(read) == (long, {long, None})
    assert portal.balances() == {'1': '0.00'}
