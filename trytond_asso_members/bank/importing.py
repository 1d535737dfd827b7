"""A file of the bank imported: read, its new rows decided, booked, and what came of it."""
import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from trytond.i18n import gettext
from trytond.pool import Pool

from .. import days
from ..exceptions import BankError, Refusal
from ..settlement.act import Act, refused_as
from . import booking, decide, information
from .reading.errors import BadFile
from .reading.file import read as read_file
from .rows import news

# What is wrong with a file where nothing in it says which its columns are
UNNAMED = {'no_header', 'no_rows', 'columns', 'no_amount', 'no_date'}
# More than any association has: the column is something else
LARGEST = Decimal(10) ** 11


@dataclass
class Import:
    "What a file brings to one journal: its rows, and what is done with those that are new."
    journal: object
    account: object  # of the file
    rows: object  # rows.News
    decided: list = field(default_factory=list)
    early: list = field(default_factory=list)  # rows of before the cut-over
    statement: int | None = None


def read(content, name='', journal=None, answers=None, profile=None):
    """Read a file by this profile, or that of the journal, or by what it shows itself.

    Raise BankError if it cannot be read.
    """
    profile = profile or (journal.layout if journal else None)
    try:
        return read_file(content, name, profile, answers or {})
    except BadFile as bad:
        error = BankError(gettext(
                f'asso_members.msg_bank_file_{bad.code}',
                **{key: str(value) for key, value in bad.words.items()}))
        error.fault = bad.code
        raise error from bad


def read_for(company, content, name='', journal=None, answers=None, profile=None):
    """Read a file of the company by the layout of the journal that it is of.

    It is found by the account that the file names, if no journal is given.
    """
    if journal or profile:
        return read(content, name, journal, answers, profile)
    Journal = Pool().get('account.statement.journal')
    try:
        file = read(content, name, answers=answers)
        journals = {
            found for account in file.accounts
            for found in Journal.of_account(
                company, account.identifier, file.kind == 'service')}
    except BankError as error:
        journals = set(Journal.of_account(company, ''))
        if len(journals) != 1 or error.fault not in UNNAMED:
            raise
        file = None
    known = next(iter(journals)) if len(journals) == 1 else None
    if known and known.profile:
        return read(content, name, known, answers)
    return file or read(content, name, answers=answers)


def in_words(said):
    "A question, or what an answer to it means, in the user's language."
    lang = Pool().get('ir.lang').get()
    return gettext(f'asso_members.msg_bank_question_{said.code}', **{
            name: days.in_words(word, lang) if isinstance(word, dt.date) else str(word)
            for name, word in said.words.items()})


def misfit(discrepancy):
    "What does not fit together in a file, in the user's language."
    return gettext(
        f'asso_members.msg_bank_file_{discrepancy.code}',
        **{name: str(word) for name, word in discrepancy.words.items()})


def imports(association, file, journal=None):
    """Return the `Import` of each account of the file, decided; nothing is written.

    Raise BankError if it is not certain to which journal an account belongs, or for rows in
    a currency that is not the journal's.
    """
    result = []
    for account in file.accounts:
        one = journal or _journal(association.company, account, file.kind)
        _check_kind(one, file)
        _check_amounts(one, account)
        early = [row for row in account.rows if association.is_opening(row.date)]
        rows = news(
            one, [row for row in account.rows if not association.is_opening(row.date)],
            file.profile)
        result.append(Import(
                one, account, rows, decide.decide(association, one, rows.new, rows.doubles),
                early))
    return result


def _journal(company, account, kind):
    Journal = Pool().get('account.statement.journal')
    service = kind == 'service'
    journals = Journal.of_account(company, account.identifier, service)
    if service and not journals:
        raise BankError(gettext('asso_members.msg_bank_service'))
    if len(journals) != 1:
        raise no_journal(account.identifier, journals)
    return journals[0]


