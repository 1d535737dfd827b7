"""What is at the head and the foot of every paper: the association, and who the paper is for."""
import base64
from functools import cached_property
from pathlib import Path

from genshi.template import MarkupTemplate
from trytond.pool import Pool
from trytond.transaction import without_check_access

LOGO = 900, 300  # pixels at most: three inches by one, in print
# Known by these names in any language
NAMES = {'fr_siren': 'SIREN', 'fr_siret': 'SIRET', 'fr_rcs': 'RCS'}
TEMPLATE = MarkupTemplate(
    Path(__file__).with_name('letterhead.html').read_text(encoding='utf-8'))


class Letterhead:
    "Of a company, read in its context."

    def __init__(self, company):
        self.company = company
        self.party = company.party

    def over(self, receiver=()):
        "The head of a paper as a stream of Genshi; `receiver`: lines, the name first."
        return TEMPLATE.generate(head=self, receiver=receiver)

    @cached_property
    @without_check_access
    def association(self):
        "How the association books, or None where it was never set up."
        found = Pool().get('asso.association').search([('company', '=', self.company.id)])
        return found[0] if found else None

    @property
    def sender(self):
        "The lines under the association's name."
        address = self.party.address_get('invoice')
        form = self.association and self.association.legal_form
        return [form] * bool(form) + (address.full_address.splitlines() if address else [])

    @property
    def identifiers(self):
        "Each in one line, with its name where Tryton has one for it."
        found = [
            (NAMES.get(one.type) or (one.type_string if one.type else ''), one.code)
            for one in self.party.identifiers]
        rna = self.association and self.association.rna
        if rna and rna not in (self.association.legal_form or ''):
            found.append(('RNA', rna))
        return [' '.join(filter(None, pair)) for pair in found]

    @cached_property
    def logo(self):
        "The picture as an address that holds it, or None."
        if not self.company.logo:
            return None
        image, *_ = self.company._logo_resize(*LOGO)
        return f'data:image/png;base64,{base64.b64encode(image).decode()}'

    @property
    def contacts(self):
        party = self.party
        return [one for one in (party.email, party.phone, party.website) if one]
