"""What members refuse to be told, or are told once a week; by a link of one click."""
import html
import re
import urllib.error
import urllib.request

import pytest

from tests.module.portal import bill, member, payment
from tests.server import Server

URL = 'https://tryton.example.org'

ONE_CLICK = 'List-Unsubscribe=One-Click'
telling = pytest.mark.usefixtures('telling')


@pytest.fixture
def choose(ledger):
    "Write choices of a member, by a person or the page"
    def write(id_='1', **values):
        Member = ledger.get('asso.member')
        ledger.run(lambda: Member.write(Member.search([('portal_id', '=', id_)]), values))
    return write


@pytest.fixture
def states(ledger):
    "'kind state why' of each event to members"
    def look():
        with ledger.transaction():
            return sorted(
                ' '.join(filter(None, [n.kind, n.state, n.why]))
                for n in ledger.get('asso.notice').search([])
                if n.why not in {'programs', 'told'})
    return look


@pytest.fixture
def since_told(portal):
    "The members that differ from the last statement"
    last = []

    def read():
        statement = portal.statement(last[-1] if last else 1)
        last.append(statement['generation'])
        return statement['members']
    return read


def pays(day, id_='1', amount='5.00', member='1'):
    return payment(id_, amount, day, member=member, allocations=[])


@telling
def test_what_a_member_refuses_is_never_said_until_it_is_accepted_again(
        portal, send, choose, states):
    for _ in range(2):
        choose(messages_refused=['payments'])
    portal.send(pays('2026-02-10'), bill('2', '30.00', '2026-02-11'))
    mail, = send()
    assert "Merci" not in mail['Subject']
    assert states() == ['bill.posted sent', 'payment.received never choice']
    assert send() == []
    choose(messages_refused=[])
    portal.send(pays('2026-02-11', '2'))
    assert len(send()) == 1
    assert states() == [
        'bill.posted sent', 'payment.received never choice', 'payment.received sent']


@telling
def test_message_that_waits_is_written_again_without_what_is_refused_meanwhile(
        portal, send, mails, choose, states):
    mails.__exit__()
    portal.send(
        pays('2026-02-10'), bill('2', '30.00', '2026-02-11'), pays('2026-02-10', '2', member='2'))
    assert send() == []
    mails.__enter__()
    choose(messages_refused=['payments'])
    choose('2', messages_refused=['payments'])
    told = send() + send()
    assert [mail['Subject'].partition('\xa0')[0] for mail in told] == ["Facture F-2"]
    assert states() == [
        'bill.posted sent', 'payment.received never choice', 'payment.received never choice']


@telling
def test_what_may_wait_is_told_once_a_week_and_at_once_with_a_bill(portal, send, choose):
    choose(messages_weekly=True)
    portal.send(pays('2026-02-10'))
    assert len(send('2026-02-10')) == 1
    portal.send(pays('2026-02-11', '2'), pays('2026-02-11', '9', member='2'))
    mail, = send('2026-02-12')  # to the other member, who has not chosen so
    assert mail.recipients == ['bob@example.org']
    portal.send(pays('2026-02-13', '3'))
    assert [len(send(f'2026-02-{day}')) for day in (13, 16, 17, 17)] == [0, 0, 1, 0]
    portal.send(pays('2026-02-18', '4'), bill('2', '30.00', '2026-02-18'))
    mail, = send('2026-02-18')
    assert mail['List-Unsubscribe'] is None
    portal.send(pays('2026-02-19', '5'))
    assert send('2026-02-19') == []
    choose(messages_weekly=False)
    assert len(send('2026-02-19')) == 1


def text(mail):
    return mail.get_body(('plain',)).get_content().replace('\r\n', '\n')


@telling
def test_only_mails_that_may_be_refused_have_the_link(portal, send):
    portal.send(pays('2026-02-10'), bill('2', '30.00', '2026-02-11', member='2'))
    assert [mail['List-Unsubscribe'] for mail in send()] == [None, None]
    portal.settings(messages_url=f'{URL}/')
    portal.send(pays('2026-02-12', '2'), bill('3', '30.00', '2026-02-12', member='2'))
    thanks, bill_ = sorted(send(), key=lambda mail: mail.recipients)
    link, = re.findall(r'<(https://\S+)>', thanks['List-Unsubscribe'])
    assert thanks['List-Unsubscribe-Post'] == ONE_CLICK
    assert link.startswith(f'{URL}/')
    assert text(thanks).endswith(f" (Merci pour vos paiements)\xa0: {link}\n")
    assert f'<a href="{link}">' in thanks.get_body(('html',)).get_content()
    # Whole in the line, as programs read it
    assert f'List-Unsubscribe: <{link}>\r\n'.encode() in thanks.sent
    assert (bill_['List-Unsubscribe'], bill_['List-Unsubscribe-Post']) == (None, None)
    assert URL not in text(bill_)


def test_address_that_no_mail_program_opens_is_refused(portal):
    from trytond_asso_members.exceptions import MessageError
    for url in ['http://example.org', 'example.org', 'https://', 'https://é.org', 'https://a?b']:
        with pytest.raises(MessageError):
            portal.settings(messages_url=url)


@telling
def test_statement_tells_each_member_where_to_choose(ledger, portal, since_told):
    assert all('choices' not in member for member in portal.statement()['members'])
    portal.settings(messages_url=f'{URL}/')
    first, second = (member['choices'] for member in since_told())
    assert first.startswith(f'{URL}/') and first != second

    def reads():
        from trytond_asso_members.notices.refusal import signed
        return [
            (found.portal_id, choices) for found, choices in (
                signed(int(id_), names, signature) for *_, id_, names, signature in (
                    link.split('/') for link in [first, second]))]
    every = ['payments', 'renewal', 'receipts']
    assert ledger.run(reads) == [('1', every), ('2', every)]
    assert since_told() == []


