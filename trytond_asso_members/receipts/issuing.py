"""Receipts drafted, numbered, cancelled and drawn.

Drafts have no number, and are thrown away freely.  All receipts of an act are numbered at its
end, one after the other, under the locks of the books: killed in the middle, none is.
"""
import hashlib
from collections import defaultdict
from itertools import chain

from trytond.i18n import gettext
from trytond.model import ModelView
from trytond.pool import Pool, PoolMeta
from trytond.pyson import Eval
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, without_check_access

from .. import bulk
from ..documents import drawing
from ..exceptions import ReceiptError
from .given import given
from .proposal import propose

# So many papers are drawn at a time, after the receipts were issued
SLICE = 50


class Receipt(metaclass=PoolMeta):
    __name__ = 'asso.receipt'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({
                'issue': {'invisible': Eval('state') != 'draft', 'depends': ['state']},
                'discard': {'invisible': Eval('state') != 'draft', 'depends': ['state']},
                })

    @classmethod
    def prepare(cls, association, year, among=None):
        """Draft the receipts of a calendar year that lack nothing, and return them.

        Drafts of the year from before give way.  `among` are the only (payment, bill) asked for.
        """
        _check(association)
        with association.own_context():
            association.lock_books()
            cls.follow(company=association.company)
            drafts = [('company', '=', association.company.id), ('state', '=', 'draft')]
            if among is None:
                drafts.append(('year', '=', year))
            else:
                drafts.append(('lines.payment', 'in', [payment for payment, _ in among]))
            cls.delete(cls.search(drafts))
            receipts = cls.create([
                    _values(association, year, proposal)
                    for proposal in propose(association, year, among) if not proposal.lack])
            _replace(association.company, receipts)
        return receipts

    @classmethod
    @ModelView.button
    def issue(cls, receipts):
        """Number the drafts, in the order of their last gifts, and have them drawn.

        A receipt that is issued already stays as it is.  Raise ReceiptError for a draft whose
        money is not given as it says any more.
        """
        user, today = Transaction().user, Pool().get('ir.date').today()
        by_company = defaultdict(list)
        for receipt in receipts:
            by_company[receipt.company].append(receipt.id)
        for company, ids in by_company.items():
            association = Pool().get('asso.association').of(company)
            _check(association)
            _check_address(association)
            with association.own_context():
                association.lock_books()
                _hold(ids)
                drafts = [r for r in cls.browse(ids) if r.state == 'draft']
                if drafts:
                    _check_given(drafts)
                    cls._number(association, drafts, user, today)

    @classmethod
    def _number(cls, association, drafts, user, today):
        drafts.sort(key=lambda r: (max(line.day for line in r.lines), r.id))
        with Transaction().set_context(date=today):
            numbers = list(association.receipts_sequence.get_many(len(drafts)))
        cls.write(*chain.from_iterable(
                ([receipt], {
                    'number': number, 'state': 'issued', 'issued_on': today,
                    'issued_by': user or None})
                for receipt, number in zip(drafts, numbers)))
        for some in grouped_slice(drafts, SLICE):
            cls.__queue__.draw(list(some))

    @classmethod
    @ModelView.button
    @without_check_access
    def discard(cls, receipts):
        "Throw drafts away."
        cls.delete([receipt for receipt in receipts if receipt.state == 'draft'])

    @classmethod
    @without_check_access
    def cancel(cls, receipts, reason, user=None):
        "Cancel issued receipts, which keep their numbers; cancelled ones stay as they are."
        pool = Pool()
        Line = pool.get('asso.receipt.line')
        receipts = [receipt for receipt in receipts if receipt.state == 'issued']
        _hold([receipt.id for receipt in receipts])
        cls.write(receipts, {
                'state': 'cancelled', 'cancelled_on': pool.get('ir.date').today(),
                'cancelled_by': user, 'cancel_reason': reason[:255]})
        Line.write([line for receipt in receipts for line in receipt.lines], {'live': False})

    @classmethod
    @without_check_access
    def follow(cls, payments=None, company=None):
        """Cancel the receipts whose money is not given any more as they say; discard such drafts.

        It looks at those of the payments (ids), or at all of the company.
        """
        Line = Pool().get('asso.receipt.line')
        domain = (
            [('receipt.company', '=', company.id)] if payments is None
            else [('payment', 'in', list(payments))])
        void = defaultdict(set)
        for line in _otherwise(Line.search([('live', '=', True), *domain])):
            void[line.receipt].add(line.payment)
        cls.delete([receipt for receipt in void if receipt.state == 'draft'])
        for receipt, theirs in void.items():
            if receipt.state == 'issued':
                cls.cancel([receipt], gettext(
                        'asso_members.msg_receipt_taken_back',
                        payments=', '.join(sorted(p.rec_name for p in theirs))),
                    Transaction().user or None)

    @classmethod
    @without_check_access
    def draw(cls, receipts):
        "Draw the papers of issued receipts that have none, and keep them with their digests."
        if not drawing.is_possible():
            return
        Paper = Pool().get('asso.receipt', type='report')
        for receipt in receipts:
            if receipt.state == 'issued' and not receipt.digest:
                content = Paper.drawn(receipt)
                cls.write([receipt], {
                        'pdf': content, 'digest': hashlib.sha256(content).hexdigest()})


