"""A report that is drawn as a PDF, in the language of the transaction."""
from genshi.filters import Translator
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.report import Report
from trytond.report.report import TranslateFactory

from ..days import at, in_figures, in_words, is_french
from ..exceptions import DocumentError
from . import drawing

NARROW = '\u202f'


class Drawn(Report):
    "Raise DocumentError where WeasyPrint is not installed."

    @classmethod
    def execute(cls, ids, data):
        if cls.is_drawn(data) and not drawing.is_possible():
            raise DocumentError(gettext('asso_members.msg_document_undrawn'))
        return super().execute(ids, data)

    @classmethod
    def is_drawn(cls, data):
        "Whether it is a PDF that is asked for."
        return True

    @classmethod
    def forms(cls, lang, currency):
        "How a template writes days and numbers, by the names that it calls them."
        return {
            'day': lambda day: in_words(day, lang),
            'at': lambda place, day: at(place, day, lang),
            'date': lambda day: in_figures(day, lang),
            'money': lambda amount: cls.format_currency(amount, lang, currency),
            'price': lambda amount: cls.format_currency(
                amount, lang, currency, digits=max(2, _decimals(amount))),
            'figure': lambda number: cls.format_number(number, lang, digits=_decimals(number)),
            'percent': lambda rate: '{}{}%'.format(
                cls.format_number(rate, lang, digits=_decimals(rate)),
                NARROW if is_french(lang) else ''),
            }

    @classmethod
    def _callback_loader(cls, action, template):
        "Only the words of the template are translated, and nothing that they are filled with."
        if not action.translatable:
            return None
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
