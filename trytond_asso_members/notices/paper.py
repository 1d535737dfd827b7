"""The papers that a person sends to members, each drawn as it goes out."""
import datetime as dt

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..documents import drawing
from ..documents.bill import is_issued
from ..documents.language import language_of
from ..exceptions import DocumentError

REPORTS = {
    'paper.bill': 'asso.bill',
    'paper.account': 'asso.paper.account',
    'paper.certificate': 'asso.paper.certificate',
    'paper.receipt': 'asso.receipt',
    }
OF_RECORDS = {'account.invoice': 'paper.bill', 'asso.receipt': 'paper.receipt'}


def notices(kind, records, first, last):
    """Return a notice, not stored, for a paper of each of the records.

    `first` and `last` are the days of an account; a certificate is of the last.
    """
    Notice = Pool().get('asso.notice')
    now = dt.datetime.now().isoformat()
    return [
        Notice(
            company=record.company, kind=kind, record=record, party=record.party,
            day=last, occurrence=f'{first}/{last} {now}')
        for record in records]


def days(notice):
    "The first and the last day of a paper; of a preview, the day itself."
    period = (notice.occurrence or '').partition(' ')[0].split('/')
    if len(period) < 2:
        return notice.day, notice.day
    return tuple(map(dt.date.fromisoformat, period))


def check(notices):
    "Raise DocumentError if one of them has no paper."
    if not drawing.is_possible():
        raise DocumentError(gettext('asso_members.msg_document_undrawn'))
    for notice in notices:
        record = notice.record
        if notice.kind == 'paper.bill' and not is_issued(record):
            raise DocumentError(gettext(
                    'asso_members.msg_document_not_issued', invoice=record.rec_name))
        if notice.kind == 'paper.receipt' and record.state != 'issued':
            raise DocumentError(gettext(
                    'asso_members.msg_receipt_not_issued', receipt=record.rec_name))
    if certified := [n for n in notices if n.kind == 'paper.certificate']:
        Pool().get('asso.paper.certificate', type='report').written(
            certified[0].company, [n.record for n in certified], {'day': days(certified[0])[1]})


def is_same(notice, other):
    "Whether both are the same paper of the same record, of the same days where it has some."
    return (
        (notice.kind, str(notice.record)) == (other.kind, str(other.record))
        and (notice.kind in OF_RECORDS.values() or days(notice) == days(other)))


def name_for(notice):
    "The name of the file, in the language of the member."
    with Transaction().set_context(language=language_of(notice.party, notice.company).code):
        return name(notice)


def name(notice):
    "The name of the file, in the language of the context."
    record = notice.record
    if notice.kind == 'paper.bill':
        return name_of_bill(record)
    if notice.kind == 'paper.receipt':
        return record.filename
    kind = notice.kind.partition('.')[2]
    return gettext(
        f'asso_members.msg_paper_file_{kind}', number=record.number, day=days(notice)[1],
        ).replace('/', '-')


def name_of_bill(bill):
    "The name of the file of a bill's paper."
    return f'{bill.portal_number}.pdf'.replace('/', '-')


def drawn(notice):
    "(name of the file, its bytes) of the paper, in the language of the member."
    first, last = days(notice)
    Report = Pool().get(REPORTS[notice.kind], type='report')
    _, content, _, _ = Report.execute(
        [notice.record.id], {'first': first, 'last': last, 'day': last})
    return name_for(notice), content
