"""The receipt as a PDF, which is kept as it was given to its donor."""
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction

from ..documents.drawn import Drawn
from ..exceptions import DocumentError
from . import words
from .paper import Paper


class Receipt(Drawn):
    "Tax receipts, one by one."
    __name__ = 'asso.receipt'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # The first to ask for a paper has it kept
        cls.__rpc__['execute'] = RPC(False)

    @classmethod
    def _execute(cls, records, header, data, action):
        receipt = Pool().get('asso.receipt')(int(records[0]))
        if receipt.state == 'draft':
            raise DocumentError(gettext(
                    'asso_members.msg_receipt_not_issued', receipt=receipt.rec_name))
        if receipt.digest and not receipt.pdf:
            raise DocumentError(gettext(
                    'asso_members.msg_receipt_forgotten', receipt=receipt.rec_name))
        with Transaction().set_context(company=receipt.company.id, language='fr'):
            if receipt.state != 'issued':
                return super()._execute([receipt], header, data, action)
        if not receipt.digest:
            receipt.draw([receipt])
            receipt = receipt.__class__(receipt.id)
        return 'pdf', receipt.pdf

    @classmethod
    def drawn(cls, receipt):
        "The bytes of the PDF, drawn now."
        action, = Pool().get('ir.action.report').search([('report_name', '=', cls.__name__)])
        with Transaction().set_context(company=receipt.company.id, language='fr'):
            return bytes(super()._execute([receipt], {}, {}, action)[1])

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        context['paper'] = Paper(records[0])
        context['day'] = words.day
        return context
