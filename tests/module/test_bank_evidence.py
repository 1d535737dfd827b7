"""What the books say of members when rows of the bank are matched."""
from trytond_asso_members.bank.evidence import Evidence
from trytond_asso_members.bills import reference

from .portal import bill, fee, member, payment
from .treasurer import file, row

YEAR = {'start': '2026-01-01', 'end': '2026-12-31'}


def party_of(treasurer, number):
    return treasurer.run(lambda association, journal: treasurer.party(number))


def _merge(treasurer, source, destination):
    "Return the party that is replaced"
    Party = treasurer.ledger.get('party.party')
    source, destination = party_of(treasurer, source), party_of(treasurer, destination)

    def work(association, journal):
        Replace = treasurer.ledger.pool.get('party.replace', type='wizard')
        wizard = Replace(Replace.create()[0])
        wizard.ask.source, wizard.ask.destination = Party.browse([source, destination])
        wizard.transition_replace()
    treasurer.run(work)
    return source


def test_reference_of_a_member_who_was_merged_finds_the_other(portal, treasurer):
    label = f'VIR X {reference.of_party(_merge(treasurer, "2", "1"))}'
    found, _ = treasurer.import_file(file((11, label, '100.00')))
    assert found == {label: 'matched'}
    assert portal.balances()['1'] == '0.00'


def test_reference_of_a_member_who_was_merged_twice_finds_the_last(portal, treasurer):
    portal.send(member('3'))
    first = _merge(treasurer, '2', '3')
    _merge(treasurer, '3', '1')
    label = f'VIR X {reference.of_party(first)}'
    assert treasurer.import_file(file((11, label, '100.00')))[0] == {label: 'matched'}


def test_what_was_learned_of_a_member_who_was_merged_is_the_others(portal, treasurer):
    label, party = 'VIR DUPONT BERTILLE', party_of(treasurer, '2')
    origin, = treasurer.book((row('5.00', label=label), 'waiting', None, None))

    def learn(association, journal):
        "As if a person had decided so, of a member of whom nothing is posted"
        from trytond_asso_members import bulk
        bulk.insert('asso.bank.decision', [{
                    'origin': origin, 'kind': 'assigned', 'by_person': True,
                    'party': party, 'account': None, 'move': None, 'reason': None,
                    'undone': False}])
    treasurer.run(learn)
    _merge(treasurer, '2', '1')
    treasurer.import_file(file((11, label, '100.00')))
    proposed = treasurer.proposals(treasurer.origin_of(label, '100.00'))
    assert [number for number, codes in proposed if 'learned_once' in codes] == ['1']


def test_usual_amount_puts_a_member_first(portal, treasurer, since):
    portal.send(
        member('3'), *(bill(f'5{n}', '20.00', '2026-01-05', member='3') for n in (1, 2, 3)),
        *(payment(
            f'7{n}', '7.00', f'2025-{n}-10', member='3', means=means)
            for n, means in [(10, 'transfer'), (11, 'other'), (12, 'transfer')]))
    label = 'VIR MORIN'
    treasurer.import_file(file((11, label, '7.00')))
    proposed = treasurer.proposals(treasurer.origin(label))
    assert proposed[0][0] == '3'
    assert 'usual' in proposed[0][1]


def test_first_transfer_pays_the_dues_before_a_service_of_the_same_sum(
        portal, treasurer, since):
    portal.settings(fees_first=True)
    portal.send(
        member('3', last_name='Roux'), bill('30', '15.00', '2026-01-20', member='3'),
        fee('31', '15.00', '2026-02-01', member='3', **YEAR))
    label = f'VIR ROUX {reference.of_party(party_of(treasurer, "3"))}'
    treasurer.import_file(file((11, label, '15.00')))
    assert portal.states()['31'] == 'paid'
    assert portal.states()['30'] == 'posted'


def test_first_transfer_of_another_sum_pays_the_dues_first(portal, treasurer, since):
    portal.settings(fees_first=True)
    portal.send(
        member('3', last_name='Roux'), bill('30', '40.00', '2026-01-20', member='3'),
        fee('31', '15.00', '2026-02-01', member='3', **YEAR))
    label = f'VIR ROUX {reference.of_party(party_of(treasurer, "3"))}'
    treasurer.import_file(file((11, label, '20.00')))
    treasurer.accept(label)
    assert portal.states()['31'] == 'paid'
    assert portal.balances()['3'] == '-35.00'


def test_dues_of_another_year_have_no_precedence(portal, treasurer, since):
    portal.settings(fees_first=True)
    portal.send(
        member('3', last_name='Roux'), bill('30', '15.00', '2026-01-20', member='3'),
        fee('31', '15.00', '2026-02-01', member='3', start='2027-01-01', end='2027-12-31'))
    label = f'VIR ROUX {reference.of_party(party_of(treasurer, "3"))}'
    treasurer.import_file(file((11, label, '15.00')))
    assert portal.states()['30'] == 'paid'
    assert portal.states()['31'] == 'posted'


def test_account_that_stands_in_tryton_is_a_clue(portal, treasurer):
    party, iban = party_of(treasurer, '1'), 'FR7630006000011234567890189'

    def decide(association, journal):
        treasurer.ledger.get('bank.account').create([{
                    'owners': [('add', [party])],
                    'numbers': [('create', [{'type': 'iban', 'number': iban}])]}])
        found = Evidence(association).decide([(1, row('100.00', iban=iban))])
        return [(p.member, [r.code for r in p.reasons]) for p in found[1].proposals]
    assert treasurer.run(decide) == [(party, ['iban_own', 'amount'])]
