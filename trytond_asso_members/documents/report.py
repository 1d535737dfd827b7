"""The bill as a PDF: Tryton's own document stays beside it."""
from genshi.input import XML
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import drawing
from .bill import Bill as Paper
from .drawn import Drawn
from .electronic import file_of
from .language import language_of


class Bill(Drawn):
    "The bills and credit notes of an association, one by one; for organizations, Factur-X."
    __name__ = 'asso.bill'

    @classmethod
    def _execute(cls, records, header, data, action):
        "Each in the language of its member, whoever prints it."
        invoice = Pool().get('account.invoice')(int(records[0]))
        lang = language_of(invoice.party, invoice.company)
        with Transaction().set_context(company=invoice.company.id, language=lang.code):
            context = cls.get_context(records, header, data)
            return 'pdf', drawing.drawn(
                cls.render(action, context), electronic=file_of(context['bill']))

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        bill = Paper(Pool().get('account.invoice')(int(records[0])))
        code = bill.code
        context.update(cls.forms(bill.lang, bill.currency))
        context.update({
                'bill': bill,
                'code': XML(code) if code else None,
                'head': bill.head.over(bill.receiver),
                })
        return context
