"""The bill as a PDF: Tryton's own document stays beside it."""
from genshi.filters import Translator
from genshi.input import XML
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.report import Report
from trytond.report.report import TranslateFactory
from trytond.transaction import Transaction

from ..exceptions import DocumentError
from . import drawing
from .bill import Bill as Paper
from .bill import language_of
from .days import in_words, is_french

NARROW = '\u202f'


class Bill(Report):
    "The bills and credit notes of an association, one by one."
    __name__ = 'asso.bill'

    @classmethod
    def execute(cls, ids, data):
        if not drawing.is_possible():
            raise DocumentError(gettext('asso_members.msg_document_undrawn'))
        return super().execute(ids, data)

    @classmethod
    def _execute(cls, records, header, data, action):
        "Each in the language of its member, whoever prints it."
        invoice = Pool().get('account.invoice')(int(records[0]))
        with Transaction().set_context(
                company=invoice.company.id, language=language_of(invoice).code):
            return super()._execute(records, header, data, action)

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        bill = Paper(Pool().get('account.invoice')(int(records[0])))
        code = bill.code
        context.update({
                'bill': bill,
                'code': XML(code) if code else None,
                'day': lambda day: in_words(day, bill.lang),
                'money': lambda amount: cls.format_currency(amount, bill.lang, bill.currency),
                'price': lambda amount: cls.format_currency(
                    amount, bill.lang, bill.currency, digits=max(2, _decimals(amount))),
                'figure': lambda number: cls.format_number(
                    number, bill.lang, digits=_decimals(number)),
                'percent': lambda rate: '{}{}%'.format(
                    cls.format_number(rate, bill.lang, digits=_decimals(rate)),
                    NARROW if is_french(bill.lang) else ''),
                })
        return context

    @classmethod
    def _callback_loader(cls, action, template):
        "Only the words of the template are translated, and nothing that they are filled with."
        translate = TranslateFactory(cls.__name__, Pool().get('ir.translation'))
        if not any(isinstance(one, Translator) for one in template.filters):
            Translator(translate).setup(template)
        return translate

    @classmethod
    def convert(cls, action, data, timeout=5 * 60, retry=5):
        return 'pdf', drawing.drawn(data)


def _decimals(number):
    "How many decimals are not zero."
    return max(0, -number.normalize().as_tuple().exponent)
