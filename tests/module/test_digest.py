"""What treasurers and administrators are told: once a day at most, of all that waits."""
import datetime as dt
import json

import pytest

from tests.module.portal import bill, payment
from tests.module.treasurer import row

pytestmark = pytest.mark.usefixtures('telling')


def after(days):
    today = dt.datetime.now().date()  # noqa: DTZ005 - as Tryton
    return today + dt.timedelta(days=days)


def text(mail):
    "Its text, with plain blanks"
    content = mail.get_body(('plain',)).get_content()
    return content.replace('\xa0', ' ').replace('\u202f', ' ').replace('\r\n', '\n')


def in_french(day):
    months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
        "septembre", "octobre", "novembre", "décembre"]
    return f"{day.day} {months[day.month - 1]} {day.year}"


@pytest.fixture
def noted(ledger):
    "'event state why' of what was noted for the treasurer, the oldest first"
    def look():
        with ledger.transaction():
            return [
                ' '.join(filter(None, [n.kind, n.state, n.why]))
                for n in ledger.get('asso.notice').search(
                    [('party', '=', None)], order=[('id', 'ASC')])]
    return look


@pytest.fixture
def digests(send):
    "The mails to the treasurer as of a day"
    def send_(day):
        return [mail for mail in send(day) if mail.recipients == ['treasurer@example.org']]
    return send_


def test_all_that_waits_is_told_in_one_message(portal, treasurer, digests, noted):
    portal.send(payment('1', '20.00', '2026-02-10', member=None))
    portal.send(payment('2', '5.00', '2026-02-09', member=None))
    treasurer.book((row('30.00'), 'unknown', None, None), (row('-4.00'), 'unknown', None, None))
    portal.send(bill('9', '1.00', '2026-02-05', member='unknown'))
    mail, = digests(after(2).isoformat())
    assert mail['Subject'] == "Les Amis du Réseau\xa0: à voir dans Tryton"
    today = in_french(after(0))
    assert text(mail) == f"""\
Bonjour,

Voici ce qui attend dans les comptes de l'association Les Amis du Réseau.

EN QUARANTAINE DEPUIS PLUS D'UN JOUR : 1
Ce que le portail a envoyé et qui n'a pas pu être comptabilisé. Le plus ancien y est depuis le \
{today}.
- Que faire : lire le motif de chacun ; corriger dans le portail, ou mettre de côté.
- Où dans Tryton : Association → Synchronisation → Quarantaine

RIEN DE LA BANQUE DEPUIS LE 10 février 2026 : Banque
Des adhérents peuvent être relancés pour ce qu'ils ont payé depuis longtemps.
- Que faire : importer le dernier fichier de la banque.
- Où dans Tryton : Association → Banque → Importer un relevé

ARGENT REÇU, SUR LE COMPTE D'ATTENTE : 55,00 €
On ne sait pas encore de qui il vient. Paiements : 3, le plus ancien du 9 février 2026.
- Que faire : nommer l'adhérent de chacun.
- Où dans Tryton : Association → Banque → Lignes de la banque, Association → Paiements à rattacher

Ce message vient une fois par jour au plus : quand il y a du nouveau, et une fois par semaine \
tant que cela attend.
"""
    assert noted() == [
        'quarantine.waiting sent', 'bank.silent sent', 'payment.unmatched sent',
        'payment.unmatched sent', 'payment.unmatched sent']
    assert digests(after(2).isoformat()) == []


def test_only_what_is_new_is_a_reason_to_write_until_a_week_has_passed(
        portal, digests, noted):
    portal.send(payment('1', '20.00', '2026-02-10', member=None))
    assert len(digests('2026-02-11')) == 1
    assert digests('2026-02-12') == []
    portal.send(payment('2', '5.00', '2026-02-09', member=None))
    assert len(digests('2026-02-12')) == 1
    portal.send(payment('3', '6.00', '2026-02-12', member=None))
    assert digests('2026-02-12') == []  # one a day
    assert len(digests('2026-02-13')) == 1
    assert [len(digests(f'2026-02-{day}')) for day in range(14, 22)] == [0] * 6 + [1, 0]
    assert noted() == ['payment.unmatched sent'] * 6


def test_what_does_not_wait_any_more_is_not_told(portal, days, digests, noted):
    portal.send(payment('1', '20.00', '2026-02-10', member=None))
    days('2026-02-11')
    portal.send(payment('1', '20.00', '2026-02-10'))
    assert digests('2026-02-11') == []
    assert noted() == ['payment.unmatched never over']


def test_bank_is_silent_after_so_many_weeks_where_one_is_imported(
        portal, treasurer, digests):
    assert digests('2026-06-01') == []
    treasurer.book((row('30.00'), 'matched', '1', 'F-1'))
    assert digests('2026-03-17') == []
    assert len(digests('2026-03-18')) == 1


def test_run_that_failed_is_noted_at_once_and_told_until_one_ends_well(portal, digests, noted):
    for _ in range(2):
        portal.call('finish', str(portal.run), '{"state": "failed", "message": "No network."}')
        portal.begin()
    assert noted() == ['run.failed due']
    mail, = digests(after(0).isoformat())
    assert "Il dit : No network." in text(mail)
    portal.call('finish', str(portal.run), '{"state": "failed", "message": "No network."}')
    portal.begin()
    portal.call('finish', str(portal.run), '{"state": "done"}')
    assert digests(after(8).isoformat()) == []
    assert noted() == ['run.failed sent']


def test_balances_that_do_not_add_up_are_noted(ledger, portal, days, noted):
    from trytond.transaction import Transaction
    portal.send(payment('1', '100.00', '2026-02-10', ('1', '100.00')))

    def spoil(amount):
        line = ledger.get('account.move.line').__table__()
        Transaction().connection.cursor().execute(*line.update(
                [line.debit], [amount], where=(line.debit > 99) & (line.reconciliation != None)))  # noqa: E711
    for day in ['2026-02-20', '2026-02-20']:
        ledger.run(spoil, 101)
        days(day)
        ledger.run(spoil, 100)
    assert noted() == ['drift.found due']


def test_hook_hears_of_what_waits_with_no_member(ledger, portal, days):
    Hook = ledger.get('asso.hook')
    ledger.run(lambda: Hook.create([{'name': "Board", 'url': 'https://example.org/hook'}]))
    portal.send(payment('1', '20.00', '2026-02-10', member=None))
    days('2026-02-11')
    Call = ledger.get('asso.hook.call')

    def body():
        call, = Call.search([])
        call.freeze()
        body = json.loads(call.body)
        assert body['data'].pop('record').startswith('asso.payment,')
        del body['timestamp']
        return body
    assert ledger.run(body) == {
        'type': 'payment.unmatched', 'data': {
            'amount': '20.00', 'currency': 'EUR', 'date': '2026-02-11', 'member': None,
            'member_number': None, 'number': None, 'occurrence': '2026-02-10'}}
