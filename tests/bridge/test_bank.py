"""asso-bridge bank, over RPC and in this process: what becomes of the files of a folder."""
import json
import re

import pytest

from asso_bridge import sync
from asso_bridge.bank import folder
from asso_bridge.bank.carry import carry_files
from asso_bridge.bank.dropped import outcome
from asso_bridge.contract.bank import AllDropped, BankFile
from asso_bridge.errors import LedgerBusy, Refused
from asso_bridge.ledger.tryton import connect
from asso_bridge.told.carried import Carried
from tests.bank.reading import FILES
from tests.bridge.bank import FEE, NUMBER, PAID, UNKNOWN, file, rows
from tests.bridge.dumps import write
from tests.bridge.test_cli import call
from tests.contract.golden import golden
from tests.databases import written
from tests.server import Server

ROW = {
    'date', 'amount', 'label', 'information', 'decision', 'reasons', 'member', 'number', 'bills',
    'proposals'}
FILE = {'file', 'bank', 'encoding', 'delimiter', 'opening', 'closing', 'totals', 'rows'}
TWO_READINGS = [(f'0{n}/0{n + 1}/2026', f'VIR {n}', '5.00') for n in (1, 2, 3)]


@pytest.fixture(params=['embedded', pytest.param('remote', marks=pytest.mark.stress)])
def settings(request):
    "Over RPC at night, but for the test of a whole folder"
    return request.getfixturevalue(request.param)


@pytest.fixture
def booked(settings):
    "Settings that lead to an association whose bills are booked"
    write(settings.dump, rows())
    sync.run(settings)
    return settings


@pytest.fixture
def put(tmp_path):
    "Put a file into the folder of files; return its path"
    place = tmp_path / 'bank'
    place.mkdir()

    def put(name, content=None):
        path = place / name
        path.write_bytes(file(PAID, UNKNOWN, FEE) if content is None else content)
        return path
    return put


def carried(settings, *paths, **how):
    with connect(settings) as ledger:
        return carry_files(ledger, paths, **how)


def decisions(result):
    "{file: [outcome of each row]}"
    return {
        one['file']: [row['decision'] for row in one['rows']]
        for one in json.loads(result.model_dump_json())['files']}


@pytest.mark.parametrize('settings', ['embedded', pytest.param(
    'remote', marks=pytest.mark.postgresql("the transport, and what was committed"))],
    indirect=True)
def test_folder_is_carried_and_brings_nothing_the_second_time(booked, put):
    put('b.csv', file(UNKNOWN, FEE, ('27/02/2026', 'VIR AUTRE', '9.00'), opening='130.00'))
    put('a.csv')
    put('.hidden', b'')
    place = put('c.csv', file(FEE, opening='137.00')).parent
    first = carried(booked, place)
    assert decisions(first) == {
        'a.csv': ['matched', 'waiting', 'waiting'],
        'b.csv': ['ignored', 'ignored', 'waiting'], 'c.csv': ['ignored']}
    assert first.exit_code == 2
    again = carried(booked, place)
    assert {one for all_ in decisions(again).values() for one in all_} == {'ignored'}
    assert (again.exit_code, again.questions) == (0, [])
    assert sync.run(booked).balances.total == '-20.00'


def test_answer_has_the_form_that_is_written_down(booked, put):
    told = json.loads(carried(booked, put('relevé.csv')).model_dump_json())
    assert told.keys() == {'files', 'questions'}
    (one,) = told['files']
    assert one.keys() == FILE
    assert {frozenset(row) for row in one['rows']} == {frozenset(ROW)}
    assert one['totals'] == {
        'matched': '30.00', 'proposed': '0.00', 'waiting': '4.50', 'rule': '0.00',
        'double': '0.00', 'ignored': '0.00'}
    assert (one['file'], one['encoding'], one['delimiter'], one['opening'], one['closing']) == (
        'relevé.csv', 'utf-8', ';', '100.00', '134.50')
    matched = one['rows'][0]
    assert (matched['amount'], matched['member'], matched['bills']) == (
        '30.00', '3', [{'id': '9', 'number': NUMBER, 'amount': '30.00'}])


def test_ledger_answers_as_the_golden_file_says(booked):
    wanted = golden('bank')
    with connect(booked) as ledger:
        found = ledger._ask('bank', json.dumps(wanted['file']))
    assert untold(found) == untold(wanted['answer'])


