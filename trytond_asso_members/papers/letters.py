"""Papers for members: one file, in which each member's begins a page and has its language."""
from collections import defaultdict

from trytond.pool import Pool
from trytond.transaction import Transaction

from ..documents import drawing
from ..documents.drawn import Drawn
from ..documents.language import language_of
from ..documents.letterhead import Letterhead


class Letters(Drawn):

    @classmethod
    def written(cls, company, members, data):
        """Return {member: what its paper says}, read for all of a company at once.

        Raise DocumentError where there is no such paper.
        """
        raise NotImplementedError

    @classmethod
    def _execute(cls, records, header, data, action):
        members = Pool().get('asso.member').browse([int(record) for record in records])
        of = defaultdict(list)
        for member in members:
            of[member.company].append(member)
        written = {}
        for company, theirs in of.items():
            with Transaction().set_context(company=company.id):
                written.update(cls.written(company, theirs, data))
        return 'pdf', drawing.drawn(*(
                cls._letter(member, written[member], header, data, action)
                for member in members))

    @classmethod
    def _letter(cls, member, paper, header, data, action):
        "The HTML of one member's paper."
        lang = language_of(member.party, member.company)
        with Transaction().set_context(company=member.company.id, language=lang.code):
            # Read again in this language
            member = member.__class__(member.id)
            company = member.company
            context = cls.get_context([member], header, data)
            head = Letterhead(company)
            address = member.party.address_get('invoice')
            context.update(cls.forms(lang, company.currency))
            context.update({
                    'association': company.party.name, 'lang': lang, 'member': member,
                    'paper': paper,
                    'head': head.over([
                            member.party.full_name,
                            *(address.full_address.splitlines() if address else [])]),
                    })
            return cls.render(action, context)
