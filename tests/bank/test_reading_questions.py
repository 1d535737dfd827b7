"""What a file leaves open is proven by what it says elsewhere, or asked; it is never guessed."""
import pytest

from tests.bank.reading import read_text, rows
from trytond_asso_members.bank.reading.errors import BadFile

HEADER = 'Date;Libellé;Montant\n'


def questions(file):
    "{what: values that may be answered}"
    return {q.what: [value for value, _ in q.choices] for q in file.questions}


@pytest.mark.parametrize('written, orders', [
        ('01/02/03', ['dmy', 'mdy', 'ymd']),
        ('01/02/2026', ['dmy', 'mdy']),
        ('01-02-2026', ['dmy', 'mdy']),
        ('01.02.03', ['dmy', 'ymd']),
        ('31/01/26', ['dmy', 'ymd']),
        ])
def test_date_with_several_readings_is_asked(written, orders):
    file = read_text(HEADER + f'{written};Tahri;35,00\n')
    assert questions(file) == {'date_order': orders}


def test_question_shows_an_example_of_each_reading():
    question, = read_text(HEADER + '01/02/2026;Tahri;35,00\n').questions
    assert (question.text, question.choices) == ("Which day is 01/02/2026?", (
        ('dmy', "01/02/2026 is 01 February 2026"), ('mdy', "01/02/2026 is 02 January 2026")))


@pytest.mark.parametrize('text', [
        HEADER + '01/02/2026;Tahri;35,00\n13/02/2026;Roche;35,00\n',
        'Période du 01/02/2026 au 28/02/2026\n' + HEADER + '01/02/2026;Tahri;35,00\n',
        'Date;Date de valeur;Libellé;Montant\n01/02/2026;02/02/2026;Tahri;35,00\n',
        HEADER + '01/02/2026;A;1,00\n05/01/2026;B;1,00\n04/01/2026;C;1,00\n',
        HEADER + '01.02.2026;Tahri;35,00\n',
        HEADER + ''.join(f'{day:02}.02.26;Tahri;35,00\n' for day in range(1, 13)),
        ], ids=['day over 12', 'period', 'value date', 'sequence', 'dots', 'few years'])
def test_order_of_dates_that_the_file_proves_is_not_asked(text):
    file = read_text(text)
    assert (file.questions, rows(file)[0][0]) == ((), '2026-02-01')


def test_order_that_was_answered_is_kept_for_the_next_file():
    file = read_text(HEADER + '01/02/2026;Tahri;35,00\n', answers={'date_order': 'mdy'})
    later = read_text(HEADER + '03/04/2026;Roche;1,00\n', profile=file.profile)
    assert [(f.questions, rows(f)[0][0]) for f in (file, later)] == [
        ((), '2026-01-02'), ((), '2026-03-04')]


def test_dates_of_one_meaning_leave_the_next_file_open():
    file = read_text(HEADER + '2026-02-01;Tahri;35,00\n')
    later = read_text(HEADER + '03/04/2026;Roche;1,00\n', profile=file.profile)
    assert questions(later) == {'date_order': ['dmy', 'mdy']}


def test_dates_in_two_orders_are_refused():
    with pytest.raises(BadFile, match="Line 2: 01/13/2026 is not a date"):
        read_text(HEADER + '01/13/2026;Tahri;35,00\n13/01/2026;Roche;35,00\n')


@pytest.mark.parametrize('written, amounts', [
        ('1.234', [',', '.']), ('1,234', ['.', ','])])
def test_amount_with_several_readings_is_asked(written, amounts):
    file = read_text(HEADER + f'31/01/2026;Tahri;{written}\n')
    assert (questions(file), rows(file)[0][1]) == ({'decimal': amounts}, '1234')


@pytest.mark.parametrize('text', [
        HEADER + '31/01/2026;Tahri;1.234\n30/01/2026;Roche;2,50\n',
        'Date;Libellé;Montant;Solde\n'
        '30/01/2026;Tahri;1.234;1.334,00\n31/01/2026;Roche;2.000;3.334,00\n',
        'Solde initial;100,00\n' + HEADER + '30/01/2026;Tahri;1.234\nSolde final;1.334,00\n',
        HEADER + '31/01/2026;Tahri;1.234\n30/01/2026;Roche;1.234.567\n',
        ], ids=['another amount', 'running balance', 'opening and closing', 'thousands twice'])
def test_decimal_mark_that_the_file_proves_is_not_asked(text):
    file = read_text(text)
    assert (file.questions, rows(file)[0][1]) == ((), '1234')


def test_balances_that_are_as_doubtful_as_the_amounts_prove_nothing():
    file = read_text(
        'Date;Libellé;Montant;Solde\n'
        '30/01/2026;Tahri;1.234;2.334\n31/01/2026;Roche;2.000;4.334\n')
    assert questions(file) == {'decimal': [',', '.']}


def test_answered_decimal_mark_is_taken():
    file = read_text(HEADER + '31/01/2026;Tahri;1,200\n', answers={'decimal': ','})
    assert (file.questions, rows(file)[0][1], file.profile.decimal) == ((), '1.200', ',')


