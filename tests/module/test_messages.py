"""What members are told: in which words, in which language, and to whom."""
import datetime as dt
from decimal import Decimal

import pytest

from tests.module.papers import speak
from tests.module.portal import bill, member, note, payment
from trytond_asso_members.documents import drawing
from trytond_asso_members.notices.wording import fill, page
from trytond_asso_members.notices.words import TREASURER
from trytond_asso_members.rpc.outbox import look

ADA = 'Ada Morin 1'


pytestmark = pytest.mark.usefixtures('telling')


def text(mail):
    "Its text, with plain blanks"
    content = mail.get_body(('plain',)).get_content()
    return content.replace('\xa0', ' ').replace('\u202f', ' ').replace('\r\n', '\n')


def test_payment_and_what_it_pays_are_told_in_one_message(portal, send):
    portal.send(
        bill('2', '30.00', '2026-02-01', member='2'),
        payment('1', '50.00', '2026-02-10', ('2', '30.00'), member='2'))
    mail, = send()
    assert mail['Subject'] == "Thank you for €50.00"
    assert text(mail) == """\
Hello Ada,

Invoice F-2, of 1 February 2026, is for €30.00.
It is paid already: of the €30.00, nothing is left to pay.

Your payment of €50.00 came on 10 February 2026. Thank you!

This is what it pays:
- Invoice F-2: €30.00, and so it is paid

Of it, €20.00 stays on your account with us, for what comes next.

If anything is unclear, just answer this message: a person reads it.

Les Amis du Réseau
"""


def test_reminder_is_one_message_for_all_and_its_last_goes_to_the_treasurer(
        portal, send):
    portal.settings(reminders_per_month=9, reminder_weeks="1, 3, 6")
    portal.send(
        bill('2', '30.00', '2026-01-06'), bill('3', '5.00', '2026-01-06', disputed=True),
        payment('1', '20.00', '2026-01-07', allocations=[]))
    send('2026-01-08')
    mail, = send('2026-01-14')
    assert (mail['Subject'], mail.recipients) == (
        "Reste à payer\xa0: 110,00\xa0€", ['ada@example.org'])
    assert text(mail) == """\
Bonjour Ada,

Cela échappe facilement : d'après nos comptes, ceci est échu et reste à payer.

- Facture F-1, échéance le 5 janvier 2026 : 80,00 €
- Facture F-2, échéance le 6 janvier 2026 : 30,00 €

Cela fait 110,00 € en tout, une fois déduit ce que vous aviez d'avance chez nous.

Si vous avez payé ces derniers jours, merci, et ne tenez pas compte de ce message. Si une \
facture n'est pas juste, ou si vous préférez payer en plusieurs fois, dites-le-nous : nous \
trouverons une solution.

Pour payer par virement : Les Amis du Réseau, IBAN FR76 3000 6000 0112 3456 7890 189, avec la \
référence RF47 0000 0002.

Si quelque chose n'est pas clair, répondez-nous simplement : une personne vous lit.

Les Amis du Réseau
"""
    again, = send('2026-01-28')
    assert again['Subject'].replace('\xa0', ' ') == "À nouveau : reste à payer 110,00 €"
    last, = send('2026-02-17')
    assert (last['Subject'].replace('\xa0', ' '), last.recipients) == (
        "[1] Ada Morin 1 : reste à payer 110,00 €", ['treasurer@example.org'])
    assert "Adresse électronique : ada@example.org\n" in text(last)


def test_last_reminder_goes_to_nobody_where_the_treasurer_has_no_address(
        ledger, portal):
    portal.settings(reminder_weeks="1, 3", messages_reply_to=None)
    with ledger.transaction():
        feed, = ledger.get('asso.feed').search([])
        Mechanism = ledger.get('party.contact_mechanism')
        Mechanism.delete(Mechanism.search([('party', '=', feed.company.party.id)]))
        found = [
            (one['occurrence'], one['to'], one['reason'])
            for one in look(feed, dt.date(2026, 1, 28))['messages']
            if one['event'] == 'bill.overdue' and one['occurrence'] == '2']
    assert found == [('2', None, 'treasurer')]


def test_reminder_is_not_sent_once_it_is_paid(ledger, portal, send, days):
    portal.settings(reminder_weeks="1, 3")
    days('2026-01-14')
    portal.send(payment('1', '100.00', '2026-01-15', ('1', '100.00')))
    mail, = send('2026-01-15')
    assert mail['Subject'] == "Merci pour 100,00\xa0€"


def test_reminder_that_was_to_be_told_with_one_that_is_over_comes_by_itself(
        portal, send, days):
    portal.settings(reminder_weeks="1, 3")
    portal.send(bill('2', '30.00', '2026-01-05'))
    send('2026-01-06')
    days('2026-01-13')
    portal.send(payment('1', '100.00', '2026-01-13', ('1', '100.00')))
    mail, = send('2026-01-13')
    assert mail['Subject'] == "Merci pour 100,00\xa0€"
    mail, = send('2026-01-14')
    assert "F-2" in text(mail) and "F-1" not in text(mail)
    assert send('2026-01-15') == []


