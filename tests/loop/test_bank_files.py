"""A file that a volunteer drops in the site is in the books after the next run, once."""
import pytest
import requests

from asso_bridge import sync
from asso_bridge.errors import TryAgain
from asso_bridge.ledger.calls import Ledger
from asso_bridge.portal.calls import Portal, open_portal
from tests.bridge.bank import FEE, PAID, UNKNOWN, file, rows

CONTENT = file(PAID, UNKNOWN, FEE)
ROWS = {'matched': 1, 'waiting': 2}


@pytest.fixture
def drop(site):
    "Drop a file as a form of the admin would"
    site.load(rows())
    session = site.edit('staff', 'staff')
    place = site.url.replace('/api/asso', '/admin/asso_portal/bankfile/')

    def post(content=CONTENT, place=f'{place}add/', **values):
        browser = requests.Session()
        browser.cookies.set('sessionid', session)
        browser.get(place, timeout=20)
        files = {'upload': ('relevé.csv', content)} if content else None
        answer = browser.post(
            place, {'csrfmiddlewaretoken': browser.cookies['csrftoken'], 'account': '', **values},
            files=files, allow_redirects=False, timeout=20)
        assert answer.status_code == 302, answer.text
    post.place = place
    return post


def told(site):
    "[state, message, outcomes] of each file that was dropped"
    return site.edit('rows', (
        'select state, message, outcomes, content is null from asso_portal_bankfile order by id'))


@pytest.mark.postgresql("the whole way, with both databases of this kind")
def test_file_is_carried_by_the_next_run_and_its_outcome_shown(site, settings, drop):
    drop()
    ran = sync.run(settings)
    assert [(one.file, one.state, one.rows) for one in ran.bank] == [
        ('relevé.csv', 'carried', ROWS)]
    # In the balances of the same run
    assert ran.balances.total == '-20.00'
    assert [(state, gone) for state, _, _, gone in told(site)] == [('carried', 1)]
    again = sync.run(settings)
    assert (again.bank, again.balances.total) == ([], '-20.00')


def test_file_that_cannot_be_read_is_refused_with_its_message(site, settings, drop):
    drop(b'%PDF-1.7')
    drop()
    ran = sync.run(settings)
    assert [(one.state, one.rows) for one in ran.bank] == [('refused', {}), ('carried', ROWS)]
    (state, message, _, gone), _ = told(site)
    assert (state, 'PDF' in message, gone) == ('refused', True, 0)


def test_question_is_answered_in_the_admin_and_the_file_tried_again(site, settings, drop):
    drop(file(*[(f'0{n}/0{n + 1}/2026', f'VIR {n}', '5.00') for n in (1, 2, 3)]))
    assert [one.state for one in sync.run(settings).bank] == ['asked']
    assert sync.run(settings).bank == []
    drop(None, f'{drop.place}1/change/', question_date_order='dmy')
    assert [(one.state, one.rows) for one in sync.run(settings).bank] == [
        ('carried', {'waiting': 3})]


@pytest.mark.parametrize('before', [True, pytest.param(False, marks=pytest.mark.stress)])
def test_run_that_ends_around_the_outcome_books_nothing_twice(
        site, settings, drop, monkeypatch, before):
    drop()
    put = Portal.put

    def fails(portal, path, *arguments):
        if 'outcome' in path and path.startswith('v2/bank-files'):
            if not before:
                put(portal, path, *arguments)
            raise TryAgain("The connection is gone.")
        return put(portal, path, *arguments)
    with monkeypatch.context() as patched:
        patched.setattr(Portal, 'put', fails)
        with pytest.raises(TryAgain):
            sync.run(settings)
    again = sync.run(settings)
    assert [(one.state, one.rows) for one in again.bank] == (
        [('carried', {'ignored': 3})] if before else [])
    assert again.balances.total == '-20.00'
    assert [state for state, *_ in told(site)] == ['carried']


def test_answer_of_the_ledger_that_was_lost_is_asked_for_again(site, settings, drop, monkeypatch):
    drop()
    text, lost = Ledger._text, ['bank']

    def loses(ledger, method, *arguments):
        answer = text(ledger, method, *arguments)
        if method in lost:
            lost.remove(method)
            raise TryAgain("The answer was lost.")
        return answer
    monkeypatch.setattr(Ledger, '_text', loses)
    with pytest.raises(TryAgain):
        sync.run(settings)
    assert [one.rows for one in sync.run(settings).bank] == [{'ignored': 3}]
    assert sync.run(settings).balances.total == '-20.00'


def test_token_without_the_scope_keeps_the_file_waiting(site, settings, drop):
    drop()
    lesser = site.token('changes:read', 'balances:write', 'outcomes:write', name='lesser')
    ran = sync.run(settings.model_copy(update={
        'portal_token': type(settings.portal_token)(lesser)}))
    assert (ran.bank, ran.exit_code) == ([], 0)
    assert [state for state, *_ in told(site)] == ['waiting']


def test_file_that_is_deleted_before_it_is_fetched_is_left_out(site, settings, drop):
    drop()
    with open_portal(settings) as portal:
        waiting, = portal.bank_files()
        site.edit('sql', 'delete from asso_portal_bankfile')
        assert portal.bank_content(waiting) is None