def test_answer_that_is_none_of_the_choices_is_refused():
    with pytest.raises(BadFile, match="Choose one of dmy, mdy."):
        read_text(HEADER + '01/02/2026;Tahri;35,00\n', answers={'date_order': 'ydm'})


MIXED = (
    'Date;Libellé;Débit;Crédit\n31/01/2026;Loyer;-35,00;\n30/01/2026;Eau;-31,00;\n'
    '29/01/2026;Retour;12,00;\n28/01/2026;Tahri;;3,00\n')


def test_debits_of_two_signs_are_asked():
    assert questions(read_text(MIXED)) == {'sign': ['unsigned', 'written']}


@pytest.mark.parametrize('answer, amount', [('unsigned', '-12.00'), ('written', '12.00')])
def test_answered_sign_of_debits_is_taken(answer, amount):
    file = read_text(MIXED, answers={'sign': answer})
    assert (file.questions, rows(file)[2][1]) == ((), amount)


def test_sign_of_debits_that_the_balances_prove_is_not_asked():
    file = read_text(
        'Date;Libellé;Débit;Crédit;Solde\n31/01/2026;Loyer;-35,00;;80,00\n'
        '30/01/2026;Eau;-35,00;;115,00\n30/01/2026;Retour;12,00;;150,00\n'
        '29/01/2026;Tahri;;3,00;138,00\n')
    assert (file.questions, rows(file)[2][1]) == ((), '12.00')


def test_amounts_whose_balances_run_the_other_way_are_turned():
    file = read_text(
        'Date;Libellé;Montant;Solde\n29/01/2026;Loyer;35,00;65,00\n'
        '30/01/2026;Tahri;-12,00;77,00\n31/01/2026;Eau;3,00;74,00\n')
    assert [row[1] for row in rows(file)] == ['-35.00', '12.00', '-3.00']


def test_fee_that_may_be_within_the_amount_or_beside_it_is_asked():
    text = 'Date,Description,Amount,Fee\n2026-01-30,Prado,-35.00,1.00\n'
    assert questions(read_text(text)) == {'fees': ['within', 'apart']}
    file = read_text(text, answers={'fees': 'apart'})
    assert (file.questions, rows(file)[0][1]) == ((), '-36.00')


STATES = (
    'Date;Libellé;Montant;Statut\n31/01/2026;Tahri;35,00;Exécuté\n'
    '30/01/2026;Roche;3,00;Étudié\n')


def test_state_that_is_not_known_is_asked():
    assert questions(read_text(STATES)) == {'status': ['booked', 'skipped']}


@pytest.mark.parametrize('answer, count', [('booked', 2), ('skipped', 1)])
def test_answered_state_is_kept_for_the_next_file(answer, count):
    file = read_text(STATES, answers={'status': answer})
    later = read_text(STATES, profile=file.profile)
    assert [(f.questions, len(rows(f))) for f in (file, later)] == [((), count)] * 2


WORDS = 'Date;Libellé;Montant;Genre\n31/01/2026;Tahri;35,00;WE\n30/01/2026;Eau;3,00;WY\n'


def test_words_that_may_say_the_direction_are_asked():
    assert questions(read_text(WORDS)) == {'direction': ['none', 'WE', 'WY']}


def test_answered_direction_is_kept_for_the_next_file():
    file = read_text(WORDS, answers={'direction': 'WY'})
    later = read_text(WORDS, profile=file.profile)
    assert [(f.questions, [row[1] for row in rows(f)]) for f in (file, later)] == [
        ((), ['35.00', '-3.00'])] * 2


TWO = '31.01.2026;Tahri;35,00;7,00\n30.01.2026;Eau;-3,00;8,00\n'


def test_column_of_the_amount_that_nothing_says_is_asked():
    assert questions(read_text(TWO)) == {'amount_column': ['2', '3']}


def test_answered_column_of_the_amount_is_taken():
    file = read_text(TWO, answers={'amount_column': '2'})
    assert (file.questions, [row[1] for row in rows(file)]) == ((), ['35.00', '-3.00'])


@pytest.mark.parametrize('first, later, asked', [
        ('Débit;Crédit\n31/01/2026;Eau;-35,00;', 'Débit;Crédit\n28/02/2026;Eau;-35,00;\n'
            '28/02/2026;Retour;12,00;', {'sign': ['unsigned', 'written']}),
        ('Montant\n31/01/2026;Eau;-35', 'Montant\n28/02/2026;Eau;-1.234',
            {'decimal': [',', '.']}),
        ('Montant;Frais\n31/01/2026;Eau;-35,00;0,00', 'Montant;Frais\n28/02/2026;Eau;-35,00;1,00',
            {'fees': ['within', 'apart']}),
        ], ids=['sign of debits', 'decimal mark', 'fees'])
def test_what_the_first_file_did_not_show_is_asked_of_the_next(first, later, asked):
    profile = read_text(f'Date;Libellé;{first}\n').profile
    assert questions(read_text(f'Date;Libellé;{later}\n', profile=profile)) == asked