@pytest.mark.skipif(
    not drawing.is_possible(), reason="WeasyPrint is not installed (the extra pdf)")
def test_bill_is_attached_where_tryton_has_made_it(portal, send, subscriber):
    subscriber.subscribe(subscriber.offer(), '2026-02-01', member='2')
    subscriber.bill('2026-02-01')
    mail, = send('2026-02-02')
    assert text(mail).startswith("""\
Hello Ada,

Your subscription Offer TEL begins on 1 February 2026.

Invoice FA-000001, of 1 February 2026, is for €10.00.
It is attached to this message: FA-000001.pdf.
Please pay €10.00 in the next days.

To pay by transfer: Les Amis du Réseau, IBAN""")
    paper, = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content()[:5]) == ('FA-000001.pdf', b'%PDF-')


def test_mail_names_who_writes_and_asks_no_program_to_answer(portal, send):
    portal.send(bill('2', '30.00', '2026-02-01', member='2'))
    mail, = send('2026-02-02')
    headers = {
        name: mail[name] for name in [
            'From', 'To', 'Reply-To', 'Auto-Submitted', 'Content-Language']}
    assert headers == {
        'From': 'Les Amis du Réseau <compta@example.org>', 'To': 'bob@example.org',
        'Reply-To': 'treasurer@example.org', 'Auto-Submitted': 'auto-generated',
        'Content-Language': 'en'}
    assert mail['Message-ID'].endswith('@example.org>')
    html = mail.get_body(('html',)).get_content()
    assert '<html lang="en">' in html and '<p>Hello Ada,</p>' in html


def test_member_without_an_address_is_on_a_list(ledger, portal, send):
    portal.send(member('3'), bill('2', '30.00', '2026-02-01', member='3'))
    assert send('2026-02-02') == []
    with ledger.transaction():
        notice, = ledger.get('asso.notice').search([('kind', '=', 'bill.posted')])
        assert (notice.state, notice.why) == ('never', 'address')


@pytest.mark.parametrize('language', ['fr', 'en'])
def test_every_template_is_previewed_on_a_member(ledger, portal, subscriber, language):
    subscriber.subscribe(subscriber.offer(), '2026-02-01')
    portal.send(
        bill('2', '30.00', '2026-02-01'), payment('1', '20.00', '2026-02-10', ('2', '20.00')),
        note('1', '5.00', '2026-02-11', '1', ('1', '5.00')))
    speak(ledger, ADA, language)
    ledger.run(lambda: ledger.get('asso.arrangement').create([{
                    'company': subscriber.member('1').company.id,
                    'party': subscriber.member('1').party.id,
                    'instalments': [('create', [
                                {'date': dt.date(2026, 3, 1), 'amount': Decimal(10)}])]}]))
    Template = ledger.get('asso.notice.template')
    Start = ledger.get('asso.notice.preview.start')

    # The treasurer is told of no member, and there is no receipt yet
    others = ['digest', *TREASURER, 'receipt.issued', 'paper.receipt']

    def preview():
        found = {}
        for template in Template.search([('kind', 'not in', others)]):
            start = Start(template=template, member=subscriber.member('1'))
            start.on_change_member()
            found[template.kind] = start.subject, start.text
        return found
    found = ledger.run(preview)
    assert len(found) == 22
    assert [kind for kind, (subject, text) in found.items() if '$' in subject + text] == []
    hello = {'fr': "Bonjour Ada,\n", 'en': "Hello Ada,\n"}[language]
    assert [
        kind for kind, (_, text) in found.items() if not text.startswith(hello)
        ] == ['bill.overdue.last']


def test_field_that_there_is_not_is_refused_by_name(ledger):
    from trytond_asso_members.exceptions import MessageError
    Template = ledger.get('asso.notice.template')

    def write():
        template, = Template.search([('kind', '=', 'bill.paid')])
        Template.write([template], {'text': "Paid: ${sum}"})
    with pytest.raises(MessageError, match=r'there is no field \$\{sum\}: take one of'):
        ledger.run(write)


def test_words_with_empty_fields_leave_their_lines_out():
    text = "One ${a}\n\nIt pays:\n${b}\n\n\nTwo: ${c}"
    assert fill(text, {'a': '1', 'b': '', 'c': '- x\n- y'}) == "One 1\n\nTwo: - x\n- y"
    assert fill(text, {'b': '2', 'c': '3'}) == "It pays:\n2\n\nTwo: 3"


def test_page_has_lists_links_and_no_markup_of_the_words():
    html = page("A & B", "See https://example.org/?a=1&b=2\n- <b>x</b>\n- y\nend", 'en')
    body = html.partition('</h1>\n')[2].partition('</main>')[0]
    assert body == (
        '<p>See <a href="https://example.org/?a=1&amp;b=2">'
        'https://example.org/?a=1&amp;b=2</a></p>\n'
        '<ul><li>&lt;b&gt;x&lt;/b&gt;</li><li>y</li></ul>\n<p>end</p>\n')
    assert '<title>A &amp; B</title>' in html and '>A &amp; B</h1>' in html