@telling
def test_erased_or_merged_members_keep_what_they_refused(ledger, portal, choose):
    choose('2', messages_refused=['receipts'], messages_weekly=True)
    choose('1', messages_refused=['payments'])

    def merge():
        Member = ledger.get('asso.member')
        one, two = Member.search([], order=[('id', 'ASC')])
        Member.merge(two, one)
        return [list(one.messages_refused), one.messages_weekly]
    assert ledger.run(merge) == [['payments', 'receipts'], True]


def test_link_of_merged_members_changes_the_one_that_is_left(ledger, portal):
    from trytond_asso_members.notices.refusal import signature, signed
    portal.send(member('3'))

    def merge():
        Member = ledger.get('asso.member')
        one, two, three = Member.search([], order=[('id', 'ASC')])
        key = ledger.get('asso.association').search([])[0].messages_key
        links = [
            (id_, choice, signature(key, id_, choice)) for id_, choice in [
                (three.id, 'payments'), (two.id, 'renewal'), (one.id, 'receipts')]]
        Member.merge(three, two)
        Member.merge(two, one)
        for _ in range(2):
            for link in links:
                found, choices = signed(*link)
                found.refuse(choices)
        assert signed(links[0][0], *links[1][1:]) == (None, [])
        return [list(m.messages_refused) for m in Member.search([])]
    assert ledger.run(merge) == [['payments', 'receipts', 'renewal']]


# -- the page behind the link, served by a trytond


class Site:
    "Two members, who reach a trytond"

    def __init__(self, server):
        self.server = server
        self.model = server.rpc().model
        association, = self.model.asso.association.search_read(
            [], 0, None, None, ['messages_key'], {})
        self._key = association['messages_key']
        self.members = self.model.asso.member.search([], 0, 2, [['id', 'ASC']], {})
        for code, member_ in zip(['fr', 'en'], self.members, strict=True):
            lang, = self.model.ir.lang.search([['code', '=', code]], 0, None, None, {})
            found, = self.model.asso.member.read([member_], ['party', 'company'], {})
            self.model.party.party.write(
                [found['party']], {'lang': lang}, {'company': found['company']})

    def link(self, number=0, choices='payments'):
        from trytond_asso_members.notices.refusal import signature
        member_ = self.members[number]
        return (
            f'{self.server.url}asso_members/choice/{member_}/{choices}/'
            f'{signature(self._key, member_, choices)}')

    def refused(self, number=0):
        found, = self.model.asso.member.read([self.members[number]], ['messages_refused'], {})
        return list(found['messages_refused'] or ())

    def ask(self, link, body=None):
        "(status, headers, page) of the answer"
        request = urllib.request.Request(
            link, body and body.encode(),
            # As a browser sends it from the page
            headers={'Content-Type': 'application/x-www-form-urlencoded', 'Origin': 'null'})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()


@pytest.fixture(scope='module')
def site(backend):
    database = backend.create('served_choices', 'owing')
    with Server(database) as server:
        yield Site(server)
    database.drop()


def test_link_refuses_at_one_click_and_looking_changes_nothing(site):
    for _ in range(2):
        status, headers, shown = site.ask(site.link())
        assert (status, site.refused()) == (200, [])
    assert 'lang="fr"' in shown and "Merci pour vos paiements" in shown
    assert headers['Cache-Control'] == 'no-store'
    first, second = (site.ask(site.link(), ONE_CLICK) for _ in range(2))
    assert (first[0], first[2]) == (second[0], second[2])
    assert (first[0], site.refused(), site.refused(1)) == (200, ['payments'], [])
    for _ in range(2):
        status, _, shown = site.ask(site.link(), 'again=1')
        assert (status, site.refused()) == (200, [])
    # In the language of the member
    assert "Thanks for Payments" in site.ask(site.link(1, 'payments-receipts'))[2]


def test_page_of_all_choices_saves_what_is_checked(site):
    def weekly():
        found, = site.model.asso.member.read([site.members[0]], ['messages_weekly'], {})
        return found['messages_weekly']
    link = site.link(0, 'all')
    for body in [None, ONE_CLICK]:
        # No button was pressed
        status, _, shown = site.ask(link, body)
        assert (status, site.refused(), shown.count(' checked>')) == (200, [], 3)
    for _ in range(2):
        status, _, shown = site.ask(link, 'save=1&payments=1&weekly=1')
        assert "C'est enregistré" in html.unescape(shown)
        assert (status, site.refused(), weekly(), shown.count(' checked>')) == (
            200, ['receipts', 'renewal'], True, 2)
    assert site.refused(1) == []
    site.ask(link, 'save=1&payments=1&renewal=1&receipts=1')
    assert (site.refused(), weekly()) == ([], False)


def test_wrong_link_says_nothing_of_who_is_there(site):
    right = site.link()
    head, id_, names, signature = right.rsplit('/', 3)
    answers = {
        (status, shown) for status, _, shown in [
            site.ask('/'.join([head, *parts]), body)
            for body in [None, ONE_CLICK]
            for parts in [
                (id_, names, signature[:-1]), (id_, names, 'x'),
                (id_, 'receipts', signature),
                (str(int(id_) + 1), names, signature), ('9999999', names, signature),
                ('99999999999999999999', names, signature), (id_, 'bills', signature),
                (id_, names, '%C3%A9')]]}
    assert [status for status, _ in answers] == [404]
    assert site.refused() == []
