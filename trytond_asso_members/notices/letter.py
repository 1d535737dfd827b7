"""Letters for those who have no e-mail address: written at a click, then printed and posted."""
from genshi.input import HTML
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access
from trytond.wizard import StateReport, StateTransition, Wizard

from ..days import at
from ..documents.drawn import Drawn
from ..documents.letterhead import Letterhead
from ..exceptions import MessageError
from . import composing, wording
from .facts import Facts
from .words import PAPERS

# Why a letter is written instead
WITHOUT = {'address', 'refused', 'returned'}


def write(association, notices, day):
    """Write a letter to each member of the notices who has a postal address; return them.

    What is not so any more is noted as never said; what goes to the treasurer is left out.
    """
    pool = Pool()
    facts = Facts(association, notices, day)
    rows, said = [], []
    for (party, to_treasurer), theirs in composing.by_recipient(facts, notices).items():
        lines = [] if to_treasurer else address_of(party)
        if lines:
            rows.append(composing.values_of(facts, party, False, theirs) | {
                    'recipient': ', '.join(lines), 'address': '\n'.join(lines),
                    'state': 'post'})
            said.append(theirs)
    letters = pool.get('asso.notice.message').create(rows)
    for letter, theirs in zip(letters, said):
        pool.get('asso.notice').write(theirs, {'message': letter.id})
    return letters


def address_of(party):
    "The lines of the party's postal address, the name first; none if it has no address."
    address = party.address_get()
    lines = address.full_address.splitlines() if address and address.city else []
    return lines and list(dict.fromkeys([party.full_name, *lines]))


class Letters(Wizard):
    "Write Letters"
    __name__ = 'asso.notice.letters'

    start_state = 'write'
    write = StateTransition()
    print_ = StateReport('asso.letter')
    letters = ()

    def transition_write(self):
        "Of the chosen events, take those that could not be said by mail, and are in no letter."
        pool = Pool()
        Association = pool.get('asso.association')
        chosen = sorted(
            (n for n in self.records if n.party and n.state == 'never' and n.why in WITHOUT
                and n.kind not in PAPERS
                and not (n.message and n.message.address)), key=lambda n: n.id)
        day = pool.get('ir.date').today()
        self.letters = []
        with without_check_access():
            for company in dict.fromkeys(notice.company for notice in chosen):
                association = Association.of(company)
                with association.own_context():
                    self.letters += [letter.id for letter in write(
                            association, [n for n in chosen if n.company == company], day)]
        if not self.letters:
            raise MessageError(gettext('asso_members.msg_letters_none'))
        return 'print_'

    def do_print_(self, action):
        return action, {'ids': list(self.letters)}


class Letter(Drawn):
    "Letters in one PDF, each on pages of its own; the same letters give the same bytes."
    __name__ = 'asso.letter'

    @classmethod
    def get_context(cls, records, header, data):
        context = super().get_context(records, header, data)
        letters = Pool().get('asso.notice.message').search([
                ('id', 'in', [record.id for record in records]), ('address', '!=', None)],
            order=[('id', 'ASC')])
        if not letters:
            raise MessageError(gettext('asso_members.msg_letters_none'))
        context['papers'] = [Paper(letter) for letter in letters]
        return context


class Paper:
    "What is on the paper of a letter."

    def __init__(self, letter):
        self.letter = letter
        self.head = Letterhead(letter.company).over(letter.address.splitlines())
        self.lang = Pool().get('ir.lang').get(letter.language)

    @property
    def day(self):
        "With the place that the association writes from, if it has one."
        sender = self.letter.company.party.address_get('invoice')
        with Transaction().set_context(language=self.lang.code):
            return at(sender and sender.city, self.letter.create_date.date(), self.lang)

    @property
    def text(self):
        return HTML(wording.paragraphs(self.letter.text))
