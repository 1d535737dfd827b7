"""A statement in any dialect is read as it was written, or a question is asked: never else."""
from hypothesis import given, settings

from tests.bank.dialects import WORDS, bank_rows, dialects
from trytond_asso_members.bank.reading.errors import BadFile
from trytond_asso_members.bank.reading.file import read

UNKNOWN = (None, WORDS['another'])


def read_days_and_amounts(content):
    file = read(content, 'export.csv')
    return file, sorted(
        (row.date, row.amount) for account in file.accounts for row in account.rows)


@settings(max_examples=200)
@given(dialects, bank_rows)
def test_statement_in_any_dialect_is_read_or_asked(dialect, rows):
    try:
        file, found = read_days_and_amounts(dialect.write(rows))
    except BadFile as error:
        # Whole numbers without a word may be anything
        assert (error.code, dialect.words in UNKNOWN, dialect.trimmed) == (
            'no_header', True, True)
        return
    if not file.questions:
        assert found == sorted((day, amount) for day, amount, _ in rows)


@settings(max_examples=200)
@given(dialects, bank_rows)
def test_no_row_is_lost_while_a_question_is_open(dialect, rows):
    _, found = read_days_and_amounts(dialect._replace(trimmed=False).write(rows))
    assert len(found) == len(rows)


@settings(max_examples=200)
@given(dialects.filter(lambda d: d.words not in UNKNOWN), bank_rows)
def test_nothing_but_the_order_of_dates_is_asked_where_words_are_known(dialect, rows):
    dialect = dialect._replace(trimmed=False)
    file, _ = read_days_and_amounts(dialect.write(rows))
    # A label may read as paid out though all was received
    may = {'sign'} if all(amount > 0 for _, amount, _ in rows) else set()
    assert {question.what for question in file.questions} <= {'date_order', *may}
