"""The cheques that are taken to the bank together, as a paper."""
from dataclasses import dataclass
from datetime import date

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from ..bank.transit import pending
from ..documents import drawing
from ..documents.drawn import Drawn
from ..documents.letterhead import Letterhead
from ..documents.payee import payee_of_company
from ..exceptions import DocumentError
from ..figures.day import ZERO
from .named import Named, named


@dataclass(frozen=True)
class Paper:
    "`cheques` are payments, the oldest first; `who` is {party: Named}."
    day: date
    cheques: list
    who: dict

    def of(self, cheque):
        return self.who[cheque.party.id] if cheque.party else Named(None, '')

    @property
    def total(self):
        return sum((cheque.amount for cheque in self.cheques), ZERO)


def waiting(association):
    "Return the ids of the cheques that the bank has not shown yet, the oldest first."
    return [
        p.payment for p in pending(association, association.bank_since)
        if p.means == 'check' and p.amount > 0]


def check(payments):
    "Raise DocumentError if they are no cheques, not all of one company, or none."
    others = [
        payment for payment in payments
        if payment.kind != 'payment' or payment.means != 'check'
        or payment.state == 'deleted' or payment.amount <= 0]
    if others:
        raise DocumentError(gettext(
                'asso_members.msg_paper_no_cheque', payment=others[0].rec_name))
    if len({payment.company for payment in payments}) != 1:
        raise DocumentError(gettext('asso_members.msg_paper_cheques_none'))


class Deposit(Drawn):
    "Of some payments; `data` has the `day` of the deposit."
    __name__ = 'asso.paper.deposit'

    @classmethod
    def _execute(cls, records, header, data, action):
        pool = Pool()
        cheques = pool.get('asso.payment').browse([int(record) for record in records])
        check(cheques)
        cheques = sorted(cheques, key=lambda cheque: (cheque.date, cheque.id))
        company, lang = cheques[0].company, pool.get('ir.lang').get()
        with Transaction().set_context(company=company.id):
            context = cls.get_context(records, header, data)
            context.update(cls.forms(lang, company.currency))
            context.update({
                    'association': company.party.name, 'lang': lang,
                    'paper': Paper(data['day'], cheques, named(
                            company, {c.party.id for c in cheques if c.party})),
                    'payee': payee_of_company(company), 'head': Letterhead(company).over(),
                    })
            return 'pdf', drawing.drawn(cls.render(action, context))
