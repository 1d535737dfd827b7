"""Exports of payment services: what each payment was, and what the bank gets of them."""
import pytest

from tests.bank.reading import read_file, read_text
from trytond_asso_members.bank.reading.services import is_payout, payouts

# {file: (bank, [(day, gross, fee, net, who, e-mail, reference)], [(payout, day, amount, of)])}
SERVICES = {
    'helloasso.csv': ("HelloAsso", [
        ('2026-01-28', '35.00', '0', '35.00', 'Luce Perrin', 'luce@example.org', '9001'),
        ('2026-01-28', '152.50', '0', '152.50', 'Paul Roche', 'paul@example.org', '9002'),
        ('2026-01-30', '20.00', '0', '20.00', 'Éric Duval', 'eric@example.org', '9005')],
        [('HELLOASSO-1A', '2026-01-31', '187.50', ['9001', '9002'])]),
    'stripe-balance.csv': ("Stripe", [
        ('2026-01-31', '-67.69', '0.00', '-67.69', '', '', 'txn_3'),
        ('2026-01-28', '35.00', '0.78', '34.22', '', '', 'txn_2'),
        ('2026-01-27', '34.25', '0.78', '33.47', '', '', 'txn_1')],
        [('po_1', '2026-01-31', '67.69', ['txn_2', 'txn_1'])]),
    'stripe-payouts.csv': ("Stripe", [
        ('2026-01-27', '35.00', '0.78', '34.22', 'Luce Perrin', 'luce@example.org', 'txn_1'),
        ('2026-01-28', '-35.00', '0.00', '-35.00', 'Paul Roche', 'paul@example.org', 'txn_2')],
        [('po_1', '2026-02-01', '-0.78', ['txn_1', 'txn_2'])]),
    'paypal-fr.csv': ("PayPal", [
        ('2026-01-05', '35.00', '1.37', '33.63', 'Luce Perrin', 'luce@example.org', 'AAA1'),
        ('2026-01-14', '35.20', '0.00', '35.20', '', '', 'AAA4'),
        ('2026-01-20', '-68.83', '0.00', '-68.83', '', '', 'AAA6')],
        [('AAA6', '2026-01-20', '68.83', ['AAA1', 'AAA4'])]),
    }


@pytest.mark.parametrize('name', SERVICES)
def test_export_of_a_service_is_read(name):
    bank, payments, paid_out = SERVICES[name]
    file = read_file(name)
    account, = file.accounts
    assert (file.bank, file.kind, file.questions) == (bank, 'service', ())
    assert [
        (str(r.date), str(r.gross), str(r.fee), str(r.amount), r.counterparty, r.email,
            r.reference) for r in account.rows] == payments
    assert [
        (p.identifier, str(p.date), str(p.amount), [r.reference for r in p.rows])
        for p in payouts(account)] == paid_out


def test_what_has_not_passed_through_the_service_is_left_out():
    left_out = {
        name: [(i.line, i.why) for i in read_file(name).ignored]
        for name in ('helloasso.csv', 'paypal-fr.csv')}
    assert left_out == {
        'helloasso.csv': [(4, 'pending'), (5, 'pending')],
        'paypal-fr.csv': [(6, 'pending'), (3, 'other_currency'), (4, 'other_currency')]}


def test_balance_of_a_service_is_checked():
    account, = read_file('paypal-fr.csv').accounts
    assert (str(account.opening), str(account.closing), account.adds_up) == ('0.00', '0.00', True)


def test_payout_whose_payments_are_not_all_there_names_none():
    file = read_text(
        '"Date","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address",'
        '"Transaction ID"\n'
        '"1/30/2026","Ann Lee","Website Payment","Completed","USD","35.00","-1.32","33.68",'
        '"ann@example.org","B1"\n'
        '"1/31/2026","","General Withdrawal","Completed","USD","-50.00","0.00","-50.00","","B2"\n')
    payout, = payouts(file.accounts[0])
    assert (str(payout.amount), payout.rows) == ('50.00', ())


def test_service_that_is_not_known_is_read_by_gross_fee_and_net():
    file = read_text(
        'Date;Type;Référence;Statut;Montant;Frais;Net\n'
        '30/01/2026;Paiement;T1;Réussi;35,00;0,61;34,39\n'
        '31/01/2026;Versement;P1;Payé;-34,39;0,00;-34,39\n')
    account, = file.accounts
    assert (file.kind, [(str(r.gross), str(r.fee), str(r.amount)) for r in account.rows]) == (
        'service', [('35.00', '0.61', '34.39'), ('-34.39', '0.00', '-34.39')])
    assert [is_payout(row) for row in account.rows] == [False, True]
    assert [(str(p.amount), len(p.rows)) for p in payouts(account)] == [('34.39', 1)]


