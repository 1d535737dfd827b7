"""Coming in by a link: who gets one, what opens it, and what ends it."""
import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from asso_portal import moments
from asso_portal.login import rate
from asso_portal.login.models import LIFETIME, TRIES, Link
from tests.site.members.models import Member

ASK = '/login/link/'
HOME = '/situation/'


@pytest.fixture
def odile(db):
    return Member.objects.create_user('odile', 'odile@example.org', 'secret')


@pytest.fixture
def browser(client, odile, monkeypatch):
    monkeypatch.setattr('asso_portal.login.mail.PAUSE', 0)
    return client


def ask(browser, address='odile@example.org', **more):
    "The paths of the links that were sent by it"
    before = len(mail.outbox)
    answer = browser.post(ASK, {'email': address, **more})
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    assert (answer.status_code, answer.get('Location')) == (302, f'{ASK}sent/')
    return [path_of(message) for message in mail.outbox[before:]]


def path_of(message):
    return re.search(r'http://testserver(\S+)', message.body)[1]


def code_shown(browser):
    return re.search(r'\d{3} \d{3}', browser.get(f'{ASK}sent/').content.decode())[0]


def is_in(browser):
    return browser.session.get('_auth_user_id')


def test_link_lets_the_browser_that_asked_in_once(browser, odile):
    link, = ask(browser)
    answer = browser.post(link)
    assert (answer.status_code, answer['Location']) == (302, HOME)
    assert is_in(browser) == str(odile.pk)
    assert browser.post(link).status_code == 410


def test_two_that_use_the_link_at_once_are_one(browser):
    link, = ask(browser)
    text = link.split('/')[-2]
    first, second = Link.of(text), Link.of(text)
    assert (first.use(), second.use()) == (True, False)


def test_looking_at_the_link_uses_nothing_up(browser):
    link, = ask(browser)
    for _ in range(3):
        assert browser.get(link).status_code == 200
        assert browser.head(link).status_code == 200
        assert Client().get(link).status_code == 200
    assert is_in(browser) is None
    assert browser.post(link)['Location'] == HOME


def test_mail_is_plain_and_html_in_the_readers_language(browser):
    ask(browser)
    browser.post(ASK, {'email': 'odile@example.org'}, headers={'accept-language': 'en'})
    ask(browser)
    french = mail.outbox[0]
    assert french.subject == "Votre lien de connexion – Les Amis du Réseau"
    assert "Il est valable 15 minutes, une seule fois." in french.body
    html, = french.alternatives
    assert f'href="http://testserver{path_of(french)}"' in html[0]
    assert french.to == ['odile@example.org']
    assert {m.subject for m in mail.outbox} == {
        french.subject, "Your link to log in – Les Amis du Réseau"}
    assert code_shown(browser).replace(' ', '') not in french.body


def test_unknown_address_is_answered_the_same(browser):
    ask(browser)
    known = browser.get(f'{ASK}sent/').content
    assert ask(browser, 'nobody@example.org') == []
    assert browser.get(f'{ASK}sent/').content == known
    assert Link.objects.count() == 2


def test_other_browser_needs_the_code_that_the_first_shows(browser, odile):
    link, = ask(browser)
    other = Client()
    assert other.post(link).status_code == 200
    assert other.post(link, {'code': '000 00'}).status_code == 200
    assert is_in(other) is None
    assert other.post(link, {'code': code_shown(browser)})['Location'] == HOME
    assert is_in(other) == str(odile.pk)


def test_wrong_codes_end_the_link_even_for_the_right_one(browser):
    link, = ask(browser)
    code = code_shown(browser)
    other = Client()
    codes = [other.post(link, {'code': 'wrong'}).status_code for _ in range(TRIES)]
    assert codes == [200] * (TRIES - 1) + [410]
    assert other.post(link, {'code': code}).status_code == 410
    assert browser.post(link).status_code == 410
    assert is_in(other) is None


@pytest.mark.parametrize('change', [
    {'email': 'other@example.org'}, {'password': 'another'}, {'is_active': False}])
def test_link_ends_with_what_the_user_was(browser, odile, change):
    link, = ask(browser)
    Member.objects.filter(pk=odile.pk).update(**change)
    assert browser.get(link).status_code == 410
    assert browser.post(link).status_code == 410
    assert is_in(browser) is None


def test_link_ends_after_its_time(browser, odile, monkeypatch):
    link, = ask(browser)
    Link.objects.update(expires=moments.now() - timedelta(seconds=1))
    assert browser.post(link).status_code == 410
    assert timedelta(minutes=15) == LIFETIME