@pytest.mark.parametrize('text', [MIXED, WORDS, TWO, STATES, HEADER + '01/02/03;Tahri;1.234\n'])
def test_profile_of_a_file_with_questions_answers_none_of_them(text):
    file = read_text(text)
    assert questions(read_text(text, profile=file.profile)) == questions(file)


@pytest.mark.parametrize('columns, row', [
        ('Date;Libellé;Montant', '19/01/2026;PRLV SEPA EAU DU MOULIN;31,40'),
        ('Date;Libellé;Type;Montant', '19/01/2026;EAU DU MOULIN;Prélèvement;31,40')])
def test_amounts_without_a_sign_are_asked_where_one_was_paid_out(columns, row):
    text = f'{columns}\n{row}\n{row.replace("PRLV", "VIR").replace("Prélèvement", "Virement")}\n'
    question, = read_text(text).questions
    assert (question.what, question.said.code) == ('sign', 'way_text')
    file = read_text(text, answers={'sign': 'reversed'})
    assert {str(row.amount) for row in file.accounts[0].rows} == {'-31.40'}


def test_fee_that_no_balance_proves_is_asked_though_the_others_add_up():
    text = (
        'Date;Description;Montant;Frais;Devise;Solde\n'
        '2026-01-30;Nadia Ould;35.00;0.00;EUR;1503.40\n'
        '2026-01-20;Eau du Moulin;-31.40;0.20;EUR;1468.40\n')
    assert questions(read_text(text)) == {'fees': ['within', 'apart']}
    text += '2026-01-10;Tom Savary;20.00;0.00;EUR;1500.00\n'
    assert [amount for _, amount, _ in rows(read_text(text))] == ['35.00', '-31.60', '20.00']


def test_column_of_yes_or_no_says_no_direction():
    file = read_text(
        'Date;Libellé;Montant;Rapproché\n30/01/2026;Nadia Ould;35,00;Oui\n'
        '29/01/2026;Tom Savary;20,00;Non\n')
    assert file.questions == ()


BOOKS = (
    '"N°","Date","Débit","Crédit"{balance},"Pièce comptable","Libellé"\n'
    '"15","05/02/2026","0.00","12.40"{third},"","Hébergement"\n'
    '"14","02/02/2026","20.00","0.00"{second},"","Cotisation Mme Noël"\n'
    '"12","30/01/2026","35.00","0.00"{first},"P12","Cotisation Tahri"\n')


def test_books_whose_balances_run_are_read_with_debits_that_came_in():
    file = read_text(BOOKS.format(
        balance=',"Solde cumulé"', third=',"142.60"', second=',"155.00"', first=',"135.00"'))
    assert (file.questions, [amount for _, amount, _ in rows(file)]) == (
        (), ['-12.40', '20.00', '35.00'])
    assert (file.accounts[0].adds_up, file.profile.sign) == (True, 'reversed')


@pytest.mark.parametrize('answer, amounts', [
        ('reversed', ['-12.40', '20.00', '35.00']), ('unsigned', ['12.40', '-20.00', '-35.00'])])
def test_books_without_balances_are_asked_which_way_the_money_went(answer, amounts):
    text = BOOKS.format(balance='', third='', second='', first='')
    assert questions(read_text(text)) == {'sign': ['reversed', 'unsigned']}
    file = read_text(text, answers={'sign': answer})
    assert (file.questions, [amount for _, amount, _ in rows(file)]) == ((), amounts)
    again = read_text(text, profile=file.profile)
    assert (again.questions, rows(again)) == ((), rows(file))


def test_one_sided_balances_that_do_not_add_up_turn_no_bank_around():
    file = read_text(
        'Date;Libellé;Débit;Crédit;Solde\n30/01/2026;Ould;;35,00;135,00\n'
        '31/01/2026;Eau;5,00;;150,00\n01/02/2026;Savary;;20,00;170,00\n')
    assert [amount for _, amount, _ in rows(file)] == ['35.00', '-5.00', '20.00']
    assert (file.questions, file.accounts[0].adds_up) == ((), False)


@pytest.mark.parametrize('kind', [
    'Virement sortant', 'Virement émis', 'Chèque émis', 'Dépense', 'Outgoing transfer', 'Sent',
    'Débit carte', 'Ausgang'])
def test_kind_of_a_row_that_reads_as_paid_out_is_asked(kind):
    file = read_text(
        'Date;Type;Libellé;Montant\n30/01/2026;Virement reçu;Blanc;35,00\n'
        f'12/01/2026;{kind};Eau;12,50\n13/01/2026;Virement;Gaz;7,50\n')
    assert questions(file) == {'sign': ['written', 'reversed']}


@pytest.mark.parametrize('means', ['Prélèvement', 'Carte de débit'])
def test_means_of_who_pays_a_service_ask_nothing(means):
    file = read_text(
        'Date;Nom;Email;Moyen de paiement;Montant\n'
        f'30/01/2026;Blanc Iris;iris@example.org;{means};35,00\n')
    assert questions(file) == {}
