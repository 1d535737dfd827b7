"""The list that voters sign."""
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..documents import drawing
from ..documents.drawn import Drawn
from ..documents.letterhead import Letterhead


class VotersList(Drawn):
    "Of each assembly that was called, as it was then."
    __name__ = 'asso.assembly.voters'

    @classmethod
    def _execute(cls, records, header, data, action):
        pool = Pool()
        lang = pool.get('ir.lang').get()
        lists = []
        for assembly in pool.get('asso.assembly').browse([int(r) for r in records]):
            company = assembly.company
            with Transaction().set_context(company=company.id):
                context = cls.get_context([assembly], header, data)
                context.update(cls.forms(lang, company.currency))
                context.update({
                        'association': company.party.name, 'lang': lang,
                        'assembly': assembly, 'head': Letterhead(company).over()})
                lists.append(cls.render(action, context))
        return 'pdf', drawing.drawn(*lists)