def test_inactive_user_gets_no_link(browser, odile):
    Member.objects.update(is_active=False)
    assert ask(browser) == []


def test_accounts_of_one_address_share_one_mail(browser, odile):
    paul = Member.objects.create_user('paul', 'Odile@Example.org', 'secret')
    link, = ask(browser)
    page = browser.get(link).content.decode()
    assert ('odile' in page, 'paul' in page) == (True, True)
    assert browser.post(link).status_code == 200
    stranger = Member.objects.create_user('stranger', 'stranger@example.org', 'secret')
    assert browser.post(link, {'account': stranger.pk}).status_code == 200
    assert browser.post(link, {'account': paul.pk})['Location'] == HOME
    assert is_in(browser) == str(paul.pk)


@pytest.mark.parametrize('alike', ['odıle@example.org', 'ｏdile@example.org', 'odile@example.org​'])
def test_address_that_only_looks_alike_gets_nothing(browser, alike):
    browser.post(ASK, {'email': alike})
    assert mail.outbox == []


def test_session_gets_another_key_and_forgets_the_other_user(browser, odile):
    other = Member.objects.create_user('other', 'other@example.org', 'secret')
    browser.force_login(other)
    before = browser.session.session_key
    link, = ask(browser)
    browser.post(link)
    assert browser.session.session_key != before
    assert is_in(browser) == str(odile.pk)


@pytest.mark.parametrize('given, place', [
    ('/situation/statement/', '/situation/statement/'), ('https://evil.example/', HOME),
    ('//evil.example', HOME), ('javascript:alert(1)', HOME), ('/' + 'x' * 500, HOME)])
def test_next_stays_in_this_site(browser, given, place):
    link, = ask(browser, next=given)
    assert browser.post(link)['Location'] == place


def test_address_gets_no_more_than_its_links(browser):
    sent = [len(ask(browser)) for _ in range(rate.OF_ADDRESS + 2)]
    assert sent == [1] * rate.OF_ADDRESS + [0, 0]


@pytest.mark.parametrize('header, clients', [
    ('REMOTE_ADDR', ['192.0.2.1', '192.0.2.1']),
    ('REMOTE_ADDR', ['2001:db8::1', '2001:db8::ffff:2']),
    ('HTTP_X_REAL_IP', ['192.0.2.9', '192.0.2.9'])])
def test_client_that_asks_too_often_is_told(browser, settings, header, clients):
    settings.ASSO_PORTAL = settings.ASSO_PORTAL | {'LOGIN_CLIENT': header}
    first, last = clients
    codes = {
        browser.post(ASK, {'email': f'{n}@example.org'}, **{header: first}).status_code
        for n in range(rate.OF_CLIENT)}
    answer = browser.post(ASK, {'email': 'x@example.org'}, **{header: last})
    assert (codes, answer.status_code) == ({302}, 429)
    assert "Trop de liens" in answer.content.decode()
    other = browser.post(ASK, {'email': 'x@example.org'}, **{header: '198.51.100.7'})
    assert other.status_code == 302


def test_what_is_kept_opens_nothing(browser):
    link, = ask(browser)
    text = link.split('/')[-2]
    row, = Link.objects.values_list('hash', 'browser', 'code', 'guests')
    cookie = browser.cookies['asso_portal_login']
    assert text not in str(row)
    assert 'odile@example.org' not in str(row)
    assert cookie.value.split(':')[0] not in str(row)
    assert (cookie['httponly'], cookie['samesite'], cookie['path']) == (True, 'Lax', ASK)


def test_cookie_of_somebodys_making_is_nothing(browser):
    link, = ask(browser)
    other = Client()
    other.cookies['asso_portal_login'] = browser.cookies['asso_portal_login'].value + 'x'
    assert other.get(f'{ASK}sent/').status_code == 302
    assert other.post(link).status_code == 200
    assert is_in(other) is None


def test_form_of_another_site_is_refused(browser, odile):
    link, = ask(browser)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ASK, {'email': 'odile@example.org'}).status_code == 403
    assert strict.post(link).status_code == 403


def test_mail_server_that_refuses_is_in_the_log_alone(browser, settings, caplog):
    settings.EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'
    settings.EMAIL_HOST, settings.EMAIL_PORT = '127.0.0.1', 1
    assert ask(browser) == []
    assert "was not sent" in caplog.text
    assert 'odile@example.org' not in caplog.text


def test_old_rows_go_at_the_next_asking(browser):
    ask(browser)
    Link.objects.update(expires=moments.now() - timedelta(days=2))
    cache.clear()
    ask(browser)
    assert Link.objects.count() == 1
