"""What all owed on a day, open entries or balances by age: a paper, or a file for a spreadsheet."""
from decimal import Decimal
from functools import cached_property

from trytond.pool import Pool
from trytond.report.report import TranslateFactory
from trytond.transaction import Transaction

from ..documents import drawing
from ..documents.drawn import Drawn
from ..documents.letterhead import Letterhead
from ..figures.day import ZERO, documents
from ..figures.standing import NAMES, standing
from .kinds import word
from .named import named
from .sheet import sheet

# The words of the template, by the code of the columns
HEADS = {
    'open': ["Number", "Member", "Date", "Due", "Document", "Label", "Amount", "Left"],
    'aged': [
        "Number", "Member", "Not due", "1 to 30 days", "31 to 60 days", "61 to 90 days",
        "Over 90 days", "Owed", "Ahead", "Balance"],
    }


class Paper:
    "Of a company, as of the end of a day.  Balances are negative where a party owes."

    def __init__(self, company, day):
        self.day = day
        self.documents = documents(company, day)
        self.named = named(company, list(self.documents))

    @property
    def open(self):
        "[(who, [(document, its word)], what they have left)], of who has anything open."
        found = []
        for party, who in self.named.items():
            theirs = [d for d in self.documents[party] if d.left]
            if theirs:
                found.append((
                        who, [(d, word(d, d.amount)) for d in theirs],
                        sum((d.left for d in theirs), ZERO)))
        return found

    @cached_property
    def aged(self):
        "[(who, [amounts as HEADS names them])], of who owed or was ahead."
        found = []
        for party, who in self.named.items():
            s = standing(self.documents[party], self.day)
            if s.owed or s.ahead:
                found.append((who, [
                            *(s.ages[name] for name in NAMES), s.owed, s.ahead,
                            s.ahead - s.owed]))
        return found

    @property
    def sums(self):
        "The totals of the columns of `aged`."
        columns = zip(*(amounts for _, amounts in self.aged), strict=True)
        return [sum(column, Decimal(0)) for column in columns] or [ZERO] * 8

    @property
    def balance(self):
        "What the ledger has on the accounts of all: negative as far as they owe."
        return sum((d.left for theirs in self.documents.values() for d in theirs), ZERO)

    def rows(self, which):
        "Those of the file, under HEADS."
        if which == 'aged':
            return [[who.number, who.name, *amounts] for who, amounts in self.aged]
        return [
            [who.number, who.name, d.date, d.due, d.number, d.label, d.amount, d.left]
            for who, theirs, _ in self.open for d, _ in theirs]


class Owed(Drawn):
    "`data`: the `day`, which `list` (open, aged), in which `form` (pdf, csv)."
    __name__ = 'asso.paper.owed'

    @classmethod
    def is_drawn(cls, data):
        return data['form'] == 'pdf'

    @classmethod
    def _execute(cls, records, header, data, action):
        pool = Pool()
        company = pool.get('asso.association').company_of_user()
        lang = pool.get('ir.lang').get()
        paper = Paper(company, data['day'])
        if not cls.is_drawn(data):
            words = TranslateFactory(cls.__name__, pool.get('ir.translation'))
            return 'csv', sheet(
                [words.gettext(head) for head in HEADS[data['list']]],
                paper.rows(data['list']), lang.decimal_point)
        with Transaction().set_context(company=company.id):
            context = cls.get_context(records, header, data)
            context.update(cls.forms(lang, company.currency))
            context.update({
                    'association': company.party.name, 'lang': lang, 'paper': paper,
                    'list': data['list'], 'head': Letterhead(company).over(),
                    })
            return 'pdf', drawing.drawn(cls.render(action, context))
