"""What the fields of a message's words are filled in with, in one language."""
from stdnum import iso11649
from trytond.i18n import gettext

from ..bills import reference
from ..days import in_words
from ..documents.credited import bills_of
from ..documents.payee import payee_of
from . import paper
from .words import AGAIN, LAST


class Values:
    "In the language of the context, which is `lang`."

    def __init__(self, facts, lang):
        self.facts = facts
        self.lang = lang
        self.currency = facts.company.currency

    def of(self, kind, notice):
        "The values of a notice; the kind is that of its words."
        return self.common(notice.party) | _OF[kind](self, notice, self.facts.record(notice))

    def common(self, party):
        member = self.facts.member(party)
        return {
            'name': member and member.first_name or party.name,
            'number': member and member.number,
            'association': self.facts.company.party.name,
            }

    def payment(self, asked, party):
        "How to pay what is asked for, bills; with a reference for all if they are several."
        payee = payee_of(asked[0]) if asked else None
        if not payee:
            return {}
        number = (
            reference.of_bill(asked[0].id) if len(asked) == 1 else reference.of_party(party.id))
        return {
            'payee': payee.name, 'iban': payee.iban_in_groups,
            'reference': iso11649.format(number)}

    def _money(self, amount):
        return in_money(amount, self.currency, self.lang)

    def _day(self, day):
        return in_words(day, self.lang) if day else ''

    def _title(self, bill):
        kind = 'credit_note' if bill.total_amount < 0 else bill.bill_kind or 'invoice'
        return gettext(f'asso_members.msg_notice_{kind}', number=bill.portal_number)

    def _attached(self, bill):
        return paper.name_of_bill(bill) if self.facts.has_paper(bill) else ''

    def _bill(self, notice, bill):
        return {
            'bill': self._title(bill), 'date': self._day(bill.invoice_date),
            'amount': self._money(abs(bill.total_amount)), 'attached': self._attached(bill)}

    def _posted(self, notice, bill):
        owed = self.facts.owed_of(bill)
        left = sum(one.left for one in owed)
        collected = bill.id in self.facts.collected
        asked = left and bill.id not in self.facts.quiet and not any(
            one.disputed for one in owed)
        return self._bill(notice, bill) | {
            **(self._asked(owed[0].due, left) if asked else {}),
            'debited': self._money(left) if collected else '',
            'covered': '' if left else self._money(bill.total_amount)}

    def _asked(self, due, left):
        "What is asked for until a day, or at once if that is over."
        if due <= self.facts.day:
            return {'at_once': self._money(left)}
        return {'left': self._money(left), 'due': self._day(due)}

    def _credited(self, notice, bill):
        return self._bill(notice, bill) | {
            'corrects': ', '.join(self._title(one) for one in bills_of(bill))}

    def _due_soon(self, notice, bill):
        owed = self.facts.owed_of(bill)
        return self._bill(notice, bill) | {
            'left': self._money(sum(one.left for one in owed)),
            'due': self._day(
                owed[0].due if owed else bill.payment_term_date or bill.invoice_date)}

    def _instalment(self, notice, one):
        return {
            'left': self._money(one.left), 'due': self._day(one.date),
            'rest': self._money(one.arrangement.left - one.left)}

    def _overdue(self, notice, bill):
        owed = self.facts.overdue(notice.party)
        return {
            'owed': self._money(sum(one.left for one in owed)),
            'oldest': self._day(owed[0].due if owed else None),
            'bills': '\n'.join(
                '- ' + gettext(
                    'asso_members.msg_notice_owed',
                    bill=self._title(self.facts.bills[one.bill]), due=self._day(one.due),
                    left=self._money(one.left))
                for one in owed)}

    def _last(self, notice, bill):
        party = notice.party
        return self._overdue(notice, bill) | {
            'member': party.rec_name, 'email': party.email, 'phone': party.phone or party.mobile}

    def _received(self, notice, payment):
        uses = self.facts.uses(payment)
        rest = payment.amount - sum(amount for _, amount in uses)
        return {
            'amount': self._money(payment.amount), 'date': self._day(payment.date),
            'paid': '\n'.join(
                '- ' + gettext(
                    f'asso_members.msg_notice_{"settles" if bill.state == "paid" else "pays"}',
                    bill=self._title(bill), amount=self._money(amount))
                for bill, amount in uses),
            'rest': self._money(rest) if rest > 0 else ''}

    def _returned(self, notice, payment):
        return {
            'amount': self._money(abs(payment.amount)), 'date': self._day(payment.date)}

    def _joined(self, notice, member):
        return {'date': self._day(notice.day), 'reference': member.payment_reference}

    def _on_day(self, notice, record):
        return {'date': self._day(notice.day)}

    def _subscription(self, notice, subscription):
        return {'offer': subscription.offer.name, 'date': self._day(notice.day)}

    def _suspended(self, notice, subscription):
        until = next((
                s.last_day for s in subscription.suspensions
                if s.first_day.isoformat() == notice.occurrence), None)
        return self._subscription(notice, subscription) | {'until': self._day(until)}

    def _dues(self, notice, member):
        return {'date': self._day(self.facts.dues.get(notice.party.id))}

    def _receipt(self, notice, receipt):
        return {
            'receipt': receipt.number, 'year': str(receipt.year),
            'amount': self._money(receipt.amount),
            'attached': receipt.filename if self.facts.has_receipt(receipt) else ''}

    def _paper_bill(self, notice, bill):
        values = self._credited if bill.total_amount < 0 else self._posted
        return values(notice, bill) | self._paper(notice)

    def _paper_account(self, notice, member):
        first, last = paper.days(notice)
        return {'from': self._day(first), 'to': self._day(last), **self._paper(notice)}

    def _paper_certificate(self, notice, member):
        return {'date': self._day(paper.days(notice)[1]), **self._paper(notice)}

    def _paper_receipt(self, notice, receipt):
        return self._receipt(notice, receipt) | self._paper(notice)

    def _paper(self, notice):
        return {'attached': paper.name(notice)}


def in_money(amount, currency, lang):
    "The amount as the language writes it; nothing for none."
    return lang.currency(amount, currency) if amount else ''


_OF = {
    'member.joined': Values._joined,
    'member.left': Values._on_day,
    'subscription.started': Values._subscription,
    'subscription.suspended': Values._suspended,
    'subscription.ended': Values._subscription,
    'bill.posted': Values._posted,
    'bill.credited': Values._credited,
    'bill.due_soon': Values._due_soon,
    'bill.overdue': Values._overdue,
    AGAIN: Values._overdue,
    LAST: Values._last,
    'instalment.due': Values._instalment,
    'instalment.late': Values._instalment,
    'bill.paid': Values._bill,
    'payment.received': Values._received,
    'payment.returned': Values._returned,
    'dues.to_renew': Values._dues,
    'dues.lapsed': Values._dues,
    'receipt.issued': Values._receipt,
    'paper.bill': Values._paper_bill,
    'paper.account': Values._paper_account,
    'paper.certificate': Values._paper_certificate,
    'paper.receipt': Values._paper_receipt,
    }