def test_export_that_gives_mail_addresses_is_of_a_service():
    file = read_text(
        'Numéro de commande;Date;Statut;Nom du payeur;Prénom du payeur;Email du payeur;'
        'Montant total;Frais;Net versé;Moyen;Versé;Date du versement\n'
        '1;31/01/2026 10:00:00;Payé;Roche;Paul;paul@example.org;35,00 €;1,00 €;34,00 €;CB;Oui;'
        '05/02/2026\n')
    account, = file.accounts
    row, = account.rows
    assert (file.kind, row.counterparty, row.email, str(row.gross), str(row.fee)) == (
        'service', 'Paul Roche', 'paul@example.org', '35.00', '1.00')
    assert [(p.identifier, str(p.date), str(p.amount)) for p in payouts(account)] == [
        ('', '2026-02-05', '34.00')]


# Exports of services that no profile knows, by the trap that is in each
NET = {
    'Net is without the tax, the payout is what is left': (
        'Date,Transaction ID,Status,Last 4 digits,Total,Net,Tax,Fee,Payout,Payout date,Payout ID\n'
        '2026-01-30 10:11,T1,Successful,1234,35.00,33.18,1.82,0.61,34.39,2026-02-02,1112\n'
        '2026-01-29 10:11,T2,Failed,4321,35.00,33.18,1.82,0.00,0.00,,\n',
        [('35.00', '0.61', '34.39', '1112')]),
    'no word of the header is known for an amount': (
        'E-mail;Date;Code;Statut;4 derniers chiffres;Total;Prix (Net);Taxe;Frais;Versement\n'
        'asso@example.org;2026-01-30;T1;Effectué;1234;35,00;35,00;0,00;0,61;34,39\n'
        'asso@example.org;2026-01-29;T2;Échoué;1234;35,00;35,00;0,00;0,00;0,00\n',
        [('35.00', '0.61', '34.39', '')]),
    'the fee is there with and without tax': (
        'Date;Type;Montant;Frais HT;Frais TTC;Montant net;Prénom;Nom;Email\n'
        '30/01/2026;Paiement;35,00;0,60;0,72;34,28;Nadia;Ould;nadia@example.org\n'
        '29/01/2026;Paiement;20,00;0,40;0,48;19,52;Tom;Savary;tom@example.org\n',
        [('35.00', '0.72', '34.28', ''), ('20.00', '0.48', '19.52', '')]),
    'the net is called what is paid out': (
        'Date;Commande;Nom;Prénom;Email;Tarif;Prix;Commission;Reversement;Statut\n'
        '30/01/2026;B1;Ould;Nadia;nadia@example.org;Adhésion;35,00;0,29;34,71;Remisé\n'
        '29/01/2026;B2;Savary;Tom;tom@example.org;Adhésion;20,00;0,29;19,71;Remisé\n',
        [('35.00', '0.29', '34.71', ''), ('20.00', '0.29', '19.71', '')]),
    'the only day is that of the payout, and the fee is negative': (
        'Payout Date,Payment ID,Customer,Gross amount,GoCardless fee,Net amount,Currency\n'
        '2026-01-30,PM1,Nadia Ould,35.00,-0.35,34.65,EUR\n'
        '2026-01-30,PM2,Tom Savary,20.00,-0.20,19.80,EUR\n',
        [('35.00', '0.35', '34.65', ''), ('20.00', '0.20', '19.80', '')]),
    }


@pytest.mark.parametrize('trap', NET)
def test_net_of_an_unknown_service_is_the_gross_less_the_fee(trap):
    text, expected = NET[trap]
    file = read_text(text)
    account, = file.accounts
    assert (file.kind, file.questions) == ('service', ())
    assert [
        (str(r.gross), str(r.fee), str(r.amount), r.payout) for r in account.rows] == expected


def test_payments_of_stripe_are_gross_and_without_a_question():
    file = read_text(
        'id,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,'
        'Converted Currency,Description,Fee,Statement Descriptor,Status,Customer Email,Transfer\n'
        'ch_3,2026-01-30 10:12:13,35.00,0.00,eur,35.00,eur,Dues,0.78,LAVOIR,Paid,l@x.org,po_1\n'
        'ch_2,2026-01-29 09:00:00,20.00,0.00,eur,20.00,eur,Dues,0.55,LAVOIR,Failed,,\n')
    account, = file.accounts
    assert (file.bank, file.questions, [i.why for i in file.ignored]) == ('Stripe', (), ['pending'])
    assert [(str(r.gross), str(r.fee), str(r.amount), r.email, r.payout) for r in account.rows] == [
        ('35.00', '0.78', '34.22', 'l@x.org', 'po_1')]


def test_fee_of_any_name_is_what_is_between_gross_and_net():
    file = read_text(
        'Date;Nom;Email;Montant TTC;Contribution à la plateforme;TVA;Montant net\n'
        '13/01/2026;Tahri;l@example.org;35,00;0,63;0,10;34,37\n'
        '20/01/2026;Noël;n@example.org;20,00;0,36;0,06;19,64\n')
    assert [(str(r.gross), str(r.fee), str(r.amount)) for r in file.accounts[0].rows] == [
        ('35.00', '0.63', '34.37'), ('20.00', '0.36', '19.64')]
