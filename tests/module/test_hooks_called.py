"""Other programs told of what happens: signed, in order, again until they have it."""
import datetime as dt

import pytest
from standardwebhooks import Webhook

from tests.module.portal import bill, payment
from tests.module.receiver import Receiver


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def hook(ledger, telling, receiver):
    "The id of a hook of all events"
    Hook = ledger.get('asso.hook')

    def make():
        hook, = Hook.create([{'name': "Automate", 'url': receiver.url, 'private': True}])
        return hook.id
    return ledger.run(make)


@pytest.fixture
def write(ledger, hook):
    def write_(**values):
        Hook = ledger.get('asso.hook')
        ledger.run(lambda: Hook.write([Hook(hook)], values))
    return write_


@pytest.fixture
def call(ledger, hook):
    "Make the calls that are due, all that wait if so; return [(state, attempts, error)] of all"
    def call_(wait=False):
        from trytond_asso_members.notices import calling
        Call = ledger.get('asso.hook.call')
        if wait:
            ledger.run(lambda: Call.write(Call.search([]), {'not_before': None}))
        ledger.run(lambda: [
                calling.call(one) for one in ledger.get('asso.association').search([])])
        with ledger.transaction():
            return [
                (c.state, c.attempts, c.error)
                for c in Call.search([], order=[('id', 'ASC')])]
    return call_


def secret(ledger, hook):
    with ledger.transaction():
        return ledger.get('asso.hook')(hook).secret


def test_call_is_signed_and_names_nobody(ledger, portal, hook, call, receiver):
    portal.send(bill('2', '30.00', '2026-02-01'))
    assert call() == [('sent', 1, None)]
    (headers, body), = receiver.calls
    told = Webhook(secret(ledger, hook)).verify(body, headers)
    assert told.pop('timestamp').startswith(f'{dt.datetime.now(dt.UTC).year}-')
    assert told['data'].pop('record').startswith('account.invoice,')
    assert told == {
        'type': 'bill.posted',
        'data': {
            'occurrence': '', 'date': '2026-02-01', 'member': '1', 'member_number': '1',
            'number': 'F-2', 'amount': '30.00', 'currency': 'EUR'}}
    assert call() == [('sent', 1, None)]


def test_secret_that_is_renewed_leaves_the_one_before_valid(
        ledger, portal, hook, call, receiver):
    before = secret(ledger, hook)
    Hook = ledger.get('asso.hook')
    ledger.run(lambda: Hook.renew_secret([Hook(hook)]))
    portal.send(bill('2', '30.00', '2026-02-01'))
    call()
    (headers, body), = receiver.calls
    for one in [before, secret(ledger, hook)]:
        Webhook(one).verify(body, headers)


def test_call_that_fails_comes_again_with_the_same_id_and_body_and_in_order(
        portal, hook, call, receiver):
    receiver.answers = [(500, {})]
    portal.send(bill('2', '30.00', '2026-02-01'))
    portal.send(payment('1', '130.00', '2026-02-02', ('2', '30.00')))
    portal.send(bill('3', '5.00', '2026-02-03', member='2'))
    assert call()[0] == ('due', 1, '500')
    # Those of the member wait, another member's do not
    assert receiver.told() == ['bill.posted', 'bill.posted']
    call(wait=True)
    assert receiver.told() == [
        'bill.posted', 'bill.posted', 'bill.posted', 'payment.received', 'bill.paid']
    first, again = (receiver.calls[place] for place in [0, 2])
    assert (first[0]['webhook-id'], first[1]) == (again[0]['webhook-id'], again[1])


def test_hook_that_is_gone_is_not_called_any_more(portal, hook, call, receiver):
    receiver.answers = [(410, {})]
    portal.send(bill('2', '30.00', '2026-02-01'), bill('3', '30.00', '2026-02-01'))
    assert call() == [('never', 1, '410'), ('never', 0, None)]
    portal.send(bill('4', '30.00', '2026-02-01'))
    assert len(call(wait=True)) == 2


def test_redirect_is_not_followed(portal, hook, call, receiver):
    receiver.answers = [(302, {'Location': receiver.url})]
    portal.send(bill('2', '30.00', '2026-02-01'))
    assert (call(), len(receiver.calls)) == ([('due', 1, '302')], 1)


def test_own_network_is_not_called_unless_it_is_allowed(portal, hook, call, write, receiver):
    write(private=False)
    portal.send(bill('2', '30.00', '2026-02-01'))
    (state, _, error), = call()
    assert (state, error.endswith('not https')) == ('never', True)
    write(url='https://localhost/hook')
    portal.send(bill('3', '30.00', '2026-02-01'))
    *_, (state, _, error) = call()
    assert (state, error) == ('never', 'localhost: an address of the own network')
    assert receiver.calls == []


@pytest.mark.parametrize('address', [
        '127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '::1', 'fe80::1', 'fd00::1',
        '::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::1', '0.0.0.0',
        '224.0.0.1', '100.64.0.1'])
def test_address_of_the_own_network_is_known(address):
    from trytond_asso_members.notices import posting
    host = f'[{address}]' if ':' in address else address
    with pytest.raises(posting.Private):
        posting.post(f'https://{host}/', b'', {})


def test_nobody_who_answers_is_called_later(portal, hook, call, receiver):
    receiver.__exit__()
    portal.send(bill('2', '30.00', '2026-02-01'))
    (state, attempts, error), = call()
    assert (state, attempts, 'refused' in error) == ('due', 1, True)
    receiver.__exit__ = lambda *_: None


def test_hook_of_some_events_is_told_of_no_other(portal, hook, call, write, receiver):
    write(kinds=['payment.received'])
    portal.send(bill('2', '30.00', '2026-02-01'), payment('1', '5.00', '2026-02-02'))
    call()
    assert receiver.told() == ['payment.received']


@pytest.mark.parametrize('values', [
        {'secret': 'whsec_short'}, {'secret': 'whsec_AAAA'}, {'url': 'ftp://example.org'},
        {'url': 'https://exemple.fr/événements'}, {'url': 'https://.ex.fr/'},
        {'url': 'https://ex.fr:99999/'}, {'url': 'https://[::1/'}])
def test_hook_that_cannot_be_called_is_refused(write, values):
    from trytond_asso_members.exceptions import MessageError
    with pytest.raises(MessageError, match="Automate"):
        write(**values)
