"""A paper that a person sends to members: previewed, sent once, and seen in what was sent."""
import datetime as dt

import pytest
from trytond.exceptions import UserError, UserWarning
from trytond.transaction import Transaction

from tests.module.giving import ADDRESS
from tests.module.papers import pages
from tests.module.portal import member

TELLING = pytest.mark.usefixtures('telling')
YEAR = {'kind': 'paper.account', 'first': dt.date(2026, 1, 1), 'last': dt.date(2026, 2, 28)}


@pytest.fixture
def wizard(ledger):
    """Open the wizard on records (domain); return what the preview shows, and send if asked.

    By a user (an id), it is with that one's rights alone.
    """
    def run(name, domain, choice=None, send=False, skip=False, words=None):
        records = ledger.get(name).search(domain)
        Wizard = ledger.pool.get('asso.notice.paper.send', type='wizard')
        Warning = ledger.get('res.user.warning')
        ids = [record.id for record in records]
        with Transaction().set_context(active_model=name, active_id=ids[0], active_ids=ids,
                language='fr'):
            session, _, _ = Wizard.create()
            states = {'choose': choice} if choice else {}
            shown = Wizard.execute(session, states, 'preview')['view']['defaults']
            if send:
                for row in shown['messages']:
                    row.update(words or {})
                try:
                    Wizard.execute(session, states | {'preview': shown}, 'send')
                except UserWarning as warning:
                    if not skip:
                        raise
                    Warning.skip(warning.name)
                    Wizard.execute(session, states | {'preview': shown}, 'send')
            return shown
    def by(*args, user=None, **options):
        rights = {'user': user, '_check_access': True} if user else {}
        return ledger.run(lambda: run(*args, **options), **rights)
    return by


@pytest.fixture
def papers(ledger):
    "'kind state by_hand' of what was sent by hand"
    def look():
        with ledger.transaction():
            return [
                f'{n.kind} {n.state} {n.message.state}' for n in ledger.get('asso.notice').search(
                    [('kind', 'like', 'paper.%')], order=[('id', 'ASC')])]
    return look


@TELLING
def test_bill_is_sent_with_its_paper_and_again_only_after_asking(
        portal, wizard, mails, papers):
    bill = 'account.invoice', [('number', '=', 'F-1')]
    shown = wizard(*bill)
    assert papers() == []
    row, = shown['messages']
    assert (row['recipient'], row['attached'], shown['without']) == (
        'ada@example.org', 'F-1.pdf', '')
    assert row['subject'].replace('\xa0', ' ') == "Facture F-1 : 100,00 €"
    wizard(*bill, send=True, words={'subject': "Comme convenu"})
    mail, = mails.fetch()
    pdf, = mail.iter_attachments()
    assert (mail['Subject'], mail.recipients, pdf.get_filename()) == (
        "Comme convenu", ['ada@example.org'], 'F-1.pdf')
    assert 'F-1' in pages(pdf.get_content())[0]
    with pytest.raises(UserWarning) as raised:
        wizard(*bill, send=True)
    assert "Ada Morin 1" in raised.value.message
    assert (mails.fetch(), papers()) == ([], ['paper.bill sent sent'])
    wizard(*bill, send=True, skip=True)
    assert [len(mails.fetch()), *papers()] == [1, 'paper.bill sent sent', 'paper.bill sent sent']


@TELLING
def test_papers_of_several_members_are_sent_a_message_each(
        portal, wizard, mails, papers, person):
    portal.settings(messages_since=None)
    portal.send(member('3'))
    chosen = 'asso.member', [('portal_id', 'in', ['1', '2', '3'])]
    shown = wizard(*chosen, choice=YEAR, send=True, user=person)
    assert [row['recipient'] for row in shown['messages']] == [
        'ada@example.org', 'bob@example.org']
    assert "Ada Morin 3" in shown['without']
    french, english = mails.fetch()
    assert [pdf.get_filename() for mail in [french, english] for pdf in mail.iter_attachments()] \
        == ['Relevé de compte 1 2026-02-28.pdf', 'Statement of account 2 2026-02-28.pdf']
    assert "du 1er janvier" in french.get_body(('plain',)).get_content()
    # Another period is another paper
    wizard(*chosen, choice=YEAR | {'last': dt.date(2026, 3, 31)}, send=True)
    assert (len(mails.fetch()), papers()) == (2, ['paper.account sent sent'] * 4)


@pytest.mark.stress
def test_certificate_and_receipt_are_sent(given, portal, wizard, mails):
    portal.send(member(email='ada@example.org', **ADDRESS))
    portal.settings(messages_from='compta@example.org')
    given.issue()
    mails.fetch()
    wizard('asso.member', [('portal_id', '=', '1')],
        choice={'kind': 'paper.certificate', 'first': None, 'last': dt.date(2026, 2, 20)},
        send=True)
    wizard('asso.receipt', [('state', '=', 'issued'), ('party.name', '=', 'Ada Morin 1')],
        send=True)
    assert ['pdf' in {pdf.get_content_subtype() for pdf in mail.iter_attachments()}
        for mail in mails.fetch()] == [True, True]


@TELLING
@pytest.mark.parametrize('wrong, said', [
    ('address', "aucune adresse électronique"),
    ('held', "Retenir tous les messages"),
    ('sender', "L'adresse d'où partent les messages n'est pas indiquée"),
    ('server', "ne répond pas : demandez à la personne qui s'occupe de Tryton"),
    ])
def test_what_is_wrong_is_said_and_nothing_is_noted(
        portal, wizard, papers, mails, wrong, said):
    chosen, settings = '1', {}
    if wrong == 'address':
        portal.send(member('3'))
        chosen = '3'
    elif wrong == 'server':
        mails.__exit__()
    else:
        settings = {'messages_held': True} if wrong == 'held' else {'messages_from': None}
    portal.settings(**settings)
    with pytest.raises(UserError) as raised:
        wizard('asso.member', [('portal_id', '=', chosen)], choice=YEAR, send=True)
    if wrong == 'server':
        mails.__enter__()
    assert said in raised.value.message
    assert papers() == []
