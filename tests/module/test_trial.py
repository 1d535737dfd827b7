"""A message to oneself: it arrives, or it is said what is wrong, and what to do."""
import pytest
from trytond.exceptions import UserError

pytestmark = pytest.mark.usefixtures('telling')
ME = 'me@example.org'


@pytest.fixture
def address(ledger):
    "Give the user this address"
    def write(email):
        from trytond.transaction import Transaction
        User = ledger.get('res.user')
        ledger.run(lambda: User.write([User(Transaction().user)], {'email': email}))
    write(ME)
    return write


@pytest.fixture
def wizard(ledger, portal):
    "Send a test in a wizard: that of the association, or that of a template's preview"
    def run(kind=None):
        from trytond.transaction import Transaction
        association, = ledger.get('asso.association').search([])
        if not kind:
            Wizard, record = ledger.pool.get('asso.notice.trial', type='wizard'), association
            states = {'start': {}}
            state = 'start'
        else:
            Wizard = ledger.pool.get('asso.notice.preview', type='wizard')
            record, = ledger.get('asso.notice.template').search([('kind', '=', kind)])
            member, = ledger.get('asso.member').search([('portal_id', '=', '1')])
            states, state = {'start': {'template': record.id, 'member': member.id}}, 'send'
        with Transaction().set_context(
                active_model=record.__name__, active_id=record.id, active_ids=[record.id],
                language='fr'):
            session, _, _ = Wizard.create()
            return Wizard.execute(session, states, state)['view']['defaults']['address']
    return lambda kind=None: ledger.run(run, kind)


def test_test_message_arrives_at_who_asks(wizard, address, mails):
    for _ in range(2):
        assert wizard() == ME
        mail, = mails.fetch()
        assert (mail['Subject'], mail.recipients, mail['From'], mail['Reply-To']) == (
            "Message d'essai de Les Amis du Réseau", [ME],
            'Les Amis du Réseau <compta@example.org>', 'treasurer@example.org')
        assert "leurs réponses iront à treasurer@example.org" in (
            mail.get_body(('plain',)).get_content().replace('\n', ' '))


def test_words_of_a_template_arrive_at_who_asks_and_at_no_member(
        ledger, wizard, address, mails):
    assert wizard('bill.posted') == ME
    mail, = mails.fetch()
    assert (mail['Subject'].replace('\xa0', ' '), mail.recipients) == (
        "Facture F-1 : 100,00 €", [ME])
    with ledger.transaction():
        assert ledger.get('asso.notice.message').search_count([]) == 0


@pytest.mark.parametrize('wrong, said', [
    ('address', "Vous n'avez pas d'adresse électronique dans Tryton"),
    ('sender', "L'adresse d'où partent les messages n'est pas indiquée"),
    ('refused', "n'accepte pas de message de compta@example.org à me@example.org"),
    ('server', "ne répond pas : demandez à la personne qui s'occupe de Tryton"),
    ])
def test_what_is_wrong_is_said_with_what_to_do(
        portal, wizard, address, mails, wrong, said):
    if wrong == 'address':
        address(None)
    elif wrong == 'sender':
        portal.settings(messages_from=None)
    elif wrong == 'refused':
        mails.answer = lambda command, _: '550 Unknown' if command == 'RCPT' else None
    else:
        mails.__exit__()
    with pytest.raises(UserError) as raised:
        wizard()
    mails.answer = lambda command, _: None
    if wrong == 'server':
        mails.__enter__()
    assert said in raised.value.message
    assert mails.fetch() == []
