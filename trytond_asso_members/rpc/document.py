"""The paper of a bill that Tryton made, for the portal to give to its member.

Whoever asks signs the call as a nudge.  Nothing is written, and the same bill gives the same
bytes.
"""
import base64
import hashlib
import json
import re

from trytond.pool import Pool, PoolMeta
from trytond.protocols.wrappers import (
    HTTPStatus,
    Response,
    abort,
    set_max_request_size,
    with_pool,
    with_transaction,
)
from trytond.wsgi import app

from ..documents import drawing
from ..documents.bill import is_issued, of_portal
from ..statements.members import members
from .arguments import is_storable
from .nudge import LARGEST, signed_feed

# As the statement names bills, and credit notes: these are payments too, as they pay bills
KEY = re.compile('(bill|payment) ([0-9]{1,9})')


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    def own_bill(self, key, member):
        """The bill or credit note that a statement names by this key, or None.

        It must be this member's (by the portal's id), issued, and made by Tryton: of all others
        the portal has the papers.
        """
        pool = Pool()
        found = KEY.fullmatch(key)
        if not found:
            return None
        kind, id_ = found[1], int(found[2])
        clause = ('id', '=', id_)
        if kind == 'payment':
            notes = pool.get('asso.payment').search([clause, ('credit_note', '!=', None)])
            clause = ('id', 'in', [note.credit_note.id for note in notes])
        for invoice in pool.get('account.invoice').search([
                    clause, ('company', '=', self.company.id)]):
            if (is_issued(invoice) and not of_portal([invoice])
                    and member in {m.external for m in members(self, {invoice.party.id})}):
                return invoice
        return None


@app.route('/<database_name>/asso_members/document/<feed>', methods={'POST'})
@set_max_request_size(LARGEST)
@with_pool
def document(request, pool, feed):
    """The PDF of the bill that the body names; its digest is in the headers.

    401 unless the call is signed, 400 for a body of another form, 404 for what this member has
    not, 501 where no PDF can be drawn.
    """
    id_ = signed_feed(request, pool, feed)
    if not id_:
        abort(HTTPStatus.UNAUTHORIZED)
    asked = texts(request.get_data(), 'bill', 'member')
    if not asked:
        abort(HTTPStatus.BAD_REQUEST)
    if not drawing.is_possible():
        abort(HTTPStatus.NOT_IMPLEMENTED)
    content = _drawn(request, pool, id_, *asked)
    if content is None:
        abort(HTTPStatus.NOT_FOUND)
    return answer_of(content, 'application/pdf')


def texts(body, *names):
    "The texts of these names in the body, which is JSON; None if it has another form."
    try:
        asked = json.loads(body)
        found = [asked[name] for name in names]
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    return found if all(map(is_storable, found)) else None


def answer_of(content, mimetype):
    "The bytes as an answer that nobody keeps, with their digest in the headers."
    digest = hashlib.sha256(content)
    answer = Response(content, mimetype=mimetype)
    answer.set_etag(digest.hexdigest())
    answer.headers['Repr-Digest'] = f'sha-256=:{base64.b64encode(digest.digest()).decode()}:'
    answer.headers['Cache-Control'] = 'private, no-store'
    return answer


@with_transaction(readonly=True)
def _drawn(_request, _pool, id_, key, member):
    pool = Pool()
    feed = pool.get('asso.feed')(id_)
    with pool.get('asso.association').of(feed.company).own_context():
        bill = feed.own_bill(key, member)
        if bill is None:
            return None
        Report = pool.get('asso.bill', type='report')
        _, content, *_ = Report.execute([bill.id], {})
        return content