def _check(association):
    if not association.issues_receipts:
        raise ReceiptError(gettext(
                'asso_members.msg_receipts_off', association=association.rec_name))


def _check_address(association):
    address = association.company.party.address_get('invoice')
    if not address or not address.full_address:
        raise ReceiptError(gettext(
                'asso_members.msg_receipts_address', association=association.rec_name))


def _values(association, year, proposal):
    donor = proposal.donor
    return {
        'company': association.company.id,
        'year': year,
        'kind': donor.kind,
        'party': proposal.party,
        'name': donor.name,
        'first_name': donor.first_name,
        'siren': donor.siren,
        'address': donor.address,
        'articles': association.articles(donor.kind),
        'form': association.receipts_form,
        'amount': proposal.total,
        'lines': [('create', [{
                        'payment': gift.payment, 'bill': gift.bill, 'day': gift.day,
                        'means': gift.means, 'amount': gift.amount} for gift in proposal.gifts])],
        }


def _replace(company, receipts):
    "Note which cancelled receipts the new ones replace: those that had one of their gifts."
    Line = Pool().get('asso.receipt.line')
    new = {
        (line.payment, line.bill): receipt for receipt in receipts for line in receipt.lines}
    replaced = {}
    for line in Line.search([
                ('receipt.company', '=', company.id), ('receipt.state', '=', 'cancelled'),
                ('receipt.replaced_by', '=', None),
                ('payment', 'in', [payment.id for payment, _ in new])]):
        if receipt := new.get((line.payment, line.bill)):
            replaced.setdefault(line.receipt, receipt)
    for cancelled, receipt in replaced.items():
        cancelled.replaced_by = receipt
    Pool().get('asso.receipt').save(list(replaced))


def _otherwise(lines):
    "Those of the lines that do not say what is given now."
    by_company = defaultdict(list)
    for line in lines:
        by_company[line.receipt.company].append(line)
    found = []
    for company, theirs in by_company.items():
        now = given(company, {line.payment.id for line in theirs})
        for line in theirs:
            gift = now.get((line.payment.id, line.bill.id))
            if not gift or (gift.party, gift.day, gift.amount) != line.told:
                found.append(line)
    return found


def _check_given(drafts):
    for line in _otherwise([line for receipt in drafts for line in receipt.lines]):
        raise ReceiptError(gettext(
                'asso_members.msg_receipt_stale', receipt=line.receipt.rec_name,
                payment=line.payment.rec_name))


def _hold(ids):
    "Have two who act on the same receipts act one after the other."
    bulk.hold('asso.receipt', ids)
    bulk.forget('asso.receipt')