def untold(answer):
    "Without the words, which are of the company's language"
    for row in answer['rows']:
        row['reasons'] = len(row['reasons'])
    for account in answer['accounts']:
        del account['journal']
    return answer


def test_outcome_is_told_the_portal_as_the_golden_file_says():
    wanted = golden('bank')
    answer = BankFile.model_validate(wanted['answer'])
    (file,) = AllDropped.model_validate(wanted['waiting']).files
    carried = Carried(file=file.name, answer=answer)
    assert {**outcome(file, carried), 'as_of': None} == {**wanted['outcome'], 'as_of': None}
    refused = outcome(
        file.model_copy(update={'attempt': 1}), Carried(file=file.name, error="This is a PDF."))
    assert {**refused, 'as_of': None} == {**wanted['refused'], 'as_of': None}


def test_rows_of_several_accounts_are_told_in_the_order_of_the_file(booked, put):
    path = put('a.csv', (
        'Compte;Date;Libellé;Montant\nFR001;03/02/2026;A;10,00\n'
        'FR002;14/02/2026;B;20,00\nFR001;15/02/2026;C;30,00\n').encode())
    answer = carried(booked, path, dry_run=True).carried[0].answer
    assert [row.label for row in answer.rows] == ['A', 'B', 'C']
    assert (answer.opening, len(answer.accounts)) == (None, 2)


def test_dry_run_tells_the_same_and_writes_nothing(remote, server, put):
    write(remote.dump, rows())
    sync.run(remote)
    path = put('a.csv')
    before = written(server.database)
    dry = carried(remote, path, dry_run=True)
    assert written(server.database) == before
    assert json.loads(carried(remote, path).model_dump_json()) == json.loads(
        dry.model_dump_json())
    assert written(server.database) != before


def test_file_that_is_refused_is_named_and_the_others_go_on(booked, put, monkeypatch):
    monkeypatch.setattr(folder, 'LARGEST', 2 ** 20)
    paths = [
        put('1.pdf', b'%PDF-1.7'), put('2.csv'), put('3.csv', b'x' * (2 ** 20 + 1)),
        put('4.csv', b''), put('5.csv').with_name('none.csv')]
    result = carried(booked, *paths)
    files = json.loads(result.model_dump_json())['files']
    assert [(one['file'], 'error' in one) for one in files] == [
        ('1.pdf', True), ('2.csv', False), ('3.csv', True), ('4.csv', True), ('none.csv', True)]
    assert 'PDF' in files[0]['error']
    assert [files[n]['error'] for n in (2, 4)] == [
        "The file has 1 MB; at most 1 MB are sent. Export a shorter period.",
        "The file cannot be read: No such file or directory. Check its path and its rights."]
    assert len(files[1]['rows']) == 3
    assert all(one.keys() - {'error'} == FILE for one in files)
    assert result.exit_code == 2


def test_question_is_asked_once_and_answered(booked, put):
    path = put('a.csv', file(*TWO_READINGS))
    asked = carried(booked, path)
    (question,) = json.loads(asked.model_dump_json())['questions']
    assert (question['file'], question['what'], question.keys()) == (
        'a.csv', 'date_order', {'file', 'what', 'choices'})
    assert [choice['value'] for choice in question['choices']] == ['dmy', 'mdy']
    assert asked.exit_code == 2
    done = carried(booked, path, answers={'date_order': 'dmy'})
    assert (done.questions, [row.date for row in done.carried[0].answer.rows]) == (
        [], ['2026-02-01', '2026-03-02', '2026-04-03'])
    wrong = carried(booked, path, answers={'date_order': 'ymd'})
    assert 'ymd' in wrong.carried[0].error


def test_account_that_is_not_there_is_named_by_the_ledger(booked, put):
    path = put('a.csv')
    result = carried(booked, path, account='Nowhere')
    assert 'Nowhere' in result.carried[0].error
    journal = carried(booked, path, dry_run=True).carried[0].answer.accounts[0].journal
    assert carried(booked, path, account=journal).carried[0].error is None


