"""In which language a paper is."""
from trytond.pool import Pool


def language_of(party, company):
    "The party's language, else the company's own, else Tryton's."
    return party.lang or company.party.lang or Pool().get('ir.lang').get()
