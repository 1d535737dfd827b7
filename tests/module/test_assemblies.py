"""Who may vote in an assembly: those up to date on its day, frozen once it is called."""
import pytest

from tests.module.members import bill, day, find, member, payment, send
from tests.module.papers import pages
from trytond_asso_members.documents import drawing


@pytest.fixture
def assembly(ledger):
    "Bo and Zoé have paid; Ada has not; Cy has paid for days that are over."
    send(
        ledger, member('1', "Ada Un"), member('2', "Zoé Deux"), member('3', "Cy Trois"),
        member('4', "Bo Quatre"),
        bill('11', '1', '15.00', day(-9), kind='membership_fee', start=day(-9), end=day(300)),
        bill('21', '2', '15.00', day(-9), kind='membership_fee', start=day(-9), end=day(300)),
        bill('31', '3', '15.00', day(-400), kind='membership_fee', start=day(-400),
            end=day(-35)),
        bill('41', '4', '15.00', day(-9), kind='membership_fee', start=day(-9), end=day(300)),
        payment('92', '2', '15.00', day(-5), b21='15.00'),
        payment('93', '3', '15.00', day(-390), b31='15.00'),
        payment('94', '4', '15.00', day(-5), b41='15.00'))
    return ledger.run(lambda: ledger.get('asso.assembly').create([
                {'name': "AG 2026", 'with_grace': False}])[0].id)


def call(ledger, id_):
    Assembly = ledger.get('asso.assembly')
    for _ in range(2):
        ledger.run(lambda: Assembly.call([Assembly(id_)]))


def told(ledger, id_):
    "(voters, who may vote since, who is no longer up to date)"
    def read():
        assembly = ledger.get('asso.assembly')(id_)
        return (
            [(v.number, v.member_number, v.name) for v in assembly.voters],
            [m.number for m in assembly.added], [m.number for m in assembly.removed])
    return ledger.run(read)


def test_voters_are_those_up_to_date_and_stay_as_they_were_called(ledger, assembly):
    assert told(ledger, assembly) == ([], [], [])
    call(ledger, assembly)
    voters = [(1, '4', "Bo Quatre"), (2, '2', "Zoé Deux")]
    assert told(ledger, assembly) == (voters, [], [])
    send(
        ledger, payment('91', '1', '15.00', day(0), b11='15.00'),
        ('payment', '94', None))
    assert told(ledger, assembly) == (voters, ['1'], ['4'])


def test_assembly_that_was_called_stays_as_it_is(ledger, assembly):
    from trytond.model.exceptions import AccessError
    call(ledger, assembly)
    Assembly, Voter = ledger.get('asso.assembly'), ledger.get('asso.assembly.voter')
    for change in [
            lambda: Assembly.write([Assembly(assembly)], {'with_grace': True}),
            lambda: Assembly.delete([Assembly(assembly)]),
            lambda: Voter.delete(Voter.search([], limit=1)),
            lambda: Voter.write(Voter.search([], limit=1), {'name': "Another"})]:
        with pytest.raises(AccessError, match="has been called"):
            ledger.run(change)
    ledger.run(lambda: Assembly.write([Assembly(assembly)], {'name': "AG, deuxième date"}))


def test_voter_who_is_erased_loses_the_name_only(ledger, assembly):
    call(ledger, assembly)

    def erase():
        member = find(ledger, '4')
        member.party.active = False
        PartyErase = ledger.pool.get('party.erase', type='wizard')
        return [
            (Model.__name__, names)
            for Model, domain, _, names, _ in PartyErase(
                PartyErase.create()[0]).to_erase(member.party.id)
            if Model.__name__ == 'asso.assembly.voter' and Model.search(domain, count=True) == 1]
    assert ledger.run(erase) == [('asso.assembly.voter', ['name'])]


@pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")
def test_list_is_printed_to_be_signed(ledger, assembly):
    call(ledger, assembly)
    Report = ledger.pool.get('asso.assembly.voters', type='report')

    def draw():
        from trytond.transaction import Transaction
        with Transaction().set_context(language='fr'):
            return Report.execute([assembly], {})[:2]
    (kind, content), again = ledger.run(draw), ledger.run(draw)
    assert (kind, content) == again
    text, = pages(content)
    assert kind == 'pdf'
    assert "AG 2026" in text
    assert text.index("Bo Quatre") < text.index("Zoé Deux")
    assert "Ada Un" not in text
