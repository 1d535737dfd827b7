"""Letters to those who have no e-mail address."""
import pytest
from trytond.transaction import Transaction

from tests.module.papers import pages
from tests.module.portal import bill, member

pytestmark = [pytest.mark.usefixtures('telling'), pytest.mark.usefixtures('owed')]


@pytest.fixture
def owed(ledger, portal):
    "Two members have a bill to be told of and no e-mail address, one of them no other either"
    portal.send(
        member('3'), member('4', email='cy@example.org'), member('5'),
        *(bill(str(i), '30.00', '2026-02-01', member=str(i)) for i in (3, 4, 5)))

    def live():
        party = ledger.get('asso.member').search([('portal_id', '=', '3')])[0].party
        Address = ledger.get('party.address')
        Address.write(Address.search([('party', '=', party.id)]), {
                'street': "3 quai de la Douane", 'postal_code': '29200', 'city': "Brest"})
    ledger.run(live)


@pytest.fixture
def write(ledger, person):
    "Write letters of all events; return their PDF"
    def write_():
        def work():
            Wizard = ledger.pool.get('asso.notice.letters', type='wizard')
            notices = ledger.get('asso.notice').search([])
            ids = [n.id for n in notices]
            with Transaction().set_context(
                    active_model='asso.notice', active_id=ids[0], active_ids=ids):
                wizard = Wizard(Wizard.create()[0])
                wizard.transition_write()
                _, data = wizard.do_print_(None)
            return data['ids']
        return ledger.run(work, user=person, _check_access=True)
    return write_


@pytest.fixture
def drawn(ledger, person):
    def draw(ids):
        Report = ledger.pool.get('asso.letter', type='report')
        return ledger.run(Report.execute, ids, {}, user=person, _check_access=True)[1]
    return draw


@pytest.fixture
def states(ledger):
    "'state why message' of each event of members, the oldest first"
    def look():
        with ledger.transaction():
            return [
                f"{n.state} {n.why} {n.message and n.message.state}"
                for n in ledger.get('asso.notice').search([
                        ['OR', ('why', '=', None), ('why', '!=', 'programs')],
                        ], order=[('id', 'ASC')])]
    return look


def test_letter_is_written_once_and_said_once_it_is_posted(
        ledger, send, write, drawn, states):
    from trytond_asso_members.exceptions import MessageError
    assert len(send()) == 1
    assert states() == ['never address None', 'sent None sent', 'never address None']
    ids = write()
    assert states() == ['never address post', 'sent None sent', 'never address None']
    page, = pages(drawn(ids))
    assert "Ada Morin 3 3 quai de la Douane 29200 Brest" in page
    assert "Facture F-3" in page
    assert drawn(ids) == drawn(ids)
    with pytest.raises(MessageError):
        write()
    assert send() == []
    Message = ledger.get('asso.notice.message')
    for act in ['posted', 'posted', 'discard', 'send_again']:
        ledger.run(lambda act=act: getattr(Message, act)(Message.browse(ids)))
        assert states()[0] == 'sent None sent'


@pytest.mark.stress
def test_letter_that_is_not_posted_may_be_written_again(ledger, send, write, states):
    send()
    ids = write()
    Message = ledger.get('asso.notice.message')
    for _ in range(2):
        ledger.run(lambda: Message.discard(Message.browse(ids)))
        assert states()[0] == 'never address None'
    assert write() != ids