@pytest.mark.stress
def test_feed_that_is_not_there_is_no_fault_of_a_file(remote, put):
    with pytest.raises(Refused):
        carried(remote.model_copy(update={'feed': 'other'}), put('a.csv'))


def test_ledger_that_is_busy_ends_the_command(booked, put, monkeypatch):
    with connect(booked) as ledger:
        def busy(method, *arguments):
            raise LedgerBusy("The ledger is busy.")
        ledger.hello = lambda: None
        monkeypatch.setattr(ledger._connection, 'call', busy)
        ledger._tries = 1
        with pytest.raises(LedgerBusy):
            carry_files(ledger, [put('a.csv')])


@pytest.mark.stress
def test_server_that_takes_no_large_call_says_which_setting(server, remote, put):
    strict = Server(server.database)
    config = server.database.config.with_name(f'trytond-{strict.port}.conf')
    config.write_text(config.read_text() + '\n[request]\nmax_size_authenticated = 3000\n')
    with strict:
        result = carried(
            remote.model_copy(update={'url': f'http://127.0.0.1:{strict.port}/'}),
            put('a.csv', file(*[UNKNOWN] * 500)))
    assert 'max_size_authenticated' in result.carried[0].error


@pytest.fixture
def toml(capsys, embedded, tmp_path):
    "The settings of an association whose bills are booked, as a file"
    write(embedded.dump, rows())
    sync.run(embedded)
    path = tmp_path / 'asso-bridge.toml'
    path.write_text(''.join(
        f'{name} = "{getattr(embedded, name)}"\n'
        for name in ('database', 'trytond_config', 'state')) + 'log = "error"\n')
    capsys.readouterr()
    return path


def test_command_reports_in_lines(capsys, monkeypatch, toml, put):
    paths = [put('a.csv'), put('b.csv', file(*TWO_READINGS)), put('c.csv', b'%PDF-')]
    code, out, err = call(capsys, monkeypatch, 'bank', *paths, '-c', toml, '--dry-run')
    assert (code, err) == (2, '')
    assert re.sub('refused. .*', 'refused.', ' '.join(out.split('\xa0'))) == REPORT
    code, out, _ = call(
        capsys, monkeypatch, 'bank', paths[1], '-c', toml, '--answer', 'date_order=dmy',
        '--json')
    assert (code, len(json.loads(out)['files'][0]['rows'])) == (2, 3)
    code, _, err = call(capsys, monkeypatch, 'bank', paths[0], '-c', toml, '--answer', 'dmy')
    assert (code, err) == (
        1, "asso-bridge: 'dmy' is not VALUE=... Write for example --answer date_order=dmy.\n")


STANDARD = {
    'credit-mutuel.ofx': ['35.00', '-12.40', '20.00'],
    'camt.053.xml': ['35.00', '20.00', '12.40', '-12.40'],
    'statement.mt940': ['35.00', '-12.40', '1.00'],
    }


@pytest.mark.parametrize('name', [
        pytest.param('credit-mutuel.ofx', marks=pytest.mark.stress), 'camt.053.xml',
        pytest.param('statement.mt940', marks=pytest.mark.stress)])
def test_command_carries_the_forms_that_banks_share(
        capsys, monkeypatch, toml, put, name):
    path = put(name, (FILES / name).read_bytes())
    told = []
    for options in [['--dry-run'], [], []]:
        _, out, err = call(
            capsys, monkeypatch, 'bank', path, '-c', toml, '--json', *options)
        assert err == ''
        (one,) = json.loads(out)['files']
        told.append({row['decision'] for row in one['rows']})
        assert [row['amount'] for row in one['rows']] == STANDARD[name]
    assert (told[0], told[2]) == (told[1], {'ignored'})
    assert 'ignored' not in told[0]


REPORT = """\
a.csv: 3 rows
  matched: 1 row, 30.00
  waiting: 2 rows, 4.50
  waiting: 2026-02-05 7.00 VIR INCONNU
  waiting: 2026-02-25 -2.50 PRLV EDF
b.csv: 3 rows, not booked: see the question
  waiting: 3 rows, 15.00
c.csv: refused.
Question about b.csv: Quel jour est le 01/02/2026 ?
  --answer date_order=dmy  01/02/2026 est le 1er février 2026
  --answer date_order=mdy  01/02/2026 est le 2 janvier 2026
Nothing was written.
"""
