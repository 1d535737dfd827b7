"""A member's tax receipts, for the portal to offer on the member's page.

Whoever asks signs the call as a nudge.  A paper that was not drawn yet is drawn, and kept, as it
is first asked for.
"""
import json

from trytond.pool import Pool, PoolMeta
from trytond.protocols.wrappers import (
    HTTPStatus,
    abort,
    set_max_request_size,
    with_pool,
    with_transaction,
)
from trytond.wsgi import app

from ..documents import drawing
from ..statements.members import members
from .document import answer_of, texts
from .nudge import LARGEST, signed_feed


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    def own_receipts(self, member):
        "The receipts of this member (by the portal's id) that hold, the latest first."
        pool = Pool()
        parties = {
            binding.record.party.id for binding in pool.get('asso.binding').search([
                    ('feed', '=', self.id), ('type', '=', 'member'),
                    ('external_id', '=', member)])
            if binding.record}
        return pool.get('asso.receipt').of_donors(
            self.company, [m.party for m in members(self, parties) if m.external == member])


@app.route('/<database_name>/asso_members/receipts/<feed>', methods={'POST'})
@set_max_request_size(LARGEST)
@with_pool
def receipts(request, pool, feed):
    """The receipts of the member that the body names, in JSON.

    401 unless the call is signed, 400 for a body of another form.
    """
    id_, member = _asked(request, pool, feed, 'member')
    told = json.dumps({'receipts': _told(request, pool, id_, member)})
    return answer_of(told.encode(), 'application/json')


@app.route('/<database_name>/asso_members/receipt/<feed>', methods={'POST'})
@set_max_request_size(LARGEST)
@with_pool
def receipt(request, pool, feed):
    """The PDF of the receipt whose number the body names.

    401 unless the call is signed, 400 for a body of another form, 404 for what this member has
    not, 501 where no PDF can be drawn.
    """
    id_, *asked = _asked(request, pool, feed, 'number', 'member')
    if not drawing.is_possible():
        abort(HTTPStatus.NOT_IMPLEMENTED)
    content = _drawn(request, pool, id_, *asked)
    if content is None:
        abort(HTTPStatus.NOT_FOUND)
    return answer_of(content, 'application/pdf')


def _asked(request, pool, feed, *names):
    "The id of the feed, and the texts that are asked for."
    id_ = signed_feed(request, pool, feed)
    if not id_:
        abort(HTTPStatus.UNAUTHORIZED)
    asked = texts(request.get_data(), *names)
    if not asked:
        abort(HTTPStatus.BAD_REQUEST)
    return [id_, *asked]


@with_transaction(readonly=True)
def _told(_request, _pool, id_, member):
    return [{
            'number': receipt.number,
            'year': receipt.year,
            'issued': str(receipt.issued_on),
            'amount': f'{receipt.amount:.2f}',
            } for receipt in Pool().get('asso.feed')(id_).own_receipts(member)]


@with_transaction()
def _drawn(_request, _pool, id_, number, member):
    pool = Pool()
    for receipt in pool.get('asso.feed')(id_).own_receipts(member):
        if receipt.number == number:
            Report = pool.get('asso.receipt', type='report')
            _, content, *_ = Report.execute([receipt.id], {})
            return bytes(content)
    return None