def no_journal(account, journals):
    "The error, to be raised, of an account that may be that of several journals, or of none."
    return BankError(gettext(
            'asso_members.msg_bank_journal', account=account or '-',
            journals=', '.join(j.rec_name for j in journals) or '-'))


def _check_kind(journal, file):
    "What a service pays is not what it keeps for the association, nor is a bank's a service's."
    association = Pool().get('asso.association').of(journal.company)
    if journal.of_service and not (association.account_fees and association.account_internal):
        raise BankError(gettext('asso_members.msg_bank_accounts'))
    if journal.of_service != (file.kind == 'service'):
        raise BankError(gettext(
                'asso_members.msg_bank_service' if file.kind == 'service'
                else 'asso_members.msg_bank_no_service', journal=journal.rec_name))


def _check_amounts(journal, account):
    "Raise BankError for what the books cannot hold: other currencies, sums beyond all sense."
    code = journal.currency.code
    if journal.currency != journal.company.currency:
        raise BankError(gettext(
                'asso_members.msg_bank_foreign', journal=journal.rec_name, currency=code,
                expected=journal.company.currency.code))
    for row in account.rows:
        if abs(row.amount) > LARGEST:
            raise BankError(gettext(
                    'asso_members.msg_bank_large', line=row.line, amount=row.amount))
        if row.currency and row.currency != code:
            raise BankError(gettext(
                    'asso_members.msg_bank_currency', line=row.line, currency=row.currency,
                    journal=journal.rec_name, expected=code))


def run(
        association, content, name='', journal=None, answers=None, ask=False, profile=None):
    """Import a file: read it, decide its new rows and book them; return (file, imports).

    What was imported before brings nothing.  Raise BankError, and book nothing, if the file
    cannot be read, a question about it is open, or a row cannot be booked.  With `ask`, a file
    with a question is decided and not booked.
    """
    calendar = association.lock_books()
    file = read_for(association.company, content, name, journal, answers, profile)
    if file.questions and not ask:
        raise BankError(gettext(
                'asso_members.msg_bank_question', question=in_words(file.questions[0].said)))
    done = imports(association, file, journal)
    if file.questions:
        return file, done
    act = Act(association, calendar)
    for one in done:
        if one.decided:
            with refused_as(BankError):
                book(act, one, name, content)
    return file, done


def _check_periods(act, one):
    "Raise BankError for the first row of a period that is closed, or of none."
    for row in sorted((d.row for d in one.decided), key=lambda row: row.date):
        try:
            act.calendar.place(row.date, one.journal.journal)
        except Refusal as refusal:
            raise BankError(gettext(
                    'asso_members.msg_bank_period', line=row.line, date=row.date)
                ) from refusal


def book(act, one, name, content):
    "Book what a file brings to a journal; raise BankError, Guilty or a Refusal if it cannot be."
    _check_periods(act, one)
    Statement = Pool().get('account.statement')
    names = information.keys(one.rows.new)
    rows = [decided.row for decided in one.decided]
    one.decided.sort(key=lambda decided: decided.row.date)
    last = one.account.closing_date or max(row.date for row in one.account.rows)
    one.statement = booking.book(
        act, one.journal, name or _name(one, rows), one.decided,
        _start(one, min(row.date for row in rows)), names,
        {'bank_date': last, 'bank_balance': one.account.closing})
    Statement.write([Statement(one.statement)], {'origin_file': content})


def _name(one, rows):
    lang = Pool().get('ir.lang').get()
    first, last = min(r.date for r in rows), max(r.date for r in rows)
    return f'{one.journal.name} {lang.strftime(first)} - {lang.strftime(last)}'


def _start(one, first):
    """The balance before the first new row.

    The file's own, if all of its rows are new; else where the statement before ended, or
    what the books say.
    """
    if one.account.opening is not None and not one.rows.known and not one.early:
        return one.account.opening
    before = one.journal.last_statement(before=first)
    if before and before.end_balance is not None:
        return before.end_balance
    return one.journal.balance_of_books(first.fromordinal(first.toordinal() - 1))
